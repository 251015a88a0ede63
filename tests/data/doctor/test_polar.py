from __future__ import annotations

import numpy as np
import pytest

from genstudio.data.doctor import polar

from .planted import CHANGES, changed, textures


def prints_of(pictures: np.ndarray) -> np.ndarray:
    return polar.prints(polar.tiles(polar.luma(pictures)))


@pytest.mark.parametrize("size", [28, 32, 48, 64, 100])
def test_tiles_keep_the_mean(size: int) -> None:
    pictures = textures(4, size, 1)
    tiled = polar.tiles(polar.luma(pictures)) / 256
    assert tiled.shape == (4, 32, 32)
    assert np.allclose(tiled.mean((1, 2)), pictures.mean((1, 2, 3)), atol=0.6)


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_turning_and_mirroring_leave_the_sizes_as_they_are(quarter: int) -> None:
    pictures = textures(20, 48)
    turned = np.ascontiguousarray(np.rot90(pictures, quarter, (2, 3))[..., ::-1])
    first, second = prints_of(pictures), prints_of(turned)
    assert np.abs(polar.sizes(first) - polar.sizes(second)).max() < 1e-3
    value, _, mirrored = polar.turns(first, second)
    assert value.min() > 0.9999 and mirrored.all()


def test_turns_tell_the_angle() -> None:
    pictures = textures(20, 64)
    turned = np.ascontiguousarray(np.rot90(pictures, 1, (2, 3)))  # to the left
    _, angle, mirrored = polar.turns(prints_of(pictures), prints_of(turned))
    assert np.allclose(angle, np.pi / 2) and not mirrored.any()
    slanted = changed(pictures, CHANGES["turned by 17°"])
    value, angle, mirrored = polar.turns(prints_of(pictures), prints_of(slanted))
    assert np.allclose(np.degrees(angle), 17, atol=360 / polar.ANGLES) and not mirrored.any()
    assert value.min() > 0.95


def test_prints_are_free_of_brightness_and_contrast() -> None:
    pictures = textures(20, 32) // 2
    first, second = prints_of(pictures), prints_of(pictures + 60)
    assert np.abs(first.astype(int) - second).max() <= 1
    assert np.abs(first.astype(int) - prints_of(pictures * 2)).max() <= 1


def test_prints_do_not_depend_on_how_many_are_made_at_once() -> None:
    pictures = textures(33, 40)
    whole = prints_of(pictures)
    parts = [prints_of(pictures[:1]), prints_of(pictures[1:20]), prints_of(pictures[20:])]
    assert np.array_equal(whole, np.concatenate(parts))


def test_unlike_pictures_stay_apart() -> None:
    given = prints_of(textures(40, 48))
    first, second = np.triu_indices(40, 1)
    assert polar.turns(given[first], given[second])[0].max() < 0.9


def test_a_blank_picture_has_an_empty_print() -> None:
    assert not prints_of(np.full((1, 3, 32, 32), 77, np.uint8)).any()
