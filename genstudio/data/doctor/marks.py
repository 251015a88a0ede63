"""What is measured of each picture, once, and kept: a few hundred bytes a picture.

Kept in the cache by the set's fingerprint, which covers every pixel, and memory-mapped: checking
a million pictures needs little memory, and training on a choice of them measures nothing again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Generator
from functools import partial
from pathlib import Path

import numpy as np

from genstudio.core import places, storage
from genstudio.core.events import Importing
from genstudio.data import colour
from genstudio.data.doctor import crew, polar
from genstudio.data.imageset import ImageSet

KIND = np.dtype(
    [
        ("digest", "<u8"),  # equal for equal pictures
        ("brightness", "<f4"),  # mean, 0–255
        ("contrast", "<f4"),  # standard deviation of the brightness
        ("spread", "<f4"),  # largest standard deviation of any channel
        ("colourful", "?"),
        ("print", "i1", polar.SHAPE),
    ]
)
_VERSION = 1
_CHUNK = 64
_KEPT = 100  # sets whose marks stay on disk


def measure(images: ImageSet) -> Generator[Importing, None, np.ndarray]:
    """Measure every picture, unless that was done before; returns an array of `KIND` `(N,)`."""
    path = place(images, "marks")
    with contextlib.suppress(OSError, ValueError):
        found: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
        if found.dtype == KIND and len(found) == len(images):
            os.utime(path)
            return found
    return keep(path, (yield from _measured(images)))


def place(images: ImageSet, what: str) -> Path:
    """Where something that was found out about `images` is kept."""
    return _root() / f"{images.fingerprint}-{what}-{_VERSION}.npy"


def keep(path: Path, values: np.ndarray) -> np.ndarray:
    """Write `values` for the next time, where that is possible, and return them."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        storage.write_file(path, lambda temporary: _write(temporary, values))
        oldest = sorted(path.parent.glob("*.npy"), key=lambda file: file.stat().st_mtime)
        for file in oldest[:-_KEPT]:
            file.unlink(missing_ok=True)
    return values


def of(pictures: np.ndarray) -> np.ndarray:
    """Return the marks of uint8 `(N, C, H, H)`."""
    marks = np.empty(len(pictures), KIND)
    brightness = polar.luma(pictures)
    tiled = polar.tiles(brightness)
    flat = brightness.reshape(len(pictures), -1) / 256
    marks["brightness"], marks["contrast"] = flat.mean(axis=1), flat.std(axis=1)
    marks["spread"] = pictures.std(axis=(2, 3)).max(axis=1)
    marks["print"] = polar.prints(tiled)
    is_grey = pictures.shape[1] == 1
    for index, picture in enumerate(pictures):
        marks["digest"][index] = _digest(picture)
        marks["colourful"][index] = not is_grey and colour.is_colourful(picture)
    return marks


def _measured(images: ImageSet) -> Generator[Importing, None, np.ndarray]:
    count, done = len(images), 0
    marks = np.empty(count, KIND)
    parts = (images.pictures[start : start + _CHUNK] for start in range(0, count, _CHUNK))
    for part in crew.work(partial(of, each) for each in parts):
        marks[done : done + len(part)] = part
        done += len(part)
        yield Importing(done, count, f"Looking at {images.name}")
    return marks


def _digest(picture: np.ndarray) -> np.uint64:
    """A short hash of the pixels; grey in one or three channels is equal."""
    if len(picture) == 3 and (picture[0] == picture[1]).all() and (picture[0] == picture[2]).all():
        picture = picture[:1]
    data = np.ascontiguousarray(picture).data
    return np.uint64(int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little"))


def _root() -> Path:
    return places.cache() / "doctor"


def _write(path: Path, values: np.ndarray) -> None:
    with path.open("wb") as file:
        np.save(file, values, allow_pickle=False)
