"""What the files themselves say, from their headers: size, kind, transparency.

A picture that trains is square and has 1 or 3 channels; what was lost on the way can only be told
from the file. Only files with an alpha channel are decoded, up to a limit, to see whether any
pixel is clear.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from genstudio.core.events import Importing
from genstudio.data import folder, sources
from genstudio.data.doctor import crew
from genstudio.data.picture import _DAMAGE as DAMAGE

KIND = np.dtype(
    [
        ("width", "<i4"),  # 0 where there is no readable header
        ("height", "<i4"),
        ("mode", "U6"),
        ("wrong", "?"),  # the ending says another kind than the content
        ("alpha", "?"),  # some pixel is clear
        ("unseen", "?"),  # there were too many to see whether any pixel is clear
        ("format", "U8"),
    ]
)
_CHUNK = 64
_MOST_DECODED = 1000
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


def look(spec: str) -> Generator[Importing, None, tuple[list[str], np.ndarray]]:
    """Read the headers of a source's files: their names and an array of `KIND`; often none."""
    parsed = sources.parse(spec)
    if parsed.kind != "folder" or parsed.root is None:
        return [], np.empty(0, KIND)
    found = folder.listing(parsed.root)
    paths = [file.path for file in found.files]
    names = [str(path.relative_to(found.root)) for path in paths]
    facts, done = np.empty(len(paths), KIND), 0
    chunks = (paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK))
    for part in crew.work(partial(_headers, chunk) for chunk in chunks):
        facts[done : done + len(part)] = part
        done += len(part)
        yield Importing(done, len(paths), f"Looking at the files of {parsed.name}")
    yield from _keep_clear(paths, facts, parsed.name)
    return names, facts


def _headers(paths: list[Path]) -> np.ndarray:
    return np.array([_header(path) for path in paths], KIND)


def _header(path: Path) -> tuple[int, int, str, bool, bool, bool, str]:
    try:
        with Image.open(path) as image:
            known = _ENDINGS.get(image.format or "")
            wrong = known is not None and path.suffix.lower() not in known
            alpha = image.has_transparency_data
            return image.width, image.height, image.mode, wrong, alpha, False, image.format or ""
    except (OSError, Image.DecompressionBombError, *DAMAGE):
        return 0, 0, "", False, False, False, ""


def _keep_clear(
    paths: list[Path], facts: np.ndarray, name: str
) -> Generator[Importing, None, None]:
    """Take the mark of transparency from files whose alpha channel is full everywhere."""
    having = np.flatnonzero(facts["alpha"])
    step = max(1, -(-len(having) // _MOST_DECODED))
    chosen = having[::step]
    pieces: list[Callable[[], bool]] = [partial(_is_clear, paths[index]) for index in chosen]
    for done, (index, clear) in enumerate(zip(chosen, crew.work(pieces), strict=True)):
        facts["alpha"][index] = clear
        yield Importing(done + 1, len(chosen), f"Looking for transparency in {name}")
    others = np.setdiff1d(having, chosen)
    facts["alpha"][others], facts["unseen"][others] = False, True


def _is_clear(path: Path) -> bool:
    try:
        with Image.open(path) as image:
            has_channel = image.mode in ("RGBA", "LA", "PA")
            layered = image if has_channel else image.convert("RGBA")
            return bool(np.asarray(layered.getchannel("A")).min() < 255)
    except (OSError, Image.DecompressionBombError, *DAMAGE):
        return False
