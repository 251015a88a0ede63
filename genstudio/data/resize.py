"""Making pictures square and of one size, antialiased, by the recipe's `fit` rule."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image

Fit = Literal["crop", "pad", "stretch"]
_GAP = 1.5  # shrinks by whole pixels first down to this: much faster, and no difference is seen


def square(image: Image.Image, size: int, fit: str) -> Image.Image:
    """Return `image` (mode L or RGB) at `size` × `size`.

    `crop` keeps the middle square, `pad` adds a border in the picture's own mean colour, and
    `stretch` distorts. Lanczos in both directions.
    """
    if image.size == (size, size):
        return image
    if fit == "pad" and image.width != image.height:
        return _padded(image, size)
    box = middle(image.size) if fit == "crop" else (0, 0, *image.size)
    return image.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=_GAP)


def middle(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box of the middle square of a picture of `size`: left, top, right, bottom."""
    width, height = size
    side = min(size)
    left, top = (width - side) // 2, (height - side) // 2
    return left, top, left + side, top + side


def resize_array(picture: np.ndarray, size: int) -> np.ndarray:
    """Return a square uint8 `(C, H, H)` picture at `size` px."""
    if picture.shape[-1] == size:
        return picture
    plane = picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)
    return to_array(square(Image.fromarray(np.ascontiguousarray(plane)), size, "stretch"))


def to_array(image: Image.Image) -> np.ndarray:
    """Return an L or RGB image as uint8 `(C, H, W)`."""
    pixels = np.asarray(image)
    return pixels[None] if pixels.ndim == 2 else np.ascontiguousarray(pixels.transpose(2, 0, 1))


def _padded(image: Image.Image, size: int) -> Image.Image:
    scale = size / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=_GAP)
    mean = np.asarray(small, dtype=np.float64).reshape(width * height, -1).mean(axis=0)
    colour = tuple(round(float(value)) for value in mean)
    canvas = Image.new(small.mode, (size, size), colour if len(colour) > 1 else colour[0])
    canvas.paste(small, ((size - width) // 2, (size - height) // 2))
    return canvas
