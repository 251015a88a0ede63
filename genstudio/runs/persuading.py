"""Making a picture more convincing: uphill in the critic's score, through the generator.

A generator and its critic make an energy-based model, log p(z) + D(G(z)) (Che et al. 2020, "Your
GAN is secretly an energy-based model"). Here D(G(z)) itself is climbed, the score and not a
probability, which would be flat where the critic is sure. The prior is kept as a fence: z may not
lie further out than 95 of 100 draws of it (or than where it began, if that is further). Following
log p(z) as well would draw z to the middle, where hardly any draw of many dimensions lies.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.core import pixels
from genstudio.runs.critics import Judge
from genstudio.runs.model import Model

STEPS = 150
_RATE = 0.05  # of Adam, in σ of the prior; a cosine takes it down to a twentieth
_DRAWN, _WITHIN = 1_000, 0.95
NO_NUMBER = (
    "The discriminator's scores are not numbers: its training went wrong. Train the run again, "
    "with a smaller learning rate, or choose another one above."
)


@dataclass(frozen=True, eq=False)
class Persuaded:
    """The most convincing latent after `done` of `total` steps.

    `z` is float32 `(d,)`, `picture` what it draws, uint8 `(C, H, W)`, `score` the critic's.
    """

    done: int
    total: int
    z: np.ndarray
    picture: np.ndarray
    score: float


def persuade(
    model: Model,
    judge: Judge,
    z: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    free: np.ndarray | None = None,
    steps: int = STEPS,
) -> Iterator[Persuaded]:
    """Climb from the latent `z` `(d,)`; yields the best so far after each step.

    `weights` `(1, classes)` say which class is drawn and judged; z moves only in the plane that
    `free` `(d, d)` projects onto, None for anywhere. `model` and `judge` must not be used
    elsewhere meanwhile. Raises `ValueError` with a sentence where the scores are no numbers.
    """
    given = None if weights is None else torch.from_numpy(np.float32(weights))
    plane = torch.eye(len(z)) if free is None else torch.from_numpy(np.float32(free))
    place = torch.from_numpy(z.astype(np.float32))[None].requires_grad_(True)
    start = place.detach().clone()
    fence = max(reach(model), float(np.linalg.norm(z)))
    adam = torch.optim.Adam([place], lr=_RATE, betas=(0.9, 0.99))
    best = _Best(judge, weights)
    for step in range(steps + 1):
        with torch.enable_grad():
            made = model.net.decode(place, given)
            score = judge.net(made, judge.told(weights, 1)).sum()
        yield best.look(place, made, step, steps)
        if step == steps:
            return
        [slope] = torch.autograd.grad(-score, place)
        place.grad = slope @ plane
        adam.param_groups[0]["lr"] = _rate(step / steps)
        adam.step()
        _hold(place, start, plane, fence)


def reach(model: Model) -> float:
    """Return how far from 0 at most 95 of 100 draws of the model's prior lie."""
    lengths = np.linalg.norm(model.draw_latents(_DRAWN, seed=0), axis=1)
    return float(np.quantile(lengths, _WITHIN))


class _Best:
    """The most convincing so far, judged as it is shown: at 256 levels."""

    def __init__(self, judge: Judge, weights: np.ndarray | None) -> None:
        self._judge, self._weights = judge, weights
        self._score = -math.inf
        self._z = self._picture = np.empty(0)

    def look(self, place: Tensor, made: Tensor, done: int, total: int) -> Persuaded:
        shown = pixels.to_uint8(made.detach().numpy())
        score = float(self._judge.weighed(shown, self._weights)[0])
        if not math.isfinite(score):
            raise ValueError(NO_NUMBER)
        if score > self._score:
            self._score, self._picture = score, shown[0]
            self._z = place.detach()[0].numpy().copy()
        return Persuaded(done, total, self._z, self._picture, self._score)


def _rate(share: float) -> float:
    return _RATE * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * share)))


@torch.no_grad()
def _hold(place: Tensor, start: Tensor, plane: Tensor, fence: float) -> None:
    """Keep z in the plane, and bring it back to the fence by what is free of it."""
    place.copy_(start + (place - start) @ plane)
    free = place @ plane
    fixed = place - free
    room = math.sqrt(max(fence**2 - float(fixed.square().sum()), 0.0))
    length = float(free.norm())
    if length > room:
        place.copy_(fixed + free * (room / length))
