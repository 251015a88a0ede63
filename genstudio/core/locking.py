"""One writer at a time: a lock between programs, let go by the system if its holder dies."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from genstudio.core import storage

_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` while inside; waits for whoever holds it.

    Where a file system has no locks (some network drives) it goes on without one. Raises
    `StorageError` with a sentence if the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise storage.explain(path, error) from error
    with file:
        held = _take(file)
        try:
            yield
        finally:
            if held:
                _give_back(file)


class Turn:
    """A lock that is asked for and never waited for; `path` is there while somebody has it."""

    def __init__(self, path: Path) -> None:
        """Take nothing yet."""
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock if it is free, and say so; raises OSError if the file cannot be made."""
        file = self._path.open("ab")
        if _take(file, waits=False) and self._is_current(file):
            self._file = file
            return True
        file.close()
        return False

    def give_back(self) -> None:
        """Let others have it."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):  # Windows removes no open file
                self._path.unlink()
            _give_back(file)
            file.close()

    def _is_current(self, file: IO[bytes]) -> bool:
        """Whether the last owner has not just removed the file."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except OSError:
            return False


def _take(file: IO[bytes], *, waits: bool = True) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # a file system without locks has nothing to wait for
        return not waits and error.errno not in _TAKEN
    return True


def _give_back(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_UN)
