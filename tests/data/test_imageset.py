from __future__ import annotations

import numpy as np
import pytest

from genstudio.data.imageset import Choice, DataError, ImageSet, Skipped, digest, fingerprint

SPLIT_OF_SEED_7 = [3, 6, 11, 12]


def images(count: int) -> ImageSet:
    pictures = np.arange(count * 4, dtype=np.uint8).reshape(count, 1, 2, 2)
    return ImageSet("Test", pictures, None, (), "f")


@pytest.mark.parametrize(
    ("count", "share", "expected"), [(100, 0.1, 10), (2, 0.5, 1), (3, 0.01, 1)]
)
def test_split_is_complete_sorted_and_disjoint(count: int, share: float, expected: int) -> None:
    train, held_out = images(count).split(share, 0)
    assert len(held_out) == expected and train.dtype == held_out.dtype == np.int64
    assert sorted([*train, *held_out]) == list(range(count))
    assert (np.diff(train) > 0).all() and (np.diff(held_out) > 0).all()


def test_split_is_fixed_for_ever_by_its_seed() -> None:
    assert images(20).split(0.2, 0)[1].tolist() == images(20).split(0.2, 0)[1].tolist()
    assert images(20).split(0.2, 7)[1].tolist() == SPLIT_OF_SEED_7
    assert images(20).split(0.2, 8)[1].tolist() != SPLIT_OF_SEED_7


def test_split_holds_nothing_out_when_the_share_is_zero() -> None:
    train, held_out = images(5).split(0.0, 3)
    assert train.tolist() == [0, 1, 2, 3, 4] and held_out.size == 0


def test_one_picture_cannot_be_split() -> None:
    with pytest.raises(DataError, match="needs at least 2"):
        images(1).split(0.1, 0)


def test_digest_sees_grey_in_three_channels_as_grey() -> None:
    grey = np.arange(16, dtype=np.uint8).reshape(1, 4, 4)
    assert digest(grey) == digest(np.repeat(grey, 3, axis=0))
    tinted = np.repeat(grey, 3, axis=0)
    tinted[2, 0, 0] += 1
    assert digest(tinted) != digest(grey)


def test_fingerprint_depends_on_pictures_order_shape_and_labels() -> None:
    marks = [b"a" * 32, b"b" * 32]
    shape = (2, 1, 4, 4)
    stamps = {
        fingerprint(marks, shape, None),
        fingerprint(marks[::-1], shape, None),
        fingerprint(marks, (2, 3, 4, 4), None),
        fingerprint(marks, shape, np.array([0, 1])),
        fingerprint(marks, shape, np.array([1, 0])),
    }
    assert len(stamps) == 5 and all(len(stamp) == 32 for stamp in stamps)


def test_note_says_what_was_left_out() -> None:
    pictures = np.zeros((2, 1, 2, 2), np.uint8)
    left_out = ImageSet("T", pictures, None, (), "f", (Skipped("a.png", "damaged"),), copies=2)
    assert left_out.note == "Left out: 2 exact copies and 1 file."
    assert images(2).note == ""
    assert left_out.shape == (1, 2, 2) and len(left_out) == 2


def chosen(count: int, turns: list[int], groups: list[int] | None = None) -> ImageSet:
    pictures = np.zeros((count, 1, 8, 8), np.uint8)
    marks = None if groups is None else np.array(groups)
    choice = Choice(np.array(turns, np.uint8), marks, "By choice.")
    return ImageSet("Test", pictures, None, (), "f", choice=choice)


def test_what_is_left_out_by_choice_is_in_no_part() -> None:
    images = chosen(40, [0, 1] * 20)
    train, held_out = images.split(0.25, 3)
    assert (len(train), len(held_out)) == (15, 5)
    assert sorted([*train, *held_out]) == images.used.tolist() == list(range(1, 40, 2))
    assert images.note == "By choice."


def test_a_choice_that_leaves_nothing_out_splits_as_before() -> None:
    images = chosen(40, [1] * 40, list(range(40)))
    plain = ImageSet("Test", images.pictures, None, (), "f")
    for mine, theirs in zip(images.split(0.25, 3), plain.split(0.25, 3), strict=True):
        assert np.array_equal(mine, theirs)


@pytest.mark.parametrize("seed", range(8))
def test_a_group_is_never_in_both_parts(seed: int) -> None:
    groups = np.random.default_rng(seed).integers(0, 60, 300)
    train, held_out = chosen(300, [1] * 300, groups.tolist()).split(0.2, seed)
    assert not set(groups[train]) & set(groups[held_out])
    assert sorted([*train, *held_out]) == list(range(300))
    assert 50 <= len(held_out) <= 60


def test_a_group_too_large_to_hold_out_is_trained_on() -> None:
    train, held_out = chosen(10, [1] * 10, [0] * 9 + [1]).split(0.2, 0)
    assert held_out.tolist() == [9] and len(train) == 9


def test_turns_repeat_pictures_in_the_training_part_alone() -> None:
    train, held_out = chosen(100, [1] * 50 + [3] * 50).split(0.3, 0)
    assert len(set(held_out.tolist())) == len(held_out) == 30
    assert sorted(np.bincount(train, minlength=100).tolist()) == sorted(
        [0] * 30 + [1] * int((train < 50).sum()) + [3] * ((train >= 50).sum() // 3)
    )


def test_pictures_are_named_by_where_they_came_from() -> None:
    images = ImageSet("T", np.zeros((2, 1, 8, 8)), None, (), "f", names=("cats/1.png",))
    assert [images.name_of(0), images.name_of(1)] == ["cats/1.png", "picture 2"]
