"""Pictures of a set larger than memory: read from its file, some batches before they are needed.

A memory map would do as well, but every page that is touched counts as this program's memory until
the system wants it back; what is read from the file does not.
"""

from __future__ import annotations

import io
import mmap
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

_AHEAD = 4  # draws

Drawn = TypeVar("Drawn")


class Rows:
    """Rows of an array `(N, …)`: from its file if it is a whole mapped file, else from memory."""

    def __init__(self, pictures: np.ndarray) -> None:
        """Read from `pictures`."""
        self._pictures = pictures
        self._file: io.FileIO | None = None
        base: object = pictures.base
        if isinstance(pictures, np.memmap) and isinstance(base, mmap.mmap) and pictures.filename:
            self._file = Path(pictures.filename).open("rb", buffering=0)  # noqa: SIM115
            self._offset = int(pictures.offset)

    def read(self, rows: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Return those rows, `(len(rows), …)`, in that order; one caller at a time."""
        if out is None:
            out = np.empty((len(rows), *self._pictures.shape[1:]), self._pictures.dtype)
        if self._file is None:
            out[:] = self._pictures[rows]
            return out
        size = out[:1].nbytes
        for place in np.argsort(rows, kind="stable").tolist():  # the disk likes one direction
            self._file.seek(self._offset + int(rows[place]) * size)
            if self._file.readinto(out[place].reshape(-1).view(np.uint8).data) != size:
                raise OSError(f"{self._file.name} is shorter than it was. Start the run again.")
        return out

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


class Ahead(Generic[Drawn]):
    """Answers `get(draw)` from a thread that is a few draws ahead, if they come in order."""

    def __init__(self, read: Callable[[int], Drawn]) -> None:
        """Have `read(draw)` called in a thread, for one draw at a time."""
        self._read = read
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="feed")
        self._waiting: deque[tuple[int, Future[Drawn]]] = deque()

    def get(self, draw: int) -> Drawn:
        """Return `read(draw)`; the same draw may be asked for again only after others."""
        while self._waiting and self._waiting[0][0] != draw:
            self._waiting.popleft()[1].cancel()
        first = self._waiting[-1][0] + 1 if self._waiting else draw
        for each in range(first, draw + _AHEAD + 1):
            self._waiting.append((each, self._pool.submit(self._read, each)))
        return self._waiting.popleft()[1].result()

    def close(self) -> None:
        """End the thread after the draw in hand."""
        self._pool.shutdown(wait=True, cancel_futures=True)
