from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from genstudio.data.doctor import overlay, polar

from .planted import changed, textures


def left(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    one, two = (polar.prints(polar.tiles(polar.luma(each))) for each in (first, second))
    _, angle, mirrored = polar.turns(one, two)
    return overlay.difference(overlay.planes(first), overlay.planes(second), angle, mirrored)


def test_a_copy_leaves_nothing() -> None:
    pictures = textures(10, 64)
    assert left(pictures, pictures).max() < 1e-4
    assert left(pictures, pictures[..., ::-1]).max() < 1e-4


@pytest.mark.parametrize("shift", [(2, 0), (0, 2), (2, -1)])
def test_a_shift_is_found(shift: tuple[int, int]) -> None:
    large = textures(20, 72)
    x, y = shift
    first, second = large[:, :, 4:68, 4:68], large[:, :, 4 + y : 68 + y, 4 + x : 68 + x]
    assert left(np.ascontiguousarray(first), np.ascontiguousarray(second)).max() < 0.05


def test_a_cut_is_found() -> None:
    pictures = textures(20, 64)
    cut = changed(pictures, lambda image: image.crop((0, 0, 60, 60)))
    stretched = changed(pictures, lambda image: image.crop((0, 0, 64, 24)))
    assert left(pictures, cut).max() < 0.05
    assert left(pictures, stretched).min() > 0.12


def test_unlike_pictures_leave_most() -> None:
    assert left(textures(20, 64), textures(20, 64, seed=1)).min() > 0.3


def test_another_colour_is_another_picture() -> None:
    red = textures(8, 32, 1).repeat(3, axis=1)
    green = red.copy()
    red[:, 1:], green[:, ::2] = red[:, 1:] // 3, green[:, ::2] // 3
    grey = red[:, :1].repeat(3, axis=1)
    assert left(red, green).min() == 1 and left(red, grey).min() == 1


def test_tints_that_encoding_makes_do_not_count() -> None:
    pictures = textures(8, 64)

    def tinted(image: Image.Image) -> Image.Image:
        pixels = np.asarray(image).astype(int) + np.array([6, 0, -6])
        return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))

    assert left(pictures, changed(pictures, tinted)).max() < 0.05
