"""What is known of each picture that an import has kept: its digest, its class, its name.

Two files that grow with the pictures, so that an import that was cut short goes on where it was;
a million pictures take some 60 MB, and no list of Python objects.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np

from genstudio.data.names import Names, encode

FILES = ("ledger.bin", "names.part")
_RECORD = np.dtype([("mark", "V32"), ("label", "<i8")])
_SHORT = 16  # bytes of a digest that tell pictures apart


class Ledger:
    """Records in the order of the pictures; knows which pictures have been seen."""

    def __init__(self, folder: Path | None, count: int = 0) -> None:
        """Write to files in `folder`, or to memory; go on behind the first `count` records.

        Raises OSError when they are not there.
        """
        self._count = 0
        self._seen: dict[bytes, int] = {}
        self._records, self._names = (_open(folder, name, count) for name in FILES)
        if count:
            try:
                self._go_on(count)
            except OSError:
                self.close()
                raise

    def find(self, mark: bytes) -> int | None:
        """Return the number of the picture with that digest, None if there is none."""
        return self._seen.get(mark[:_SHORT])

    def add(self, mark: bytes, label: int, name: str) -> None:
        """Add one record; raises OSError when the disk is full."""
        self._records.write(mark + label.to_bytes(8, "little", signed=True))
        self._names.write(encode(name))
        self._seen[mark[:_SHORT]] = self._count
        self._count += 1

    def sync(self) -> None:
        """See that what was added outlives a power cut."""
        for stream in (self._records, self._names):
            stream.flush()
            if not isinstance(stream, io.BytesIO):
                os.fsync(stream.fileno())

    def read(self) -> tuple[bytes, np.ndarray, Names]:
        """Return all digests one behind the other, the labels, int64 `(N,)`, and the names."""
        for stream in (self._records, self._names):
            stream.seek(0)
        records = np.frombuffer(self._records.read(), _RECORD)
        names = Names(np.frombuffer(self._names.read(), np.uint8))
        return records["mark"].tobytes(), records["label"].astype(np.int64), names

    def close(self) -> None:
        """Let go of the files."""
        self._records.close()
        self._names.close()

    def _go_on(self, count: int) -> None:
        """Know what is there, and cut off what lies behind it."""
        marks, _, names = self.read()
        if len(marks) < 32 * count or len(names) < count:
            raise OSError("the ledger is shorter than it should be")
        for index in range(count):
            self._seen.setdefault(marks[32 * index : 32 * index + _SHORT], index)
        self._count = count
        for stream, length in (
            (self._records, count * _RECORD.itemsize),
            (self._names, names.end_of(count - 1)),
        ):
            stream.truncate(length)
            stream.seek(length)


def _open(folder: Path | None, name: str, count: int) -> BinaryIO:
    if folder is None:
        return io.BytesIO()
    return (folder / name).open("rb+" if count else "wb+")
