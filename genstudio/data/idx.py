"""The idx format of MNIST and its kin, plain or gzipped (LeCun, Cortes, Burges)."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from genstudio.data.imageset import DataError
from genstudio.data.plan import check_count

_UINT8 = 8
_MOST = 2**31  # bytes; a damaged header must not fill the memory
_MOST_SIDE = 10_000
_AT_ONCE = 4 * 2**20  # bytes read at a time
_DAMAGE = (OSError, EOFError, ValueError, struct.error, zlib.error)


def read(path: Path) -> np.ndarray:
    """Return the uint8 array in `path`, of any number of axes; raises `DataError`."""
    with _opened(path) as (file, shape):
        length = math.prod(shape)
        if length > _MOST:
            raise ValueError(f"its header asks for {length:,} bytes")
        return np.frombuffer(_exactly(file, length), np.uint8).reshape(shape)


def is_idx(path: Path) -> bool:
    """Whether a file begins as one of pictures in this format does; raises `DataError`."""
    try:
        with _opened(path) as (_, shape):
            return len(shape) in (3, 4)
    except DataError:
        return False


def shape(path: Path) -> tuple[int, ...]:
    """Return `(N, H, W)` or `(N, H, W, C)` from a file's header; raises `DataError`."""
    with _opened(path) as (_, found):
        if len(found) not in (3, 4) or max(found[1:]) > _MOST_SIDE or min(found) < 1:
            raise ValueError(f"its header speaks of {' × '.join(map(str, found))}, no pictures")
        check_count(path.name, found[0])
        length = path.stat().st_size - 4 - 4 * len(found)
        if path.suffix != ".gz" and length < math.prod(found):
            raise ValueError(f"it holds {length:,} of {math.prod(found):,} bytes")
        return found


def rows(path: Path, start: int) -> Iterator[np.ndarray]:
    """Yield the pictures from number `start` on, some at a time, uint8 `(n, H, W[, C])`."""
    with _opened(path) as (file, found):
        size = math.prod(found[1:])
        step = max(1, _AT_ONCE // size)
        file.seek(4 + 4 * len(found) + start * size)
        for first in range(start, found[0], step):
            count = min(step, found[0] - first)
            data = _exactly(file, count * size)
            yield np.frombuffer(data, np.uint8).reshape(count, *found[1:])


def labels_beside(path: Path) -> Path | None:
    """Return the file of labels that belongs to the file of pictures `path`, if it is there."""
    name = path.name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1")
    stem = name.removesuffix(".gz")
    candidates = (path.with_name(stem), path.with_name(f"{stem}.gz"))
    return next((each for each in candidates if each != path and each.is_file()), None)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO | gzip.GzipFile, tuple[int, ...]]]:
    """Open a file behind its header; what goes wrong inside becomes a `DataError`."""
    try:
        with path.open("rb") as raw:
            file = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            yield file, _header(file)
    except DataError:
        raise
    except _DAMAGE as error:
        raise DataError(
            f"{path} is damaged or no idx file ({error}). Download or copy it again."
        ) from error


def _header(file: BinaryIO | gzip.GzipFile) -> tuple[int, ...]:
    zero, kind, axes = struct.unpack(">HBB", file.read(4))
    if zero != 0 or kind != _UINT8 or not 1 <= axes <= 4:
        raise ValueError("its first bytes are not those of an idx file of bytes")
    return struct.unpack(f">{axes}I", file.read(4 * axes))


def _exactly(file: BinaryIO | gzip.GzipFile, length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise ValueError(f"it holds {len(data):,} of {length:,} bytes")
    return data
