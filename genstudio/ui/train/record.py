"""All curves of the run on show, filled from events and from its history. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from genstudio.core.events import Quality, Step
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
        self.quality_name = ""
        self.best: Quality | None = None

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
        self.curves[QUALITY] = Curve()
        self.quality_name, self.best = "", None

    def extend(self, event: Step) -> None:
        """Append the rows of `event`."""
        steps = np.arange(event.first, event.first + len(event.rows), dtype=np.float64)
        for index, column in enumerate(event.columns):
            if column in self.curves:
                self.curves[column].extend(steps, event.rows[:, index])

    def judge(self, event: Quality) -> None:
        """Append a held-out figure."""
        self.quality_name = event.name
        self.best = event if event.best else self.best
        self.curves[QUALITY].extend(np.array([float(event.step)]), np.array([event.value]))

    def recall(self, history: Mapping[str, np.ndarray], before: float) -> None:
        """Put the history's rows up to step `before` in front of what is there."""
        steps = history.get("step", np.empty(0))
        past = steps <= before
        for column in self.columns:
            if column in history and past.any():
                self.curves[column].precede(steps[past], history[column][past])

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
        return rows
