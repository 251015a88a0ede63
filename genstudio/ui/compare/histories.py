"""Reading the chosen runs' histories and making curves of them, in the background. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genstudio.core.history import FIRST_COLUMNS
from genstudio.core.judged import Judged, named
from genstudio.runs.entry import Entry, file_stamp
from genstudio.ui.widgets.curve import Curve

AXES = {
    "step": ("Steps", "steps", "Aligned by steps: turns of every player"),
    "pictures": (
        "Pictures shown",
        "pictures shown",
        "Aligned by real pictures shown: steps × batch",
    ),
    "seconds": ("Training time", "seconds of training", "Aligned by time, pauses left out"),
}
"""Axis → its name, what its numbers count, its tip."""

_KEPT = 64


@dataclass(frozen=True)
class Source:
    """One run's history, and what its steps are worth."""

    key: str
    name: str
    batch: int
    entry: Entry

    @staticmethod
    def of(entry: Entry) -> Source:
        """Take from `entry` what its curves need."""
        batch = entry.recipe.batch if entry.recipe is not None else 1
        return Source(entry.key, entry.name, batch, entry)


@dataclass(frozen=True)
class _Series:
    """One column: its values, and the step and training time of each."""

    step: np.ndarray
    seconds: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Curves:
    """What was found: per run its columns (or a problem), per column and run a curve."""

    columns: dict[str, tuple[str, ...]]
    problems: dict[str, str]
    curves: dict[str, dict[str, Curve]]


class Histories:
    """Reads each history once until it grows; used by one thread."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._tables: dict[str, tuple[object, dict[str, _Series]]] = {}
        self._made: dict[tuple, Curve] = {}

    def curves(
        self, sources: Sequence[Source], wanted: Sequence[str], *, axis: str, decay: float
    ) -> Curves:
        """Return the curves of the `wanted` columns along `axis`, smoothed with `decay`."""
        columns: dict[str, tuple[str, ...]] = {}
        problems: dict[str, str] = {}
        curves: dict[str, dict[str, Curve]] = {column: {} for column in wanted}
        for source in sources:
            try:
                table = self._table(source)
            except OSError as error:
                problems[source.key] = str(error)
                continue
            columns[source.key] = _with_values(table)
            for column in wanted:
                if column in columns[source.key]:
                    curves[column][source.key] = self._curve(source, column, axis, decay)
        self._tables = {s.key: self._tables[s.key] for s in sources if s.key in self._tables}
        return Curves(columns, problems, curves)

    def _table(self, source: Source) -> dict[str, _Series]:
        folder = source.entry.folder
        stamp = (file_stamp(folder.history_path), file_stamp(folder.judged_path))
        known = self._tables.get(source.key)
        if known is None or known[0] != stamp:
            table = _steps(folder.read_history()) | _judgements(folder.read_judged())
            self._tables[source.key] = (stamp, table)
        return self._tables[source.key][1]

    def _curve(self, source: Source, column: str, axis: str, decay: float) -> Curve:
        stamp, table = self._tables[source.key]
        made = (source.key, stamp, column, axis, decay)
        if made not in self._made:
            curve = Curve(decay)
            series = table[column]
            curve.extend(_along(series, axis, source.batch), series.values)
            self._made[made] = curve
            while len(self._made) > _KEPT:
                self._made.pop(next(iter(self._made)))
        return self._made[made]


def _steps(history: dict[str, np.ndarray]) -> dict[str, _Series]:
    return {
        name: _Series(history["step"], history["seconds"], values)
        for name, values in history.items()
        if name not in FIRST_COLUMNS
    }


def _judgements(rows: Sequence[Judged]) -> dict[str, _Series]:
    return {
        name: _Series(
            np.array([float(row.quality.step) for row in those]),
            np.array([row.seconds for row in those]),
            np.array([row.quality.value for row in those]),
        )
        for name, those in named(rows).items()
    }


def _with_values(table: dict[str, _Series]) -> tuple[str, ...]:
    return tuple(name for name, series in table.items() if np.isfinite(series.values).any())


def _along(series: _Series, axis: str, batch: int) -> np.ndarray:
    if axis == "seconds":
        return spread(series.seconds)
    return series.step * (batch if axis == "pictures" else 1)


def spread(seconds: np.ndarray) -> np.ndarray:
    """Spread rows that were written at the same moment evenly over the time before it."""
    times, last = np.unique(seconds[::-1], return_index=True)
    rows = len(seconds) - 1 - last  # the last row of each moment
    return np.interp(np.arange(len(seconds)), [-1, *rows], [0.0, *times])
