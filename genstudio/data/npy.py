"""One array in numpy's format, in a `.npy` file or inside an `.npz`: read row by row, never whole.

Its header is checked against the bytes that are there before anything is made of it; pickled
objects are never read.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError
from typing import IO

import numpy as np
from numpy.lib import format as npy

from genstudio.core import storage
from genstudio.data import archive
from genstudio.data.imageset import DataError

_AT_ONCE = 4 * 2**20  # bytes read at a time
_MOST = 2**31  # bytes that are read whole where rows cannot be had one by one
_SMALL = 64 * 2**20  # bytes of an array of labels


@dataclass(frozen=True)
class Array:
    """An array on disk: in the `.npy` file `path`, or the member `member` of an archive."""

    path: Path
    member: str
    shape: tuple[int, ...]
    dtype: np.dtype
    is_fortran: bool

    @property
    def name(self) -> str:
        """What numpy calls it."""
        return self.member.removesuffix(".npy")

    def rows(self, start: int = 0) -> Iterator[np.ndarray]:
        """Yield rows (first axis) from number `start` on, some at a time; raises `DataError`."""
        size = math.prod(self.shape[1:]) * self.dtype.itemsize
        step = max(1, _AT_ONCE // max(size, 1))
        if self.is_fortran:
            whole = self.read()
            for first in range(start, self.shape[0], step):
                yield whole[first : first + step]
            return
        with _stream(self.path, self.member) as (file, _):
            _read_header(file)
            _skip(file, start * size)
            for first in range(start, self.shape[0], step):
                count = min(step, self.shape[0] - first)
                data = _exactly(file, count * size)
                yield np.frombuffer(data, self.dtype).reshape(count, *self.shape[1:])

    def read(self, most: int = _MOST) -> np.ndarray:
        """Return the whole array; raises `DataError` if it has more than `most` bytes."""
        length = math.prod(self.shape) * self.dtype.itemsize
        if length > most:
            raise DataError(
                f"“{self.name}” in {self.path} has {length / 1e9:.1f} GB in a layout that cannot "
                "be read piece by piece. Save it again with numpy.ascontiguousarray."
            )
        with _stream(self.path, self.member) as (file, _):
            _read_header(file)
            flat = np.frombuffer(_exactly(file, length), self.dtype)
        return flat.reshape(self.shape, order="F" if self.is_fortran else "C")

    def read_small(self) -> np.ndarray:
        """Return an array of labels or names."""
        return self.read(_SMALL)


def arrays(path: Path) -> list[Array]:
    """Return the arrays in a `.npy` or `.npz` file; raises `DataError` with a sentence."""
    if not zipfile.is_zipfile(path):
        return [_array(path, "")]
    with archive.opened(path) as opened:
        infos = [each for each in opened.infolist() if each.filename.endswith(".npy")]
        refused = {each.filename: archive.refusal(each, holds_array=True) for each in infos}
    good = [name for name, reason in refused.items() if not reason]
    if refused and not good:
        name, reason = next(iter(refused.items()))
        raise DataError(f"{name} in {path} was not read: it is {reason}.")
    return [_array(path, name) for name in good]


def _array(path: Path, member: str) -> Array:
    with _stream(path, member) as (file, length):
        shape, is_fortran, dtype = _read_header(file)
        left = length - file.tell()
    found = Array(path, member, shape, dtype, is_fortran)
    where = f"“{found.name}” in {path}" if member else str(path)
    if dtype.hasobject:
        raise DataError(
            f"{where} holds pickled Python objects, which could run a program when read. Save the "
            "pictures as a plain array of numbers."
        )
    needed = math.prod(shape) * dtype.itemsize
    if needed > left or min(shape, default=0) < 0:
        raise DataError(
            f"{where} is damaged: its header speaks of {needed:,} bytes, and {left:,} are there. "
            "Copy or download it again."
        )
    return found


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Read a header of any version."""
    version = npy.read_magic(file)
    if version == (1, 0):
        return npy.read_array_header_1_0(file)
    if version not in ((2, 0), (3, 0)):
        raise ValueError(f"its version {version} is not known")
    return npy.read_array_header_2_0(file)


@contextmanager
def _stream(path: Path, member: str) -> Iterator[tuple[IO[bytes], int]]:
    """Open an array's bytes and say how many there are; damage becomes a `DataError`."""
    try:
        if not member:
            with path.open("rb") as file:
                yield file, path.stat().st_size
            return
        with zipfile.ZipFile(path) as opened, opened.open(member) as inside:
            yield inside, opened.getinfo(member).file_size
    except DataError:
        raise
    except OSError as error:
        raise DataError(str(storage.explain(path, error))) from error
    except (*archive.DAMAGE, SyntaxError, TypeError, MemoryError, TokenError) as error:
        raise DataError(
            f"{path} is damaged or no file of numpy's ({error}). Copy or save it again."
        ) from error


def _skip(file: IO[bytes], length: int) -> None:
    while length > 0:
        length -= len(_exactly(file, min(length, _AT_ONCE)))


def _exactly(file: IO[bytes], length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise ValueError(f"it holds {len(data):,} of {length:,} bytes")
    return data
