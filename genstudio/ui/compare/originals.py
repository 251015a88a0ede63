"""Which real pictures every run redraws, and what a fair look has to know. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genstudio.core.recipe import Recipe
from genstudio.data.imageset import DataError, ImageSet
from genstudio.data.picture import load_picture
from genstudio.runs.entry import Entry


@dataclass(frozen=True)
class Originals:
    """Real pictures uint8 `(N, C, H, W)`, where they come from, and what could not be read."""

    pictures: np.ndarray
    sentence: str
    problems: tuple[str, ...] = ()


def held_out(images: ImageSet, recipe: Recipe, *, count: int, seed: int) -> Originals:
    """Pick `count` pictures that the run of `recipe` was never trained on."""
    train, held = images.split(recipe.held_out, recipe.split_seed)
    pool = held if len(held) else train
    chosen = np.random.default_rng(seed).permutation(pool)[:count]
    pictures = np.ascontiguousarray(images.pictures[np.sort(chosen)])
    if not len(held):
        return Originals(
            pictures, f"{images.name}: nothing was held out, so these were trained on."
        )
    return Originals(
        pictures, f"{images.name}: {len(pictures)} of {len(held):,} held-out pictures."
    )


def dropped(paths: Sequence[Path], *, size: int, channels: str, fit: str) -> Originals:
    """Read picture files; raises `DataError` with a sentence when none can be used."""
    pictures, problems = [], []
    for path in paths:
        try:
            pictures.append(load_picture(path, size=size, channels=channels, fit=fit))
        except (ValueError, OSError) as error:
            problems.append(str(error))
    if not pictures:
        raise DataError(" ".join(problems))
    word = "picture" if len(pictures) == 1 else "pictures"
    return Originals(np.stack(pictures), f"{len(pictures)} {word} of yours.", tuple(problems))


def remark(entry: Entry | None, source: Entry | None) -> str:
    """Say why a run's error on pictures held out from `source` may flatter or wrong it."""
    if entry is None or source is None:
        return ""
    mine, theirs = entry.recipe, source.recipe
    if mine is None or theirs is None or entry.key == source.key:
        return ""
    if mine.data != theirs.data:
        return "It learnt from other pictures."
    if (mine.held_out, mine.split_seed) != (theirs.held_out, theirs.split_seed):
        return "It may have trained on some of these."
    return ""


def common_shape(entries: Sequence[Entry]) -> tuple[int, int, int]:
    """Return the largest size and the most channels of any run: what the originals are read in."""
    shapes = [entry.summary.shape for entry in entries] or [(1, 28, 28)]
    channels = max(shape[0] for shape in shapes)
    side = max(shape[1] for shape in shapes)
    return channels, side, side
