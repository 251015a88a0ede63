"""Seeking the latent that draws a given picture: for a GAN, which has no encoder, or any decoder.

Latents start at the best of some random draws; Adam then lowers the squared difference to the
picture, at full size and at halved sizes, with a weak pull to where latents are drawn from
(Creswell and Bharath 2018, "Inverting the generator of a generative adversarial network"; several
starts, since the loss has many valleys; the worse half of them is dropped after each quarter of
the steps: successive halving, Jamieson and Talwalkar 2016).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from genstudio.core import pixels
from genstudio.core.events import Sought
from genstudio.runs.model import Model

_DRAWN = 512  # random latents that the starts are chosen from
_CHUNK = 128
_RATE = 0.1
_PULL = 1e-3  # of the mean square of z above that of a draw
_SMALLEST = 4  # px, of the halved pictures


@dataclass(frozen=True)
class Effort:
    """How hard to look: `restarts` latents go `steps` steps each."""

    restarts: int = 8
    steps: int = 200
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be, with a sentence."""
        limits = (("restarts", self.restarts, 256), ("steps", self.steps, 100_000))
        for name, value, most in limits:
            if not 1 <= value <= most:
                raise ValueError(f"The number of {name} is from 1 to {most:,}, not {value}.")


def seek(
    model: Model,
    picture: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    effort: Effort | None = None,
) -> Iterator[Sought]:
    """Look for the latent whose picture is nearest to `picture`, uint8 `(C, H, W)`.

    Yields the best found so far, after each step; the last is the answer. `weights`
    `(1, classes)` say which class. Equal seeds find equal latents on one computer. `model` must
    not be used elsewhere meanwhile. Raises `ValueError` with a sentence for another shape.
    """
    effort = effort or Effort()
    if picture.shape != model.shape:
        raise ValueError(f"The picture has shape {picture.shape}, the model draws {model.shape}.")
    target = torch.from_numpy(pixels.to_float(picture))[None]
    told = None if weights is None else torch.from_numpy(np.float32(weights))
    best = _Best(picture)
    alive = [z.requires_grad_(True) for z in _starts(model, target, told, effort)]
    adam = torch.optim.Adam(alive, lr=_RATE, betas=(0.9, 0.99))
    for step in range(effort.steps + 1):
        with torch.enable_grad():
            z = torch.cat(alive)
            made = model.net.decode(z, None if told is None else told.expand(len(z), -1))
            losses = _distance(made, target) + _PULL * F.relu(z.square().mean(1) - 1)
        yield best.look(z, made, step, effort.steps)
        if step == effort.steps:
            return
        for each, gradient in zip(alive, torch.autograd.grad(losses.sum(), alive), strict=True):
            each.grad = gradient
        adam.param_groups[0]["lr"] = _rate(step / effort.steps)
        adam.step()
        alive = _survivors(alive, losses, (step + 1) / effort.steps, effort.restarts)
        adam.param_groups[0]["params"] = alive


class _Best:
    """The best latent so far, judged as it will be shown: by the squared error of pixels 0 to 1."""

    def __init__(self, picture: np.ndarray) -> None:
        self._target = picture.astype(np.float32) / 255
        self._error = math.inf
        self._z = np.zeros(0, np.float32)
        self._picture = picture

    def look(self, z: Tensor, made: Tensor, done: int, total: int) -> Sought:
        shown = pixels.to_uint8(made.detach().numpy())
        errors = np.square(shown.astype(np.float32) / 255 - self._target).mean((1, 2, 3))
        first = int(errors.argmin())
        if errors[first] < self._error:
            self._error, self._picture = float(errors[first]), shown[first].copy()
            self._z = z[first].detach().numpy().copy()
        return Sought(done, total, self._z, self._picture, self._error)


def _rate(share: float) -> float:
    """The learning rate after `share` of the steps: a cosine down to a twentieth."""
    return _RATE * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * share)))


def _survivors(alive: list[Tensor], losses: Tensor, share: float, restarts: int) -> list[Tensor]:
    """Drop the worse half after each quarter of the steps (successive halving)."""
    left = max(restarts >> int(4 * min(share, 0.99)), 1)
    if left >= len(alive):
        return alive
    order = losses.detach().argsort(stable=True)[:left].tolist()
    return [alive[index] for index in sorted(order)]


def _starts(model: Model, target: Tensor, told: Tensor | None, effort: Effort) -> list[Tensor]:
    """The best of some random latents, `(1, d)` each."""
    drawn = torch.from_numpy(model.draw_latents(_DRAWN, seed=effort.seed))
    found = []
    with torch.inference_mode():
        for chunk in torch.split(drawn, _CHUNK):
            part = None if told is None else told.expand(len(chunk), -1)
            found.append(_distance(model.net.decode(chunk, part), target))
    order = torch.cat(found).argsort(stable=True)[: effort.restarts]
    return [drawn[index][None].clone() for index in order.tolist()]


def _distance(made: Tensor, target: Tensor) -> Tensor:
    """Mean squared difference `(N,)`, summed over full size and halved sizes."""
    difference = made.clamp(-1.5, 1.5) - target
    total = difference.square().mean((1, 2, 3))
    while min(difference.shape[2:]) >= 2 * _SMALLEST:
        difference = F.avg_pool2d(difference, 2)
        total = total + difference.square().mean((1, 2, 3))
    return total
