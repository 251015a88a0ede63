"""A run's history: an append-only CSV with one row a step, readable by any tool."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import numpy as np

from genstudio.core import storage
from genstudio.core.events import Step

FIRST_COLUMNS = ("step", "seconds")
_BLOCK = 1 << 17  # characters: some 3,000 rows, a few milliseconds


class HistoryWriter:
    """Appends the rows of `Step` events to `path`, whole lines only, flushed once an event."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        """Open `path` for appending; writes the header if the file is new."""
        self._path = path
        self._columns = columns
        try:
            new = not path.exists() or path.stat().st_size == 0
            self._file = path.open("a", encoding="utf-8", newline="")
            if new:
                self._file.write(",".join((*FIRST_COLUMNS, *columns)) + "\n")
                self._file.flush()
        except OSError as error:
            raise storage.explain(path, error) from error

    def extend(self, event: Step) -> None:
        """Append the event's rows."""
        assert event.columns == self._columns
        text = io.StringIO()
        for offset, row in enumerate(event.rows):
            figures = ",".join(f"{value:.7g}" for value in row)
            text.write(f"{event.first + offset},{event.seconds:.3f},{figures}\n")
        try:
            self._file.write(text.getvalue())
            self._file.flush()
        except OSError as error:
            raise storage.explain(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        try:
            self._file.close()
        except OSError as error:
            raise storage.explain(self._path, error) from error


def read(path: Path) -> dict[str, np.ndarray]:
    """Return the history's columns as float64 arrays; a half-written last line is left out.

    Raises `StorageError` with a sentence for a damaged file.
    """
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            header = file.readline()
            names = header.rstrip("\n").split(",") if header.endswith("\n") else []
            tables = [_parse(path, lines, len(names)) for lines in _blocks(file)]
    except OSError as error:
        raise storage.explain(path, error) from error
    table = np.concatenate(tables) if tables else np.empty((0, len(names)))
    return {name: table[:, index] for index, name in enumerate(names) if name}


def _blocks(file: TextIO) -> Iterator[list[str]]:
    """Yield the whole lines, some at a time: parsing one block does not hold up other threads."""
    while lines := file.readlines(_BLOCK):
        if not lines[-1].endswith("\n"):
            lines.pop()
        if any(line.strip() for line in lines):
            yield lines


def _parse(path: Path, lines: list[str], width: int) -> np.ndarray:
    try:
        table = np.loadtxt(lines, delimiter=",", ndmin=2)
    except ValueError as error:
        raise storage.StorageError(f"{path.name} is damaged: {error}") from error
    if table.shape[1] != width:
        raise storage.StorageError(f"{path.name} is damaged: its rows do not match its header.")
    return table


def cut(path: Path, last_step: int) -> None:
    """Drop the rows after `last_step`, so that a resumed run does not repeat them."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = file.readlines()
    kept = lines[:1] + [line for line in lines[1:] if _keeps(line, last_step)]
    if kept != lines:
        storage.write_bytes(path, "".join(kept).encode("utf-8"))


def _keeps(line: str, last_step: int) -> bool:
    first = line.split(",", 1)[0]
    return line.endswith("\n") and first.isdigit() and int(first) <= last_step
