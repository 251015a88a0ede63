"""The idx format of MNIST and its kin, plain or gzipped (LeCun, Cortes, Burges)."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from genstudio.data.imageset import DataError

_UINT8 = 8
_MOST = 2**31  # bytes; a damaged header must not fill the memory


def read(path: Path) -> np.ndarray:
    """Return the uint8 array in `path`, of any number of axes; raises `DataError`."""
    try:
        with path.open("rb") as file:
            return _read(gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file)
    except (OSError, EOFError, ValueError, struct.error, zlib.error) as error:
        raise DataError(
            f"{path} is damaged or no idx file ({error}). Download or copy it again."
        ) from error


def _read(file: BinaryIO | gzip.GzipFile) -> np.ndarray:
    zero, kind, axes = struct.unpack(">HBB", file.read(4))
    if zero != 0 or kind != _UINT8 or not 1 <= axes <= 4:
        raise ValueError("its first bytes are not those of an idx file of bytes")
    shape = struct.unpack(f">{axes}I", file.read(4 * axes))
    length = math.prod(shape)
    if length > _MOST:
        raise ValueError(f"its header asks for {length:,} bytes")
    data = file.read(length)
    if len(data) != length:
        raise ValueError(f"it holds {len(data):,} of {length:,} bytes")
    return np.frombuffer(data, np.uint8).reshape(shape)
