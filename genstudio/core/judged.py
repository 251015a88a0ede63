"""A run's held-out figures: an append-only CSV with one row a figure, readable by any tool."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from genstudio.core import storage
from genstudio.core.events import Quality

_HEADER = ("step", "seconds", "name", "value", "best", "chooses")


@dataclass(frozen=True)
class Judged:
    """One row: a `Quality` event, and the training time at which it was told."""

    seconds: float
    quality: Quality


def append(path: Path, rows: Iterable[Judged]) -> None:
    """Append rows; raises `StorageError` with a sentence."""
    try:
        is_new = not path.exists() or path.stat().st_size == 0
        lines = [*([_HEADER] if is_new else []), *map(_cells, rows)]
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(_text(lines))
    except OSError as error:
        raise storage.explain(path, error) from error


def read(path: Path) -> list[Judged]:
    """Return the rows in the order they were told; a half-written last line is left out.

    Raises `StorageError` with a sentence for a damaged file.
    """
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise storage.explain(path, error) from error
    whole = text[: text.rfind("\n") + 1].splitlines()
    try:
        return [_parse(cells) for cells in csv.reader(whole[1:]) if cells]
    except (ValueError, csv.Error) as error:
        raise storage.StorageError(f"{path.name} is damaged: {error}") from error


def cut(path: Path, last_step: int) -> None:
    """Drop the rows after `last_step`, so that a resumed run does not repeat them."""
    rows = read(path)
    kept = [row for row in rows if row.quality.step <= last_step]
    if len(kept) != len(rows):
        storage.write_bytes(path, _text([_HEADER, *map(_cells, kept)]).encode("utf-8"))


def named(rows: Sequence[Judged]) -> dict[str, list[Judged]]:
    """Return the rows by the figure's name, in the order of first appearance."""
    found: dict[str, list[Judged]] = {}
    for row in rows:
        found.setdefault(row.quality.name, []).append(row)
    return found


def _text(lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _cells(row: Judged) -> tuple[str, ...]:
    quality = row.quality
    flags = str(int(quality.best)), str(int(quality.chooses))
    return str(quality.step), f"{row.seconds:.3f}", quality.name, f"{quality.value:.7g}", *flags


def _parse(cells: Sequence[str]) -> Judged:
    step, seconds, name, value, best, chooses = cells
    return Judged(
        float(seconds), Quality(int(step), name, float(value), best == "1", chooses == "1")
    )
