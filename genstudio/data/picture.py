"""One picture file, of any format Pillow reads, to pixels; what is wrong with it in plain words."""

from __future__ import annotations

import contextlib
import io
import math
import os
import struct
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from genstudio.data import colour, resize
from genstudio.data.imageset import DataError
from genstudio.data.plan import Unpacked, Wanted

SMALLEST = 8  # px; a shorter side holds no picture
_LARGE = 16_000_000  # pixels; larger ones are decoded one at a time, so that memory stays bounded
_MOST = 100_000_000  # pixels; 0.4 GB with transparency
_AT_ONCE = 32_000_000  # bytes of a file up to which it is read in one go, which is quicker
_DRAFT = 1.25  # a JPEG is decoded at least this much larger than wanted: no difference is seen
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
_TELLS_ORIENTATION = ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif")
_QUIET = ("JPEG", "PNG", "WEBP")  # kinds that have an orientation only if one of these is there
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


class LargePicture(Exception):  # noqa: N818 - not a failure: the caller decodes it elsewhere
    """The picture is so large that no other should be decoded at the same time."""


def decode(source: Path | bytes, *, size: int, channels: str, fit: str) -> np.ndarray:
    """Read a picture as `load_picture` does; `DataError` holds the bare reason, without a name."""
    return decode_any(source, Wanted(size, channels, fit))


def decode_any(content: Unpacked | str, wanted: Wanted, *, may_be_large: bool = True) -> np.ndarray:
    """Read a path, a file's bytes or an array `(C, H, W)`; raises `DataError` with a bare reason.

    Raises `LargePicture` instead of decoding a large one unless it `may_be_large`.
    """
    if isinstance(content, np.ndarray):
        return _from_array(content, wanted)
    source = Path(content) if isinstance(content, str) else content
    try:
        with Image.open(_opened(source)) as image:
            return _pixels(image, wanted, may_be_large)
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


def refusal(path: Path) -> str:
    """Return a sentence that says why a file holds no picture, from its header; "" if it does."""
    reason = ""
    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST:
                reason = _TOO_LARGE
    except UnidentifiedImageError:
        reason = _unknown(path)
    except Image.DecompressionBombError:
        reason = _TOO_LARGE
    except OSError as error:
        reason = _trouble(error)
    except _DAMAGE as error:
        reason = f"damaged, or of an unusual kind ({error})"
    return f"“{path.name}” could not be used: {reason}." if reason else ""


def short_side(source: Path | bytes) -> int | None:
    """Return a picture's shorter side in px from its header alone; None if it has none."""
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
            return min(image.size)
    except (OSError, Image.DecompressionBombError, *_DAMAGE):
        return None


def _opened(source: Path | bytes) -> io.BytesIO | Path:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    with source.open("rb", buffering=0) as file:
        if os.fstat(file.fileno()).st_size > _AT_ONCE:
            return source
        return io.BytesIO(file.readall())


def _pixels(image: Image.Image, wanted: Wanted, may_be_large: bool) -> np.ndarray:
    size, channels, fit = wanted.size, wanted.channels, wanted.fit
    if min(image.size) < SMALLEST:
        width, height = image.size
        needed = f"at least {SMALLEST} × {SMALLEST} are needed"
        raise DataError(f"too small: {width:,} × {height:,} pixels, {needed}")
    least = math.ceil(_DRAFT * size)
    if channels == "grey" or min(image.size) >= 2 * least:  # else it changes nothing
        image.draft("L" if channels == "grey" else image.mode, (least, least))
    pixels = image.width * image.height
    if pixels > _MOST:
        raise DataError(_TOO_LARGE)
    if pixels > _LARGE and not may_be_large:
        raise LargePicture
    with _one_large_at_a_time if pixels > _LARGE else contextlib.nullcontext():
        image.load()
        turn = _TURNS.get(_orientation(image))
        is_cut = fit == "crop" and image.width != image.height and not colour.is_plain(image)
        kept = image.crop(resize.middle(image.size)) if is_cut else image
        factor = min(kept.size) // (4 * size) if pixels > _LARGE else 0
        if factor > 1:
            kept = colour.plain_and_shrunk(kept, channels, factor)
        small = resize.square(colour.plain(kept, channels), size, fit)
    return colour.settle(small if turn is None else small.transpose(turn), channels)


def _from_array(pixels: np.ndarray, wanted: Wanted) -> np.ndarray:
    channels, height, width = pixels.shape
    if height == width == wanted.size and channels in (1, 3):
        return colour.settle_array(pixels, wanted.channels)
    plane = pixels[0] if channels == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0))
    image = colour.plain(Image.fromarray(plane), wanted.channels)
    return colour.settle(resize.square(image, wanted.size, wanted.fit), wanted.channels)


def _orientation(image: Image.Image) -> int:
    """Return the Exif orientation, 1 (upright) when there is none or it is damaged."""
    if image.format in _QUIET and not any(key in image.info for key in _TELLS_ORIENTATION):
        return 1
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
