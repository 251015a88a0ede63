"""Any of Pillow's picture modes to plain grey or RGB, and whether there is real colour in it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from genstudio.data import resize

_PAPER = (255, 255, 255)  # what shows through transparent pixels
_SPREAD = 24  # levels between a pixel's channels that an eye sees as colour; JPEG noise is below
_BAND = 64  # rows of the result made at a time
_SHARE = 0.002  # of the pixels


def plain(image: Image.Image, channels: str) -> Image.Image:
    """Return `image` as mode L or RGB, with transparency laid on white."""
    if is_plain(image) and (image.mode == "L" or channels != "grey"):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bit(image)
    if image.has_transparency_data:
        image = _on_paper(image)
    is_grey = channels == "grey" or image.mode in ("1", "L")
    return image.convert("L" if is_grey else "RGB")


def is_plain(image: Image.Image) -> bool:
    """Whether `image` is L or RGB already, without a colour that means transparent."""
    return image.mode in ("L", "RGB") and "transparency" not in image.info


def plain_and_shrunk(image: Image.Image, channels: str, factor: int) -> Image.Image:
    """Return `image` as `plain` does, a whole `factor` smaller, without a copy of its full size."""
    if image.mode in ("I", "F"):  # their range is that of the whole picture
        return plain(image, channels).reduce(factor)
    step = factor * _BAND
    bands = []
    for top in range(0, image.height, step):
        band = image.crop((0, top, image.width, min(top + step, image.height)))
        bands.append(np.asarray(plain(band, channels).reduce(factor)))
    return Image.fromarray(np.concatenate(bands))


def settle(image: Image.Image, channels: str) -> np.ndarray:
    """Return a plain image as uint8 `(C, H, W)`: 1 grey, 3 colour, by its looks for "auto"."""
    pixels = resize.to_array(image)
    if channels == "auto" and image.mode == "RGB" and not is_colourful(pixels):
        return resize.to_array(image.convert("L"))
    if channels == "colour" and len(pixels) == 1:
        return np.repeat(pixels, 3, axis=0)
    return pixels


def settle_array(picture: np.ndarray, channels: str) -> np.ndarray:
    """Return a uint8 `(C, H, W)` array in the channels asked for; see `settle`."""
    if len(picture) == 1 and channels != "colour":
        return picture
    if len(picture) == 1:
        return np.repeat(picture, 3, axis=0)
    if channels == "colour":
        return picture
    image = Image.fromarray(np.ascontiguousarray(picture.transpose(1, 2, 0)))
    return settle(image.convert("L") if channels == "grey" else image, channels)


def is_colourful(picture: np.ndarray) -> bool:
    """Whether a uint8 `(3, H, W)` picture has more colour than noise in a grey one would."""
    red, green, blue = picture
    high = np.maximum(np.maximum(red, green), blue)
    low = np.minimum(np.minimum(red, green), blue)
    return bool(np.count_nonzero(high - low > _SPREAD) > _SHARE * high.size)


def _on_paper(image: Image.Image) -> Image.Image:
    layered = image.convert("RGBA")
    sheet = Image.new("RGB", layered.size, _PAPER)
    sheet.paste(layered, mask=layered.getchannel("A"))
    return sheet


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and float grey to 8 bits.

    16 bits are a full range; other values tell their range: up to 1 (float), 255 or 65,535, else
    from the lowest to the highest.
    """
    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    values = np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)
    low, high = float(values.min()), float(values.max())
    ranges = (1.0, 255.0, 65535.0) if image.mode == "F" else (255.0, 65535.0)
    full = next((full for full in ranges if low >= 0 and high <= full), None)
    if full is not None:
        low, high = 0.0, full
    scale = 255.0 / (high - low) if high > low else 0.0
    return Image.fromarray(np.rint((values - low) * scale).astype(np.uint8))
