"""What the files themselves say, from their headers: size, kind, transparency.

A picture that trains is square and has 1 or 3 channels; what was lost on the way can only be told
from the file. Only files with an alpha channel are decoded, to see whether any pixel is clear.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Generator, Iterator
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from genstudio.core.events import Importing
from genstudio.data import planning, sources
from genstudio.data.doctor import crew
from genstudio.data.imageset import DataError
from genstudio.data.plan import Packed, Raw, Source

KIND = np.dtype(
    [
        ("width", "<i4"),  # 0 where there is no readable header
        ("height", "<i4"),
        ("wrong", "?"),  # the ending says another kind than the content
        ("alpha", "?"),  # some pixel is clear
        ("unseen", "?"),  # too large to see whether any pixel is clear
        ("format", "U8"),
    ]
)
_NOTHING = (0, 0, False, False, False, "")
_CHUNK = 64
_LARGE = 4_000_000  # pixels
# Endings by the name Pillow gives the content; other kinds are not judged.
_ENDINGS = {
    "PNG": {".png", ".apng"},
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "MPO": {".jpg", ".jpeg", ".mpo"},
    "WEBP": {".webp"},
    "GIF": {".gif"},
    "BMP": {".bmp", ".dib"},
    "TIFF": {".tif", ".tiff"},
}
# What readers of damaged files raise; the load has told of these already.
_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError,
    AttributeError, RuntimeError, Image.DecompressionBombError, struct.error, zlib.error,
)  # fmt: skip
_Facts = tuple[int, int, bool, bool, bool, str]


def look(spec: str) -> Generator[Importing, None, tuple[list[str], np.ndarray]]:
    """Read the headers of a source's files: their names and an array of `KIND`, often none."""
    parsed = sources.parse(spec)
    if parsed.kind not in ("folder", "file"):
        return [], np.empty(0, KIND)
    source = yield from planning.find(parsed)
    names: list[str] = []
    parts: list[np.ndarray] = []
    for some, facts in crew.work(partial(_look, chunk) for chunk in _chunks(source)):
        names += some
        parts.append(facts)
        yield Importing(len(names), len(source), f"Looking at the files of {parsed.name}")
    return names, np.concatenate(parts) if parts else np.empty(0, KIND)


def _chunks(source: Source) -> Iterator[list[Raw]]:
    raws = (each for each in source.raws(0) if isinstance(each, Raw))
    while chunk := list(islice(raws, _CHUNK)):
        yield chunk


def _look(raws: list[Raw]) -> tuple[list[str], np.ndarray]:
    return [raw.where for raw in raws], np.array([_facts(raw) for raw in raws], KIND)


def _facts(raw: Raw) -> _Facts:
    if isinstance(raw.content, np.ndarray):
        height, width = raw.content.shape[-2:]
        return width, height, False, False, False, ""
    try:
        content = raw.content.read() if isinstance(raw.content, Packed) else raw.content
        with Image.open(io.BytesIO(content) if isinstance(content, bytes) else content) as image:
            return _header(image, PurePosixPath(Path(raw.where).as_posix()).suffix.lower())
    except (DataError, *_DAMAGE):
        return _NOTHING


def _header(image: Image.Image, ending: str) -> _Facts:
    kind = image.format or ""
    known = _ENDINGS.get(kind)
    is_wrong = known is not None and bool(ending) and ending not in known
    width, height = image.size
    has_alpha = image.has_transparency_data
    is_unseen = has_alpha and width * height > _LARGE
    is_clear = has_alpha and not is_unseen and _is_clear(image)
    return width, height, is_wrong, is_clear, is_unseen, kind


def _is_clear(image: Image.Image) -> bool:
    layered = image if image.mode in ("RGBA", "LA", "PA") else image.convert("RGBA")
    return bool(np.asarray(layered.getchannel("A")).min() < 255)
