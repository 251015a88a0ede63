"""Picking the real pictures that every run redraws. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genstudio.data.imageset import DataError, ImageSet
from genstudio.data.picture import load_picture
from genstudio.ui.compare.picture_sources import PictureSource


@dataclass(frozen=True)
class Originals:
    """Real pictures uint8 `(N, C, H, W)`, where they come from, and what could not be read."""

    pictures: np.ndarray
    sentence: str
    problems: tuple[str, ...] = ()


def pick(images: ImageSet, source: PictureSource, *, count: int, seed: int) -> Originals:
    """Pick `count` pictures: of those that the source's run never trained on, or of all."""
    recipe = source.entry.recipe if source.entry is not None else None
    pool, what = np.arange(len(images)), "pictures"
    if recipe is not None:
        _, held = images.split(recipe.held_out, recipe.split_seed)
        if len(held):
            pool, what = held, "held-out pictures"
        else:
            what = "pictures that it trained on, for nothing was held out"
    chosen = np.sort(np.random.default_rng(seed).permutation(pool)[:count])
    pictures = np.ascontiguousarray(images.pictures[chosen])
    return Originals(pictures, f"{images.name}: {len(pictures)} of {len(pool):,} {what}.")


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
