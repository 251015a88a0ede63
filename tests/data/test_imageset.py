from __future__ import annotations

import numpy as np
import pytest

from genstudio.data.imageset import DataError, ImageSet, Skipped, digest, fingerprint

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
