"""The figures on held-out pictures, and the one by which the best checkpoint is chosen.

A model is chosen by what it makes: by FD-local as soon as the pictures' feature network is there.
Until then (and where there is none) a figure of its own on held-out pictures chooses, such as a
VAE's bound, or FD-pixel for a GAN, which has none. What encodes draws from a mixture fitted to the
latents of training pictures, as it does once it is trained: from N(0, I) the better encoder looks
worse. Figures of two kinds are never compared.
Why: docs/decisions/what-chooses-the-best-model.md
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.core import scatter
from genstudio.evaluation.features import DIMENSIONS, Extractor, as_uint8
from genstudio.evaluation.frechet import (
    PixelDistance,
    frechet_distance,
    gaussian_of,
    is_enough,
)
from genstudio.evaluation.kernel import kernel_distance
from genstudio.objectives.game import Batch, Game, Model
from genstudio.training import mixing
from genstudio.training.feed import Drawn
from genstudio.training.scene import chunks

MOST_JUDGED = 512
FEWEST_JUDGED = 32
_CHUNK = 128
_SEED = 1234


@dataclass(frozen=True)
class Figure:
    """One figure, lower is better; `chooses` says whether it decides which model is best."""

    name: str
    value: float
    chooses: bool


class Judge:
    """Judges averaged models of one run, always on the same pictures and the same noise."""

    def __init__(
        self, game: Game, held_out: Drawn, trained: Callable[[], Drawn] | None = None
    ) -> None:
        """Judge on the `held_out` pictures.

        Where some that are `trained` on can be had, draw from a mixture fitted to their latents.
        """
        self._game = game
        self._held_out = held_out
        self._trained = trained
        self._look: _Look | None = None
        self._is_local = False

    @property
    def can_look(self) -> bool:
        """Whether there are enough held-out pictures for a feature network to be of use."""
        return len(self._held_out.pictures) >= FEWEST_JUDGED

    def look_with(self, extractor: Extractor) -> None:
        """Judge made pictures by the features of `extractor` from now on."""
        self._look = _local(extractor, self._held_out.pictures)
        self._is_local = True

    @torch.no_grad()
    def __call__(self, model: Model) -> tuple[Figure, ...]:
        """Return the figures; exactly one of them chooses."""
        own = self._own(model)
        made_choose = self._is_local and not self._game.is_chosen_by_own
        figures = []
        if own is not None:
            figures.append(Figure(self._game.quality_name, own, not made_choose))
        if own is None or self._is_local:
            look = self._look = self._look or _pixel(self._held_out.pictures)
            chooses = own is None or made_choose
            name = f"{look.name}, mixture" if self._is_local and self._trained else look.name
            made = self._made(model)
            is_whole = bool(made.isfinite().all())  # as bytes, NaN would be a black picture
            value = look.distance(made) if is_whole else math.nan
            figures.append(Figure(name, value, chooses))
        return tuple(figures)

    def _own(self, model: Model) -> float | None:
        generator = torch.Generator(self._held_out.pictures.device).manual_seed(_SEED)
        total, count = 0.0, 0
        for chunk in chunks(self._held_out, _CHUNK):
            batch = Batch(chunk.pictures, 1.0, 1.0, generator, chunk.labels)
            value = self._game.quality(model, batch)
            if value is None:
                return None
            total, count = total + value * len(chunk.pictures), count + len(chunk.pictures)
        return total / count

    def _made(self, model: Model) -> Tensor:
        z = self._latents(model).to(self._held_out.pictures.device)
        weights = model.one_hot(_repeated(self._held_out.labels, len(z)))
        parts = [slice(start, start + _CHUNK) for start in range(0, len(z), _CHUNK)]
        made = [model.decode(z[p], None if weights is None else weights[p]) for p in parts]
        return torch.cat(made).clamp(-1, 1)

    def _latents(self, model: Model) -> Tensor:
        if self._trained is not None and self._is_local:
            latents = mixing.latents_of(model, self._trained())
            if np.isfinite(latents).all():  # else no figure will be finite either
                return torch.from_numpy(mixing.fit(latents).sample(MOST_JUDGED, _SEED))
        return model.sample_prior(MOST_JUDGED, _SEED)


@dataclass(frozen=True)
class _Look:
    """A distance between made and held-out pictures, with its name."""

    name: str
    distance: Callable[[Tensor], float]


def _pixel(real: Tensor) -> _Look:
    are_points = tuple(real.shape[1:]) == scatter.POINTS
    return _Look("FD of points" if are_points else "FD-pixel", PixelDistance(real))


def _local(extractor: Extractor, pictures: Tensor) -> _Look:
    real = extractor(as_uint8(pictures))
    if is_enough(len(real), DIMENSIONS):
        gaussian = gaussian_of(real)
        return _Look(
            f"FD-local · {extractor.hash}",
            lambda made: frechet_distance(*gaussian, *gaussian_of(extractor(as_uint8(made)))),
        )
    return _Look(
        f"KID-local · {extractor.hash}",
        lambda made: kernel_distance(real, extractor(as_uint8(made))),
    )


def _repeated(labels: Tensor | None, count: int) -> Tensor | None:
    """The held-out pictures' own classes, again and again: made ones shall have them too."""
    if labels is None:
        return None
    return labels.repeat(-(-count // len(labels)))[:count]
