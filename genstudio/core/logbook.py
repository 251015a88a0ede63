"""A run's history as it grows, thinned so that it stays small however long the run is."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping

import numpy as np

from genstudio.core.events import Checkup, Event, RolledBack, Started, Step

MOST_ROWS = 1000


class Logbook:
    """Keeps columns (each row the mean of `stride` steps) and checkups of one run."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.total = 0
        self.checkups: list[Checkup] = []
        self._columns: tuple[str, ...] = ()
        self._stride = 1
        self._rows = np.empty((0, 1))
        self._loose: list[np.ndarray] = []

    def take(self, event: Event) -> None:
        """Learn from one event."""
        match event:
            case Started():
                self._begin(event)
            case Step() if event.columns == self._columns:
                numbers = np.arange(event.first, event.last + 1, dtype=np.float64)
                self._extend(np.column_stack([numbers, event.rows]))
            case Checkup():
                self.checkups.append(event)
            case RolledBack():
                self._cut(event.to)

    def recall(self, history: Mapping[str, np.ndarray], checkups: Iterable[Checkup]) -> None:
        """Put what a run's folder holds in front of what is there."""
        if not self._columns or not all(name in history for name in ("step", *self._columns)):
            return
        newer, loose = self._rows, self._loose
        table = np.column_stack([history[name] for name in ("step", *self._columns)])
        first = min((part[0, 0] for part in (newer, *loose) if len(part)), default=np.inf)
        self._rows, self._loose, self._stride = np.empty((0, table.shape[1])), [], 1
        self._extend(table[table[:, 0] < first])
        for part in (newer, *loose):
            self._extend(part)
        known = {checkup.step for checkup in self.checkups}
        past = [checkup for checkup in checkups if checkup.step not in known]
        self.checkups = sorted([*past, *self.checkups], key=lambda checkup: checkup.step)

    @property
    def history(self) -> dict[str, np.ndarray]:
        """Return the columns, `step` first."""
        table = np.concatenate([self._rows, *self._loose])
        return {name: table[:, i] for i, name in enumerate(("step", *self._columns))}

    def _begin(self, event: Started) -> None:
        self.total, self._columns = event.total, event.columns
        self._rows, self._loose, self._stride = np.empty((0, 1 + len(event.columns))), [], 1
        self.checkups = []

    def _extend(self, table: np.ndarray) -> None:
        if not len(table):
            return
        self._loose.append(table)
        if sum(map(len, self._loose)) < self._stride:
            return
        loose = np.concatenate(self._loose)
        whole = len(loose) // self._stride * self._stride
        self._rows = np.concatenate([self._rows, _means(loose[:whole], self._stride)])
        self._loose = [loose[whole:]] if whole < len(loose) else []
        while len(self._rows) > 2 * MOST_ROWS:
            self._stride *= 2
            even = len(self._rows) // 2 * 2
            self._rows = np.concatenate([_means(self._rows[:even], 2), self._rows[even:]])

    def _cut(self, last_step: int) -> None:
        self._rows = self._rows[self._rows[:, 0] <= last_step]
        self._loose = [part[part[:, 0] <= last_step] for part in self._loose]
        self.checkups = [checkup for checkup in self.checkups if checkup.step <= last_step]


def thin(history: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return `history` with at most twice `MOST_ROWS` rows."""
    if "step" not in history:
        return {}
    columns = tuple(name for name in history if name not in ("step", "seconds"))
    book = Logbook()
    book.take(Started("", "", 0, 0, 0, "", 0, 0, columns))
    book.recall(history, ())
    return book.history


def _means(table: np.ndarray, size: int) -> np.ndarray:
    """Average every `size` rows; the step is the last one's."""
    if size == 1:
        return table
    parts = table.reshape(-1, size, table.shape[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column that has no figure at all
        means: np.ndarray = np.nanmean(parts, axis=1)
    means[:, 0] = parts[:, -1, 0]
    return means
