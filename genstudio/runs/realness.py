"""How real a critic takes a picture for, beside held-out real pictures and made ones.

A score alone says little, and of some losses nothing (see `critics.Meaning`); its place among the
scores of pictures whose kind is known always says something.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from genstudio.core.events import Event, Imported, Working
from genstudio.data.imageset import DataError, ImageSet
from genstudio.runs import pictures
from genstudio.runs.critics import Judge
from genstudio.runs.model import Model
from genstudio.runs.persuading import NO_NUMBER

MOST = 512
_FEWEST, _PIXELS = 128, 512 * 32**2  # of large pictures fewer: a standard error of 4 %
_CHUNK = 64


@dataclass(frozen=True)
class Verdict:
    """What a critic says of one picture: its score, and its place among others.

    `over_made` and `over_real` are the shares of made and of held-out pictures that score lower;
    `over_real` is None where there are no held-out pictures.
    """

    score: float
    over_made: float
    over_real: float | None


@dataclass(frozen=True, eq=False)
class Standing:
    """Scores of held-out pictures `real` `(N,)` (perhaps none) and of as many `made`; see `most`.

    `note` says why there are no real ones. Each picture is judged as of its own class.
    """

    real: np.ndarray
    made: np.ndarray
    note: str = ""

    @property
    def told(self) -> float | None:
        """The chance that a held-out picture scores above a made one; 0.5 is a guess."""
        if not len(self.real):
            return None
        return float(np.mean([_below(score, self.made) for score in self.real]))

    def verdict(self, score: float) -> Verdict:
        """Place a score; raises `ValueError` with a sentence where it is no number."""
        if not np.isfinite(score):
            raise ValueError(NO_NUMBER)
        real = _below(score, self.real) if len(self.real) else None
        return Verdict(score, _below(score, self.made), real)


def most(shape: tuple[int, int, int]) -> int:
    """Return how many pictures of `shape` are judged: `MOST` of small ones."""
    return min(max(_PIXELS // (shape[1] * shape[2]), _FEWEST), MOST)


def stand(model: Model, judge: Judge, *, seed: int = 0) -> Generator[Event, None, Standing]:
    """Have held-out and made pictures judged, telling how far it is.

    Raises `ValueError` with a sentence where the scores are no numbers.
    """
    real, labels, note = np.empty((0, *model.shape), np.uint8), None, ""
    try:
        real, labels = yield from _held_out(model, seed)
    except (DataError, OSError) as error:
        note = f"Only made pictures are shown. {error}"
    count = len(real) or most(model.shape)
    weights = model.weights_in_turn(count)
    if model.classes and labels is not None:
        weights = np.eye(model.classes, dtype=np.float32)[labels]
    made = model.decode(model.draw_latents(count, seed=seed), weights)
    told = weights if model.classes else None
    of_real = yield from _scored(judge, real, told, "held-out pictures judged")
    of_made = yield from _scored(judge, made, told, "made pictures judged")
    if not all(np.isfinite(each).all() for each in (of_real, of_made)):
        raise ValueError(NO_NUMBER)
    return Standing(of_real, of_made, note)


def _held_out(
    model: Model, seed: int
) -> Generator[Event, None, tuple[np.ndarray, np.ndarray | None]]:
    """Some of the run's held-out pictures, and their classes."""
    recipe, images = model.recipe, None
    for event in pictures.read(recipe):
        if isinstance(event, Imported):
            images = event.images
        else:
            yield event
    assert isinstance(images, ImageSet)
    rows = images.split(recipe.held_out, recipe.split_seed)[1]
    if images.shape != model.shape or not len(rows):
        raise DataError("The run held no pictures out that could be compared.")
    rows = np.sort(np.random.default_rng(seed).permutation(rows)[: most(model.shape)])
    labels = None if images.labels is None else np.asarray(images.labels[rows])
    return np.ascontiguousarray(images.pictures[rows]), labels


def _scored(
    judge: Judge, shown: np.ndarray, weights: np.ndarray | None, what: str
) -> Generator[Event, None, np.ndarray]:
    found = [np.empty(0, np.float32)]
    for start in range(0, len(shown), _CHUNK):
        yield Working(start, len(shown), what)
        part = np.s_[start : start + _CHUNK]
        found.append(judge.weighed(shown[part], None if weights is None else weights[part]))
    return np.concatenate(found)


def _below(score: float, others: np.ndarray) -> float:
    """The share of `others` that score lower; ties count half."""
    return float(((others < score) + 0.5 * (others == score)).mean()) if len(others) else 0.0
