"""The chosen runs' curves over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout

from genstudio.ui.compare.chart_grid import ChartGrid
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.column_list import ColumnList
from genstudio.ui.compare.histories import AXES, Curves, Histories, Source
from genstudio.ui.compare.page import Page
from genstudio.ui.settings import Settings
from genstudio.ui.threads import Answer, AnswerThread
from genstudio.ui.widgets.acts import act, tool_button
from genstudio.ui.widgets.chart import COLUMN_LABELS, COLUMN_UNITS, Chart, Line
from genstudio.ui.widgets.curve import Curve
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.smoothing_slider import SmoothingSlider

if TYPE_CHECKING:
    from genstudio.ui.widgets.chart_view import ChartView

_SETTING = "compare/curves"
_SHORT = 200  # points up to which each is drawn as a dot


@dataclass(frozen=True)
class _Stamp:
    runs: tuple[tuple[str, str, int], ...]
    columns: tuple[str, ...]
    axis: str


class CurvesPage(Page):
    """One chart for each chosen column of the histories; a line for each run that has it."""

    title = "Curves"
    icon = "plot"
    tip = "Losses and other figures over training"

    def __init__(self, settings: Settings) -> None:
        """Show what `settings` remember."""
        super().__init__()
        self._settings = settings
        self._histories = Histories()
        self._thread: AnswerThread | None = None
        state = settings.get(_SETTING, {})
        self._make_controls(state if isinstance(state, dict) else {})
        self._grid = ChartGrid()
        self._grid.show_log(self._log.isChecked())
        self._log.toggled.connect(self._grid.show_log)
        self._axis.currentIndexChanged.connect(self._grid.show_all)
        self._message = MutedLabel(wraps=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self._say("")

    @property
    def views(self) -> tuple[ChartView, ...]:
        """The charts on show."""
        return () if self._grid.isHidden() else self._grid.views

    @property
    def message(self) -> str:
        """What is said where there are no charts."""
        return self._message.text()

    def refresh(self) -> None:
        """Ask for the curves; what is shown stays until they are there."""
        if not self.chosen:
            return
        if self._thread is None:
            self._thread = AnswerThread(self)
            self._thread.answered.connect(self._receive)
        sources = [Source.of(run.entry) for run in self.chosen]
        stamp, decay, histories = self._stamp(), self._smoothing.decay, self._histories
        self._thread.ask(
            stamp,
            lambda: histories.curves(sources, stamp.columns, axis=stamp.axis, decay=decay),
        )

    def choose_axis(self, axis: str) -> None:
        """Align the runs by "step", "pictures" or "seconds"."""
        self._axis.setCurrentIndex(self._axis.findData(axis))

    def save_state(self) -> None:
        """Remember columns, axis, smoothing and scale."""
        self._settings.set(
            _SETTING,
            {
                "columns": self.columns.wanted,
                "axis": self._axis.currentData(),
                "smoothing": self._smoothing.value(),
                "log": self._log.isChecked(),
            },
        )

    def close_page(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._thread.close()
            self._thread = None

    # -- building ---------------------------------------------------------------------------

    def _make_controls(self, state: dict[str, Any]) -> None:
        self.columns = ColumnList(state.get("columns", []))
        self.columns.changed.connect(self.renew)
        self._axis = QComboBox()
        self._axis.setAccessibleName("Horizontal axis")
        for key, (label, _, tip) in AXES.items():
            self._axis.addItem(label, key)
            self._axis.setItemData(self._axis.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._axis.setToolTip("What runs are aligned by")
        self._axis.setCurrentIndex(max(self._axis.findData(state.get("axis")), 0))
        self._axis.currentIndexChanged.connect(self.renew)
        smoothing = state.get("smoothing")
        self._smoothing = SmoothingSlider(smoothing if isinstance(smoothing, int) else 33)
        self._smoothing.smoothed.connect(self.renew)
        self._log = QCheckBox("&Log scale")
        self._log.setToolTip("Draws values on a log scale where all are above 0")
        self._log.setChecked(state.get("log") is True)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(6)
        for text, widget in (("Along", self._axis), ("Smoothing", self._smoothing)):
            label = QLabel(text)
            label.setBuddy(widget)
            bar.addWidget(label)
            bar.addWidget(widget)
            bar.addSpacing(10)
        bar.addWidget(self._log)
        bar.addStretch(1)
        tip = "Shows the curves from end to end again; in a chart, the Home key"
        show_all = act(self, "Show &all", "zoom-fit", "", self._grid.show_all, tip)
        bar.addWidget(tool_button(show_all, says=False))
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addLayout(bar)
        right.addWidget(self._message, 1)
        right.addWidget(self._grid, 1)
        layout = QHBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(10)
        layout.addWidget(self.columns)
        layout.addLayout(right, 1)

    # -- drawing ----------------------------------------------------------------------------

    def _stamp(self) -> _Stamp:
        runs = tuple((run.key, run.name, run.slot) for run in self.chosen)
        return _Stamp(runs, tuple(self.columns.shown), str(self._axis.currentData()))

    @Slot(object)
    def _receive(self, answer: Answer) -> None:
        if answer.stamp != self._stamp():
            return
        if answer.failure is not None:
            self._say(answer.failure.message)
            return
        found: Curves = answer.value
        names = [name for names in found.columns.values() for name in names]
        if self.columns.offer(names, runs=len(self.chosen)):
            self.renew()  # other columns are shown now
        elif not any(found.curves.values()):
            self._say(_reason(found))
        else:
            self._say("")
            charts = [
                self._chart(column, curves) for column, curves in found.curves.items() if curves
            ]
            self._grid.show_charts(charts, found.curves)

    def _chart(self, column: str, curves: dict[str, Curve]) -> Chart:
        having = [run for run in self.chosen if run.key in curves]
        return Chart(
            column,
            COLUMN_LABELS.get(column, column.replace("_", " ")),
            COLUMN_UNITS.get(column, ""),
            tuple(Line(run.key, run.name.replace(" ", "\u00a0"), run.slot) for run in having),
            note=_missing([run for run in self.chosen if run.key not in curves]),
            points=all(len(curve) <= _SHORT for curve in curves.values()),
            along=AXES[str(self._axis.currentData())][1],
        )

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
        self._grid.setVisible(not sentence)


def _reason(found: Curves) -> str:
    if found.problems:
        return " ".join(found.problems.values())
    if not any(found.columns.values()):
        return "None of these runs has a history yet. Train one, and its curves appear here."
    return "Tick a figure on the left to see its curves."


def _missing(runs: Sequence[Chosen]) -> str:
    if not runs:
        return ""
    return f"Not recorded by {' or '.join(f'“{run.name}”' for run in runs)}."
