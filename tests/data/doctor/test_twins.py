"""Planted copies are found, unlike pictures are not: recall and false alarms of each kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from genstudio.data.doctor import marks, twins
from genstudio.data.imageset import ImageSet
from genstudio.data.load import load_now

from .planted import CHANGES, as_set, changed, drain, textures

# The least share of planted copies that is found: in pictures of unlike things, and among clothes,
# where different pictures are so alike that only close copies can be told.
LEAST = dict.fromkeys(CHANGES, 0.95) | {"cut by 4 %": 0.7, "half the size": 0.9}
LEAST_CLOTHES = {"JPEG 70": 0.6, "darker by a third": 0.95, "turned by 90°": 0.95}


def found(images: ImageSet) -> twins.Twins:
    return drain(twins.find(images, drain(marks.measure(images))))


def recall(pictures: np.ndarray, kind: str, planted: int) -> tuple[float, int]:
    """The share of planted copies found, and how many other pairs were."""
    images = as_set(np.concatenate([pictures, changed(pictures[:planted], CHANGES[kind])]))
    pairs = found(images)
    told = set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))
    wanted = {(index, len(pictures) + index) for index in range(planted)}
    return len(told & wanted) / planted, len(told - wanted)


@pytest.mark.parametrize("kind", CHANGES)
def test_planted_copies_of_unlike_pictures_are_found(kind: str) -> None:
    share, others = recall(textures(300), kind, 60)
    assert share >= LEAST[kind] and others == 0


@pytest.mark.parametrize("kind", LEAST_CLOTHES)
def test_planted_copies_among_clothes_are_found_where_that_is_possible(kind: str) -> None:
    clothes = load_now("builtin:fashion", size=28, channels="grey", fit="crop")
    share, others = recall(np.asarray(clothes.pictures[:600]), kind, 60)
    assert share >= LEAST_CLOTHES[kind] and others <= 3


def test_digits_are_no_copies_of_each_other() -> None:
    digits = load_now("builtin:digits", size=28, channels="grey", fit="crop")
    assert len(found(as_set(np.asarray(digits.pictures[:2500]))).first) == 0


def test_exact_copies_and_chains_are_one_group() -> None:
    pictures = textures(30)
    again = changed(pictures[:1], CHANGES["JPEG 70"])
    images = as_set(np.concatenate([pictures, pictures[4:6], pictures[4:5], again]))
    groups = found(images).groups(len(images))
    assert groups[:30].tolist() == list(range(30))
    assert groups[30:].tolist() == [4, 5, 4, 0]


def test_blank_pictures_are_no_copies() -> None:
    blank = np.full((40, 3, 48, 48), 128, np.uint8)
    blank[:, 0, 0, 0] = np.arange(40)
    assert len(found(as_set(np.concatenate([textures(5), blank]))).first) == 0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_very_small_sets(count: int) -> None:
    pictures = textures(count)
    assert len(found(as_set(pictures)).first) == 0
    assert len(found(as_set(np.concatenate([pictures, pictures]))).first) == count


def test_what_was_found_is_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = as_set(np.concatenate([textures(40), textures(40)[:5, :, ::-1]]))
    first = found(images)
    assert len(first.first) == 5
    monkeypatch.setattr(marks, "of", None)
    monkeypatch.setattr(twins, "_found", None)
    again = found(images)
    for name in ("first", "second", "left"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
    for file in (home / "cache" / "doctor").iterdir():
        file.write_bytes(b"broken")
    monkeypatch.undo()
    monkeypatch.setenv("GENSTUDIO_HOME", str(home))
    assert len(found(images).first) == 5


def test_real_rocks_hold_turned_copies_in_pairs(shared: Callable[[str], Path]) -> None:
    rocks = load_now(str(shared("rocks")), size=64, channels="auto", fit="crop")
    pairs = found(rocks)
    labels = rocks.labels
    assert labels is not None and 240 <= len(pairs.first) <= 270
    assert (labels[pairs.first] == labels[pairs.second]).mean() > 0.98


def test_real_blood_cells_hold_one_pair_and_drill_cores_hardly_any(
    shared: Callable[[str], Path],
) -> None:
    cells = load_now(str(shared("blood_cells")), size=64, channels="auto", fit="crop")
    assert len(found(cells).first) == 1
    clean = load_now(str(shared("rocks_clean")), size=64, channels="auto", fit="crop")
    assert len(found(clean).first) <= 2
