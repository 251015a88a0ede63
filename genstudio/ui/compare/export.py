"""The table of runs as CSV: numbers as plain numbers, one column for each figure. No Qt here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from genstudio.evaluation.catalogue import label
from genstudio.runs.entry import Entry
from genstudio.ui.more_columns import SCORE
from genstudio.ui.runs_columns import COLUMNS, INDEX, shape

Cells = Mapping[str, str | float | int | None]


def to_csv(entries: Sequence[Entry], columns: Sequence[str], status: Callable[[Entry], str]) -> str:
    """Return a header and a line a run, with the columns of these keys in this order.

    `status` says how a run stands, in the words of the table.
    """
    rows = [_row(entry, columns, status) for entry in entries]
    header = list(dict.fromkeys(name for key in columns for row in rows for name in row[key]))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: value for cells in row.values() for name, value in cells.items()})
    return text.getvalue()


def _row(entry: Entry, columns: Sequence[str], status: Callable[[Entry], str]) -> dict[str, Cells]:
    row: dict[str, Cells] = {}
    for key in columns:
        if key == "status":
            row[key] = {"Status": status(entry)}
        elif key in _CELLS:
            row[key] = _CELLS[key](entry)
        elif key.startswith(SCORE):
            row[key] = _score(entry, key.removeprefix(SCORE))
        else:
            column = COLUMNS[INDEX[key]]
            row[key] = {column.label: column.text(entry)}
    return row


def _size(entry: Entry) -> Cells:
    pixels, channels = shape(entry) or (None, None)
    return {"Size (px)": pixels, "Channels": channels or None}


def _best(entry: Entry) -> Cells:
    summary = entry.summary
    return {
        "Best held-out": summary.best_value,
        "Best held-out figure": summary.best_name,
        "Best at step": summary.best_step,
    }


def _score(entry: Entry, key: str) -> Cells:
    score, name = entry.standing.scores.get(key), label(key)
    if score is None:
        return {name: None, f"{name}: standard error": None}
    return {name: score.value, f"{name}: standard error": score.error}


_CELLS: dict[str, Callable[[Entry], Cells]] = {
    "size": _size,
    "steps": lambda e: {"Steps": e.summary.step, "Steps asked for": e.summary.total},
    "seconds": lambda e: {"Training seconds": round(e.summary.seconds, 3)},
    "best": _best,
    "last": lambda e: {f"Last {name}": value for name, value in e.summary.last.items()},
    "parameters": lambda e: {"Parameters": e.summary.parameters},
    "created": lambda e: {"Created": e.summary.created},
}
