"""CIFAR-10's Python batches, read without unpickling: only their opcodes are looked through."""

from __future__ import annotations

import pickletools
import tarfile
import zlib
from pathlib import Path

import numpy as np

from genstudio.data.imageset import DataError

FOLDER = "cifar-10-batches-py"
ARCHIVE = "cifar-10-python.tar.gz"
BATCHES = tuple(f"data_batch_{number}" for number in range(1, 6))
_PICTURE = 3 * 32 * 32


def read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures, uint8 `(N, 3, 32, 32)`, and labels, int64, of the training batches.

    `path` is the archive or the unpacked folder. Raises `DataError`.
    """
    try:
        parts = [_parse(data) for data in _batches(path)]
    except (OSError, EOFError, ValueError, LookupError, tarfile.TarError, zlib.error) as error:
        raise DataError(
            f"{path} is damaged or not CIFAR-10 ({error}). Download or copy it again."
        ) from error
    pictures, labels = zip(*parts, strict=True)
    return np.concatenate(pictures), np.concatenate(labels)


def _batches(path: Path) -> list[bytes]:
    if path.is_dir():
        return [(path / name).read_bytes() for name in BATCHES]
    found: dict[str, bytes] = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            name = Path(member.name).name
            file = archive.extractfile(member) if name in BATCHES else None
            if file is not None:
                found[name] = file.read()
    return [found[name] for name in BATCHES]


def _parse(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Find the one long string of pixels, and the small numbers listed after “labels”."""
    pixels, labels, is_listing = b"", bytearray(), False
    for opcode, value, _ in pickletools.genops(data):
        if isinstance(value, str | bytes) and len(value) >= _PICTURE:
            pixels = value if isinstance(value, bytes) else value.encode("latin-1")
        elif opcode.name in ("SHORT_BINSTRING", "BINUNICODE", "SHORT_BINBYTES"):
            is_listing = value in ("labels", b"labels")
        elif isinstance(value, int) and opcode.name == "BININT1" and is_listing:
            labels.append(value)
    if not labels or len(pixels) != len(labels) * _PICTURE or max(labels) > 9:
        raise ValueError("its pixels and labels do not match")
    pictures = np.frombuffer(pixels, np.uint8).reshape(-1, 3, 32, 32)
    return pictures, np.frombuffer(bytes(labels), np.uint8).astype(np.int64)
