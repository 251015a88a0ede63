"""One picture file, of any format Pillow reads, to pixels; what is wrong with it in plain words."""

from __future__ import annotations

import contextlib
import io
import struct
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from genstudio.data import colour, resize
from genstudio.data.imageset import DataError

SMALLEST = 8  # px; a shorter side holds no picture
_LARGE = 16_000_000  # pixels; larger ones are decoded one at a time, so that memory stays bounded
_MOST = 100_000_000  # pixels; 0.4 GB with transparency
_TOO_LARGE = (
    "too large: more than 100 million pixels are not opened, for they could fill the memory; "
    "shrink it first"
)
_ORIENTATION = 0x0112  # Exif tag
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's readers raise on damaged files, beside OSError.
_DAMAGE = (
    SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, AttributeError,
    NotImplementedError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip
_one_large_at_a_time = threading.Lock()
# Beyond Pillow's limit (179 million pixels) it raises; its milder warning says nothing new.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def load_picture(source: str | Path | bytes, *, size: int, channels: str, fit: str) -> np.ndarray:
    """Read one picture file (or its bytes) as uint8 `(C, size, size)`.

    Exif rotation is applied, transparency is laid on white, the first picture of an animation
    is taken. `channels` is "grey", "colour" or "auto". Raises `DataError` with a sentence.
    """
    name = "The picture" if isinstance(source, bytes) else f"“{Path(source).name}”"
    try:
        file = source if isinstance(source, bytes) else Path(source).expanduser()
        return decode(file, size=size, channels=channels, fit=fit)
    except DataError as error:
        raise DataError(f"{name} could not be used: {error}.") from error


def decode(source: Path | bytes, *, size: int, channels: str, fit: str) -> np.ndarray:
    """Read a picture as `load_picture` does; `DataError` holds the bare reason, without a name."""
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
            return _pixels(image, size, channels, fit)
    except DataError:
        raise
    except UnidentifiedImageError:
        raise DataError(_unknown(source)) from None
    except Image.DecompressionBombError as error:
        raise DataError(_TOO_LARGE) from error
    except MemoryError as error:
        raise DataError("too large for this computer's memory; shrink it first") from error
    except OSError as error:
        raise DataError(_trouble(error)) from error
    except _DAMAGE as error:
        raise DataError(f"damaged, or of an unusual kind ({error})") from error


def short_side(path: Path) -> int | None:
    """Return a picture's shorter side in px from its header alone; None if it has none."""
    try:
        with Image.open(path) as image:
            return min(image.size)
    except (OSError, Image.DecompressionBombError, *_DAMAGE):
        return None


def _pixels(image: Image.Image, size: int, channels: str, fit: str) -> np.ndarray:
    if min(image.size) < SMALLEST:
        width, height = image.size
        needed = f"at least {SMALLEST} × {SMALLEST} are needed"
        raise DataError(f"too small: {width:,} × {height:,} pixels, {needed}")
    image.draft(image.mode, (2 * size, 2 * size))  # lets JPEG decode at a fraction of its size
    pixels = image.width * image.height
    if pixels > _MOST:
        raise DataError(_TOO_LARGE)
    with _one_large_at_a_time if pixels > _LARGE else contextlib.nullcontext():
        image.load()
        turn = _TURNS.get(_orientation(image))
        is_cut = fit == "crop" and image.width != image.height
        kept = image.crop(resize.middle(image.size)) if is_cut else image
        factor = min(kept.size) // (4 * size) if pixels > _LARGE else 0
        if factor > 1:
            kept = colour.plain_and_shrunk(kept, channels, factor)
        small = resize.square(colour.plain(kept, channels), size, fit)
    return colour.settle(small if turn is None else small.transpose(turn), channels)


def _orientation(image: Image.Image) -> int:
    """Return the Exif orientation, 1 (upright) when there is none or it is damaged."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (OSError, *_DAMAGE):
        return 1


def _unknown(source: Path | bytes) -> str:
    if isinstance(source, Path) and source.stat().st_size == 0:
        return "an empty file"
    if isinstance(source, Path) and source.suffix.lower() in (".heic", ".heif"):
        return "a HEIC picture, which cannot be read; export it as JPEG"
    return "not a picture, or of a kind other than PNG, JPEG, WebP, TIFF, GIF, BMP and the like"


def _trouble(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "not there any more"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a picture"
    if isinstance(error, PermissionError):
        return "may not be read: no permission for it"
    if "truncated" in str(error) or "Truncated" in str(error):
        return "cut off: the file is incomplete; copy or download it again"
    return f"damaged ({error.strerror or error})"
