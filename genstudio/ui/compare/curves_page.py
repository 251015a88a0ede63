"""The chosen runs' curves over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
)

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
_LEAST_HEIGHT = 140
_ABREAST = 2  # charts beside each other: the room below the table is wide, not high


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
        self._found = Curves({}, {}, {})
        self._views: list[ChartView] = []
        self._shown: dict[str, dict[str, Curve]] = {}
        self._drawn: object = None
        self._range: tuple[float, float] | None = None
        self._make_controls()
        self._charts = QSplitter(Qt.Orientation.Vertical)
        self._charts.setChildrenCollapsible(False)
        self._message = MutedLabel(wraps=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()

    @property
    def views(self) -> tuple[ChartView, ...]:
        """The charts on show."""
        return tuple(self._views)

    def refresh(self) -> None:
        """Ask for the curves; what is shown stays until they are there."""
        if not self.chosen:
            return
        if self._thread is None:
            self._thread = AnswerThread(self)
            self._thread.answered.connect(self._receive)
        sources = [Source.of(run.entry) for run in self.chosen]
        stamp = self._stamp()
        histories, decay = self._histories, self._smoothing.decay
        self._thread.ask(
            stamp,
            lambda: histories.curves(sources, stamp.columns, axis=stamp.axis, decay=decay),
        )

    def recolour(self) -> None:
        """The charts follow the theme by themselves."""

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

    def _make_controls(self) -> None:
        state = self._settings.get(_SETTING, {})
        state = state if isinstance(state, dict) else {}
        self.columns = ColumnList(state.get("columns", []))
        self.columns.changed.connect(self.renew)
        self._axis = QComboBox()
        self._axis.setAccessibleName("Horizontal axis")
        for key, (label, _, tip) in AXES.items():
            self._axis.addItem(label, key)
            self._axis.setItemData(self._axis.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._axis.setToolTip("What runs are aligned by")
        self._axis.setCurrentIndex(max(self._axis.findData(state.get("axis")), 0))
        self._axis.currentIndexChanged.connect(self._show_all)
        self._axis.currentIndexChanged.connect(self.renew)
        smoothing = state.get("smoothing")
        self._smoothing = SmoothingSlider(smoothing if isinstance(smoothing, int) else 33)
        self._smoothing.smoothed.connect(self.renew)
        self._log = QCheckBox("&Log scale")
        self._log.setToolTip("Draws values on a log scale where all are above 0")
        self._log.setChecked(state.get("log") is True)
        self._log.toggled.connect(self._scale)
        self.all_action = act(self, "Show &all", "zoom-fit", "Ctrl+0", self._show_all,
                              "Shows the curves from end to end again")  # fmt: skip

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
        bar.addWidget(tool_button(self.all_action, says=False))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._charts)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addLayout(bar)
        right.addWidget(self._message, 1)
        right.addWidget(scroll, 1)
        self._scroll = scroll
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
        self._found = answer.value
        names = [name for names in self._found.columns.values() for name in names]
        if self.columns.offer(names, runs=len(self.chosen)):
            self.renew()  # other columns are shown now
        else:
            self._draw(answer.stamp)

    def _draw(self, stamp: _Stamp) -> None:
        found = self._found
        if not any(found.curves.values()):
            self._say(self._reason())
            return
        self._say("")
        lines = [
            (column, key, len(curve) > _SHORT)
            for column, curves in found.curves.items()
            for key, curve in curves.items()
        ]
        if (stamp, lines) != self._drawn:
            self._make_views(stamp)
            self._drawn = (stamp, lines)
        for view in self._views:
            self._shown[view.chart.key].update(found.curves[view.chart.key])
            view.show_log(self._log.isChecked())
        self._redraw()
        for view in self._views:
            view.describe()

    def _make_views(self, stamp: _Stamp) -> None:
        from genstudio.ui.widgets.chart_view import ChartView  # brings pyqtgraph

        self._drop_views()
        for column in stamp.columns:
            curves = self._found.curves.get(column, {})
            if not curves:
                continue
            self._shown[column] = dict(curves)
            view = ChartView(self._chart(column, curves), self._shown[column])
            view.setMinimumHeight(_LEAST_HEIGHT)
            view.pointed.connect(self._point)
            view.moved.connect(self._move)
            view.all_asked.connect(self._show_all)
            self._views.append(view)
        for place in range(0, len(self._views), _ABREAST):
            line = QSplitter(Qt.Orientation.Horizontal)
            line.setChildrenCollapsible(False)
            for view in self._views[place : place + _ABREAST]:
                line.addWidget(view)
                view.plot.getAxis("bottom").enableAutoSIPrefix(False)
                view.show_steps_axis(place + _ABREAST >= len(self._views))
            self._charts.addWidget(line)

    def _drop_views(self) -> None:
        while (line := self._charts.widget(0)) is not None:
            line.setParent(None)
            line.deleteLater()
        self._views, self._drawn = [], None
        self._shown.clear()

    def _chart(self, column: str, curves: dict[str, Curve]) -> Chart:
        having = [run for run in self.chosen if run.key in curves]
        lines = tuple(Line(run.key, run.name, run.slot) for run in having)
        short = all(len(curve) <= _SHORT for curve in curves.values())
        return Chart(
            column,
            COLUMN_LABELS.get(column, column.replace("_", " ")),
            COLUMN_UNITS.get(column, ""),
            lines,
            note=_missing([run for run in self.chosen if run.key not in curves]),
            points=short,
            along=AXES[str(self._axis.currentData())][1],
        )

    def _redraw(self) -> None:
        start, end = self._range or (0.0, self._end())
        for view in self._views:
            view.redraw(start, end)

    def _end(self) -> float:
        ends = [
            float(curve.raw.x[-1])
            for curves in self._found.curves.values()
            for curve in curves.values()
            if len(curve)
        ]
        return max(ends, default=1.0)

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
        self._scroll.setVisible(not sentence)
        if sentence:
            self._drop_views()

    def _reason(self) -> str:
        problems = list(self._found.problems.values())
        if problems:
            return " ".join(problems)
        if not any(self._found.columns.values()):
            return "None of these runs has a history yet. Train one, and its curves appear here."
        return "Tick a figure on the left to see its curves."

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _scale(self) -> None:
        for view in self._views:
            view.show_log(self._log.isChecked())
        self._show_all()

    @Slot()
    def _show_all(self) -> None:
        self._range = None
        for view in self._views:
            view.forget_zoom()
        self._redraw()

    @Slot(object)
    def _point(self, place: float | None) -> None:
        for view in self._views:
            view.point_at(place)

    @Slot(float, float)
    def _move(self, start: float, end: float) -> None:
        whole = self._end()
        width = min(max(end - start, whole * 1e-5), whole)
        start = min(max(start, 0.0), whole - width)
        self._range = None if width >= whole else (start, start + width)
        self._redraw()


def _missing(runs: Sequence[Chosen]) -> str:
    if not runs:
        return ""
    return f"Not recorded by {' or '.join(f'“{run.name}”' for run in runs)}."
