"""All curves of the run on show, filled from events and from its history. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from genstudio.core.events import Quality, Step
from genstudio.core.judged import Judged
from genstudio.ui.train.charts import charts_for
from genstudio.ui.widgets.chart import COLUMN_LABELS, QUALITY, Chart
from genstudio.ui.widgets.curve import Curve


@dataclass(frozen=True)
class Number:
    """One line of the table of numbers."""

    label: str
    step: int
    raw: float
    smooth: float


class Record:
    """The curves by column."""

    def __init__(self, decay: float = 0.9) -> None:
        """Start with no run."""
        self.decay = decay
        self.columns: tuple[str, ...] = ()
        self.curves: dict[str, Curve] = {}
        self.quality_name = self.quality_before = ""
        self.best: Quality | None = None
        self.beside: Quality | None = None

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of what is recorded."""
        return charts_for(self.columns) if self.columns else ()

    @property
    def last_step(self) -> int:
        """The newest step of any curve."""
        readings = [curve.last() for curve in self.curves.values()]
        return max((reading.step for reading in readings if reading), default=0)

    def begin(self, columns: tuple[str, ...]) -> None:
        """Forget everything and expect `columns`."""
        self.columns = columns
        self.curves = {column: Curve(self.decay) for column in columns}
        self._forget_judgements()

    def extend(self, event: Step) -> None:
        """Append the rows of `event`."""
        steps = np.arange(event.first, event.first + len(event.rows), dtype=np.float64)
        for index, column in enumerate(event.columns):
            if column in self.curves:
                self.curves[column].extend(steps, event.rows[:, index])

    def judge(self, event: Quality) -> None:
        """Append a held-out figure; the curve begins anew when another one chooses the best."""
        if not event.chooses:
            self.beside = event
            return
        if event.name != self.quality_name:
            before, beside = self.quality_name, self.beside
            self._forget_judgements()
            self.quality_name, self.quality_before, self.beside = event.name, before, beside
        self.best = event if event.best else self.best
        self.curves[QUALITY].extend(np.array([float(event.step)]), np.array([event.value]))

    def recall(self, history: Mapping[str, np.ndarray], before: float) -> None:
        """Put the history's rows up to step `before` in front of what is there."""
        steps = history.get("step", np.empty(0))
        past = steps <= before
        for column in self.columns:
            if column in history and past.any():
                self.curves[column].precede(steps[past], history[column][past])

    def recall_judged(self, rows: Sequence[Judged], before: float) -> None:
        """Put the figures up to step `before` in front of those that are there."""
        past = [row.quality for row in rows if row.quality.chooses and row.quality.step <= before]
        self.quality_name = self.quality_name or (past[-1].name if past else "")
        same = [figure for figure in past if figure.name == self.quality_name]
        if not same:
            return
        steps = np.array([float(figure.step) for figure in same])
        self.curves[QUALITY].precede(steps, np.array([figure.value for figure in same]))
        self.best = self.best or next((figure for figure in same[::-1] if figure.best), None)

    def smooth_by(self, decay: float) -> None:
        """Smooth all but the held-out figure again."""
        self.decay = decay
        for column in self.columns:
            self.curves[column].smooth_by(decay)

    def numbers(self) -> list[Number]:
        """Return the newest value of every column that has one."""
        rows = []
        for column in (*self.columns, QUALITY):
            reading = self.curves[column].last() if column in self.curves else None
            if reading is not None:
                label = COLUMN_LABELS.get(column, column)
                if column == QUALITY and self.quality_name:
                    label = self.quality_name
                rows.append(Number(label, reading.step, reading.raw, reading.smooth))
        if self.beside is not None:
            value = self.beside.value
            rows.append(Number(self.beside.name, self.beside.step, value, value))
        return rows

    def _forget_judgements(self) -> None:
        self.quality_name, self.quality_before = "", ""
        self.best = self.beside = None
        self.curves[QUALITY] = Curve()
