"""Leaving out, keeping together, evening out: the recipe's choices applied to a set by index.

Nothing is copied and no file is touched: the set gets a `Choice` and a fingerprint of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np

from genstudio.core.events import Imported, Importing
from genstudio.core.recipe import Recipe
from genstudio.data.imageset import Choice, DataError, ImageSet

_MOST_TURNS = 20  # a picture of a small class is repeated at most so often


def treating(
    events: Iterator[Importing | Imported], recipe: Recipe
) -> Iterator[Importing | Imported]:
    """Pass on the events of a load, its set treated as `recipe` says.

    Raises `DataError` with a sentence when nothing would be left.
    """
    with contextlib.closing(events):  # type: ignore[type-var]
        for event in events:
            if isinstance(event, Imported):
                yield Imported((yield from treat(event.images, recipe)))
            else:
                yield event


def treat(images: ImageSet, recipe: Recipe) -> Generator[Importing, None, ImageSet]:
    """Return `images` with the choice that `recipe` makes; the same set if it makes none."""
    wants_marks = recipe.drop_blank or recipe.drop_outliers or recipe.near_copies != "keep"
    balances = recipe.balance and images.labels is not None
    if not wants_marks and not balances:
        return images
    turns, groups = np.ones(len(images), np.uint8), None
    told: list[str] = []
    if wants_marks:
        turns, groups = yield from _by_looks(images, recipe, told)
    if balances:
        turns = _evened(images, turns, told)
    if not turns.any():
        raise DataError(
            f"Every picture of {images.name} is left out by these choices. Turn off leaving out "
            "blank or odd pictures."
        )
    choice = Choice(turns, groups, f"By choice: {', '.join(told)}." if told else "")
    return replace(images, choice=choice, fingerprint=_fingerprint(images, choice))


def _by_looks(
    images: ImageSet, recipe: Recipe, told: list[str]
) -> Generator[Importing, None, tuple[np.ndarray, np.ndarray | None]]:
    from genstudio.data.doctor import marks, odd, twins

    measured = yield from marks.measure(images)
    turns, groups = np.ones(len(images), np.uint8), None
    for name, wanted, which in (
        ("blank", recipe.drop_blank, odd.blank),
        ("of odd brightness or contrast", recipe.drop_outliers, odd.outliers),
    ):
        if wanted:
            _leave_out(turns, which(measured), name, told)
    if recipe.near_copies != "keep":
        found = yield from twins.find(images, measured)
        groups = found.groups(len(images))
        if recipe.near_copies == "drop":
            _leave_out(turns, _all_but_first(groups, turns), "near-copies", told)
    return turns, groups


def _leave_out(turns: np.ndarray, which: np.ndarray, name: str, told: list[str]) -> None:
    count = int((which & (turns > 0)).sum())
    turns[which] = 0
    if count:
        told.append(f"{count:,} {name} left out")


def _all_but_first(groups: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """Say which pictures are not the first of their group among those still used."""
    used = np.flatnonzero(turns)
    _, first = np.unique(groups[used], return_index=True)
    others = np.ones(len(groups), dtype=bool)
    others[used[first]] = False
    return others


def _evened(images: ImageSet, turns: np.ndarray, told: list[str]) -> np.ndarray:
    """Repeat pictures of smaller classes until all classes are about as large as the largest."""
    assert images.labels is not None
    used = turns > 0
    sizes = np.bincount(images.labels[used], minlength=len(images.class_names))
    times = np.rint(sizes.max() / np.maximum(sizes, 1)).clip(1, _MOST_TURNS).astype(np.uint8)
    if times.max() > 1:
        told.append(f"smaller classes shown up to {times.max()} times as often")
    return np.where(used, times[images.labels], 0).astype(np.uint8)


def _fingerprint(images: ImageSet, choice: Choice) -> str:
    total = hashlib.sha256(images.fingerprint.encode("ascii"))
    total.update(choice.turns.data)
    if choice.groups is not None:
        total.update(np.ascontiguousarray(choice.groups, dtype="<i8").data)
    return total.hexdigest()[:32]
