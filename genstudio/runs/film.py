"""Moving pictures on disk: frames in, a GIF, WebP, MP4, WebM or a folder of PNGs out.

Knows no model. Frame count and speed are exact in every format: where a format counts in
hundredths or thousandths of a second, the rounding never adds up. A film that is given up, or
fails, leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genstudio.core import storage
from genstudio.core.events import Event, Filmed, Filming
from genstudio.runs.encoders import ENCODERS, Encoder, FilmError

__all__ = ["FORMATS", "Film", "FilmError", "check", "write"]

FORMATS = {
    ".gif": "GIF, opens everywhere; 256 colours",
    ".webp": "Animated WebP, exact colours, small",
    ".mp4": "MP4 (H.264)",
    ".webm": "WebM (VP9)",
    "": "A folder of numbered PNGs",
}
"""What can be written, by the end of the name."""

_MOST_FPS = {".gif": 50}  # faster ones are slowed down by every viewer
_ANY_FPS = 60
_REST_SECONDS = 0.1  # between two reports


@dataclass(frozen=True)
class Film:
    """`count` frames of `size` (width, height), `fps` a second.

    `draw(index)` returns frame `index` as uint8 `(H, W, 3)`; any frame may be asked for.
    """

    count: int
    size: tuple[int, int]
    fps: int
    draw: Callable[[int], np.ndarray]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.count / self.fps


def check(path: Path, fps: int) -> type[Encoder]:
    """Return what writes a film to `path`; raises `FilmError` with a sentence if nothing can."""
    suffix = path.suffix.lower()
    if suffix not in ENCODERS:
        known = ", ".join(known for known in ENCODERS if known)
        raise FilmError(f"A film ends in {known}, or is a folder; “{path.name}” is neither.")
    most = _MOST_FPS.get(suffix, _ANY_FPS)
    if not 1 <= fps <= most:
        raise FilmError(f"{suffix or 'A film'} takes 1 to {most} frames a second, not {fps}.")
    if not suffix and path.is_dir() and any(path.iterdir()):
        raise FilmError(f"The folder {path} is not empty. Choose another one.")
    encoder = ENCODERS[suffix]
    encoder.check()
    return encoder


def write(film: Film, path: Path) -> Generator[Event, None, None]:
    """Write `film`, telling how far it is; closing the iterator gives it up.

    Raises `FilmError` or `StorageError` with a sentence; an older file is then still there.
    """
    kind = check(path, film.fps)
    try:
        with _draft(path) as draft:
            encoder = kind(draft, film.count, film.size, film.fps, film.draw)
            with contextlib.closing(encoder):
                yield from _frames(film, encoder)
                encoder.finish()
    except OSError as error:
        raise storage.explain(path, error) from error
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files)
    yield Filmed(str(path), film.count, film.fps, encoder.size, size)


def _frames(film: Film, encoder: Encoder) -> Iterator[Event]:
    told = 0.0
    for index in range(film.count):
        if time.monotonic() - told > _REST_SECONDS:
            yield Filming(index, film.count)
            told = time.monotonic()
        encoder.add(film.draw(index))
    yield Filming(film.count, film.count)


@contextlib.contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to; what is there at the end moves to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        draft = folder / path.name
        yield draft
        if draft.is_file():
            with draft.open("rb") as file:
                os.fsync(file.fileno())
        elif path.is_dir():
            path.rmdir()  # empty, as was checked
        draft.replace(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
