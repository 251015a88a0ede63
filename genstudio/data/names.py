"""Where each picture of a set came from: a million names as one block of bytes, not a list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import overload

import numpy as np

from genstudio.core import storage

FILE = "names.bin"
_END = b"\0"  # no file name holds it


class NamesBuilder:
    """Takes names one by one."""

    def __init__(self) -> None:
        """Hold none yet."""
        self._bytes = bytearray()

    def append(self, name: str) -> None:
        """Add a name."""
        self._bytes += encode(name)

    def finish(self) -> Names:
        """Return all names."""
        return Names(np.frombuffer(bytes(self._bytes), np.uint8))


class Names(Sequence[str]):
    """A read-only sequence of names, perhaps memory-mapped."""

    def __init__(self, block: np.ndarray) -> None:
        """Read from uint8 `block`, each name ended by a zero."""
        self._block = block
        self._ends = np.flatnonzero(block == 0)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Return one name, or a list of some."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        first = int(self._ends[place - 1]) + 1 if place else 0
        return self._block[first : self._ends[place]].tobytes().decode("utf-8", "surrogateescape")

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._ends)

    def end_of(self, index: int) -> int:
        """Return how many bytes the names up to number `index` take."""
        return int(self._ends[index]) + 1

    def save(self, path: Path) -> None:
        """Write them to `path`; raises `StorageError`."""
        storage.write_file(path, lambda temporary: _write(temporary, self._block))


def encode(name: str) -> bytes:
    """Return a name as `Names` holds it."""
    return name.replace("\0", "").encode("utf-8", "surrogateescape") + _END


def mapped(path: Path) -> Names:
    """Open what `save` wrote; raises OSError or ValueError."""
    if not path.stat().st_size:
        return Names(np.empty(0, np.uint8))
    return Names(np.memmap(path, np.uint8, mode="r"))


def _write(path: Path, block: np.ndarray) -> None:
    with path.open("wb") as file:
        block.tofile(file)
