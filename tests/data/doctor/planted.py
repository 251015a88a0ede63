"""Pictures with planted copies, and sets made of arrays."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import numpy as np
from PIL import Image, ImageEnhance

from genstudio.data.imageset import ImageSet, digest, fingerprint

Result = TypeVar("Result")
Change = Callable[[Image.Image], Image.Image]


def drain(steps: Generator[Any, None, Result]) -> Result:
    """Run a generator to its end and return what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def as_set(pictures: np.ndarray, labels: np.ndarray | None = None) -> ImageSet:
    """A set of uint8 `(N, C, H, H)` in memory."""
    names = tuple(str(n) for n in range(int(labels.max()) + 1)) if labels is not None else ()
    stamp = fingerprint(map(digest, pictures), pictures.shape, labels)
    return ImageSet("Planted", pictures, labels, names, stamp)


def textures(count: int, size: int = 48, channels: int = 3, *, seed: int = 0) -> np.ndarray:
    """Unlike random pictures with detail of several sizes, uint8 `(N, C, H, H)`."""
    generator = np.random.default_rng(seed)
    whole = np.zeros((count, size, size, channels))
    for cells, weight in ((3, 1.0), (6, 0.8), (12, 0.6), (24, 0.35)):
        coarse = generator.normal(size=(count, cells, cells, channels))
        for index, picture in enumerate(coarse):
            for channel in range(channels):
                plane = Image.fromarray(picture[:, :, channel].astype(np.float32))
                smooth = plane.resize((size, size), Image.Resampling.BICUBIC)
                whole[index, :, :, channel] += weight * np.asarray(smooth)
    pixels = np.clip(128 + 42 * whole, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))


def _jpeg(quality: int) -> Change:
    def change(image: Image.Image) -> Image.Image:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        return Image.open(file).convert(image.mode)

    return change


def _cut(share: float) -> Change:
    def change(image: Image.Image) -> Image.Image:
        edge = round(image.width * share)
        return image.crop((edge, 0, image.width, image.height - edge))

    return change


CHANGES: dict[str, Change] = {
    "JPEG 70": _jpeg(70),
    "JPEG 30": _jpeg(30),
    "half the size": lambda im: im.resize(
        (im.width // 2, im.height // 2), Image.Resampling.LANCZOS
    ),
    "brighter by a quarter": lambda im: ImageEnhance.Brightness(im).enhance(1.25),
    "darker by a third": lambda im: ImageEnhance.Brightness(im).enhance(0.67),
    "more contrast": lambda im: ImageEnhance.Contrast(im).enhance(1.3),
    "cut by 4 %": _cut(0.04),
    "mirrored": lambda im: im.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "turned by 90°": lambda im: im.transpose(Image.Transpose.ROTATE_90),
    "turned by 17°": lambda im: im.rotate(17, Image.Resampling.BICUBIC),
}


def changed(pictures: np.ndarray, change: Change) -> np.ndarray:
    """Apply `change` to each picture and bring it back to its size."""
    size = pictures.shape[-1]
    done = []
    for picture in pictures:
        plane = picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)
        image = change(Image.fromarray(np.ascontiguousarray(plane)))
        pixels = np.asarray(image.resize((size, size), Image.Resampling.LANCZOS))
        done.append(pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1))
    return np.ascontiguousarray(np.stack(done))
