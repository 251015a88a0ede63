"""A run's history: an append-only CSV with one row a step, readable by any tool."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from genstudio.core import storage
from genstudio.core.events import Step

FIRST_COLUMNS = ("step", "seconds")


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
    """Return the history's columns as float64 arrays; a half-written last line is left out."""
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8", errors="replace")
    end = text.rfind("\n")
    header, _, body = text[: end + 1].partition("\n")
    names = header.split(",")
    if not body.strip():
        return {name: np.empty(0) for name in names if name}
    try:
        table = np.loadtxt(io.StringIO(body), delimiter=",", ndmin=2)
    except ValueError as error:
        raise storage.StorageError(f"{path.name} is damaged: {error}") from error
    if table.shape[1] != len(names):
        raise storage.StorageError(f"{path.name} is damaged: its rows do not match its header.")
    return {name: table[:, index] for index, name in enumerate(names)}


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
