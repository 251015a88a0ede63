"""What the recipe's choices do to a set: by index, with a fingerprint of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genstudio.core.events import Imported, Importing
from genstudio.core.recipe import Recipe
from genstudio.data import treat
from genstudio.data.imageset import DataError, ImageSet

from .doctor.planted import as_set, drain, textures

BLANK, COPIES, MIRRORED = 3, 2, 5


@pytest.fixture
def images() -> ImageSet:
    """Forty textures, then 3 blank ones, 2 copies and 5 mirrored ones; classes of 48 and 2."""
    whole = textures(40)
    blank = np.stack([np.full((3, 48, 48), level, np.uint8) for level in (0, 128, 255)])
    pictures = np.concatenate([whole, blank, whole[:2], whole[10:15, :, :, ::-1]])
    labels = np.array([0] * 48 + [1] * 2)
    return as_set(pictures, labels)


def treated(images: ImageSet, **choices: object) -> ImageSet:
    return drain(treat.treat(images, Recipe(**choices)))


def test_no_choice_is_the_same_set(images: ImageSet, home: Path) -> None:
    assert treated(images) is images
    assert not (home / "cache").exists()


def test_blank_pictures_are_left_out(images: ImageSet) -> None:
    less = treated(images, drop_blank=True)
    assert np.array_equal(np.setdiff1d(np.arange(50), less.used), [40, 41, 42])
    assert less.note == "By choice: 3 blank left out."
    assert less.pictures is images.pictures and len(less) == 50


def test_one_of_each_group_stays(images: ImageSet) -> None:
    less = treated(images, near_copies="drop", drop_blank=True)
    assert less.used.tolist() == list(range(40))


def test_together_keeps_all_and_splits_by_group(images: ImageSet) -> None:
    same = treated(images, near_copies="together")
    assert len(same.used) == 50 and same.choice is not None and same.choice.groups is not None
    for seed in range(5):
        train, held_out = same.split(0.3, seed)
        for first, second in [(0, 43), (1, 44), (10, 45), (14, 49)]:
            assert (first in train) == (second in train)
        assert len(held_out) in (14, 15)


def test_odd_ones_are_left_out() -> None:
    pictures = textures(80)
    pictures[7] = np.clip(pictures[7].astype(int) // 10 + 228, 0, 255)
    assert 7 not in treated(as_set(pictures), drop_outliers=True).used


def test_small_classes_are_shown_more_often(images: ImageSet) -> None:
    even = treated(images, balance=True, near_copies="together")
    assert images.labels is not None
    train, held_out = even.split(0.2, 1)
    counts = np.bincount(images.labels[train], minlength=2)
    assert counts[1] in (0, 20, 40) and len(set(held_out.tolist())) == len(held_out)
    assert np.array_equal(np.unique(np.concatenate([train, held_out])), np.arange(50))


def test_balance_means_nothing_without_classes() -> None:
    images = as_set(textures(10))
    assert treated(images, balance=True) is images


def test_each_choice_has_a_fingerprint_of_its_own_and_always_the_same(images: ImageSet) -> None:
    choices = ({}, {"drop_blank": True}, {"near_copies": "drop"}, {"near_copies": "together"})
    stamps = [treated(images, **choice).fingerprint for choice in choices]
    assert len(set(stamps)) == 4
    assert [treated(images, **choice).fingerprint for choice in choices] == stamps


def test_leaving_everything_out_is_a_sentence() -> None:
    blank = np.zeros((5, 1, 32, 32), np.uint8)
    with pytest.raises(DataError, match="Every picture of Planted is left out"):
        treated(as_set(blank), drop_blank=True)


def test_treating_passes_events_on_and_closes_the_load(images: ImageSet) -> None:
    closed: list[bool] = []

    def load():
        try:
            yield Importing(0, 50, "Reading")
            yield Imported(images)
        finally:
            closed.append(True)

    events = treat.treating(load(), Recipe(drop_blank=True))
    assert next(events) == Importing(0, 50, "Reading")
    *_, last = events
    assert isinstance(last, Imported) and len(last.images.used) == 47 and closed == [True]
    events = treat.treating(load(), Recipe(drop_blank=True))
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert closed == [True, True]
