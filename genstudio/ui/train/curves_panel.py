"""The charts of a run with what belongs to them: smoothing, log scale, read-out, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSlider,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.ui import icons
from genstudio.ui.train.explain import Words
from genstudio.ui.train.judged_words import judged_words
from genstudio.ui.train.numbers import NumbersTable
from genstudio.ui.train.record import Record
from genstudio.ui.widgets.chart import QUALITY

if TYPE_CHECKING:
    from genstudio.ui.widgets.chart_view import ChartView

_FRAME_MS = 200  # each frame takes a few milliseconds from the training
_PATIENCE_MS = 60
_ROOM = (1.01, 1.03, 1.06)  # right of the newest step: least, fresh, most
_ROOMY = 130  # px for each chart from which its note is shown
_EMPTY = "The curves appear here as soon as it trains."


class CurvesPanel(QWidget):
    """Draws the record at most five times a second, and only while it can be seen."""

    def __init__(self, record: Record, *, smoothing: int = 33, is_log: bool = False) -> None:
        """Show `record`, smoothed by the slider's `smoothing` (0–100)."""
        super().__init__()
        self._record = record
        self._views: list[ChartView] = []
        self._range: tuple[float, float] | None = None  # None: everything
        self._end = 0.0
        self._marked: int | None = None
        self._is_dirty = False
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._draw_if_needed)
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._smooth)
        self._make_actions(is_log)
        self._numbers = NumbersTable()
        self._charts = QWidget()
        self._stack_charts = QVBoxLayout(self._charts)
        self._stack_charts.setContentsMargins(0, 0, 0, 0)
        self._stack_charts.setSpacing(6)
        self._empty = _Welcome()
        self._pages = QStackedWidget()
        for page in (self._empty, self._charts, self._numbers):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._build_bar(smoothing))
        layout.addWidget(self._pages, 1)
        record.smooth_by(_decay(smoothing))

    # -- doing --------------------------------------------------------------------------------

    @property
    def smoothing(self) -> int:
        """Where the slider stands, 0 to 100."""
        return self._slider.value()

    @property
    def views(self) -> tuple[ChartView, ...]:
        """The charts on show."""
        return tuple(self._views)

    def explain(self, words: Words) -> None:
        """Say, where the curves will be, what training is about to do."""
        self._empty.setText(f"<p><b>{words.title}</b></p><p>{words.text}</p><p>{_EMPTY}</p>")

    def begin(self) -> None:
        """Show the charts of the record's family, for a new run."""
        from genstudio.ui.widgets.chart_view import ChartView  # brings pyqtgraph

        for view in self._views:
            self._stack_charts.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views = [ChartView(chart, self._record.curves) for chart in self._record.charts]
        for view in self._views:
            view.pointed.connect(self._point)
            view.moved.connect(self._move)
            view.all_asked.connect(self.show_all)
            share = 5 if view.chart.key == QUALITY else 3  # it has the steps below it
            self._stack_charts.addWidget(view, share)
            view.show_steps_axis(view is self._views[-1])
            view.show_log(self.log_action.isChecked())
            view.mark_at(self._marked)
        self._range = None
        self._make_room()
        self._show_page()
        self.mark()

    def mark(self) -> None:
        """Say that the record has grown; it is drawn with the next frame."""
        self._is_dirty = True
        if self.isVisible() and not self._frames.isActive():
            self._frames.start()

    def redraw(self) -> None:
        """Draw now."""
        self._is_dirty = False
        if self._pages.currentWidget() is self._numbers:
            self._numbers.show_numbers(self._record.numbers())
            return
        start, end = self._range or (0.0, self._follow())
        for view in self._views:
            if view.chart.key == QUALITY:
                view.show_words(**self._quality_words())
            view.redraw(start, end)

    @Slot(object)
    def mark_step(self, step: int | None) -> None:
        """Show a line at `step` in every chart, or none."""
        self._marked = step
        for view in self._views:
            view.mark_at(step)

    def describe(self) -> None:
        """Tell screen readers the newest values (when a run ends, not all the time)."""
        for view in self._views:
            view.describe()

    @Slot()
    def show_all(self) -> None:
        """Show all steps and follow the newest again."""
        self._range = None
        for view in self._views:
            view.forget_zoom()
        self.mark()

    # -- Qt -----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what happened while it was hidden."""
        super().showEvent(event)
        if self._is_dirty:
            self._frames.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave notes away where the curves need the room."""
        super().resizeEvent(event)
        self._make_room()

    # -- building -----------------------------------------------------------------------------

    def _make_actions(self, is_log: bool) -> None:
        self.log_action = QAction("&Log scale", self, checkable=True, checked=is_log)
        self.log_action.setShortcut("Ctrl+L")
        self.log_action.setToolTip("Draws values on a log scale where all are above 0 (Ctrl+L)")
        self.log_action.toggled.connect(self._show_log)
        self.all_action = QAction(icons.icon("zoom-fit"), "Show &all steps", self)
        self.all_action.setShortcut("Ctrl+0")
        self.all_action.setToolTip("Shows all steps and follows the newest again (Ctrl+0)")
        self.all_action.triggered.connect(self.show_all)
        self.numbers_action = QAction("Show &numbers", self, checkable=True)
        self.numbers_action.setShortcut("Ctrl+Shift+N")
        self.numbers_action.setToolTip("Shows the newest values as a table (Ctrl+Shift+N)")
        self.numbers_action.toggled.connect(self._show_page)

    def _build_bar(self, smoothing: int) -> QHBoxLayout:
        label = QLabel("Smoothing")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setValue(smoothing)
        self._slider.setMaximumWidth(140)
        self._slider.setAccessibleName("Smoothing of the curves")
        self._slider.valueChanged.connect(self._patience.start)
        self._slider.valueChanged.connect(self._describe_slider)
        label.setBuddy(self._slider)
        self._describe_slider(smoothing)
        bar = QHBoxLayout()
        bar.addWidget(label)
        bar.addWidget(self._slider, 1)
        bar.addStretch(1)
        for action in (self.log_action, self.numbers_action, self.all_action):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().replace("&", ""))
            bar.addWidget(button)
        return bar

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _draw_if_needed(self) -> None:
        if not self._is_dirty or not self.isVisible():
            self._frames.stop()
        else:
            self.redraw()

    @Slot()
    def _smooth(self) -> None:
        self._record.smooth_by(_decay(self._slider.value()))
        self.mark()

    @Slot(int)
    def _describe_slider(self, value: int) -> None:
        steps = round(1 / (1 - _decay(value)))
        text = f"Averages about the last {steps:,} steps" if steps > 1 else "No smoothing"
        self._slider.setToolTip(f"{text}. The faint line is the raw value.")
        self._slider.setAccessibleDescription(text)

    @Slot()
    def _show_log(self) -> None:
        for view in self._views:
            view.show_log(self.log_action.isChecked())
        self.show_all()

    @Slot()
    def _show_page(self) -> None:
        if not self._views:
            page: QWidget = self._empty
        else:
            page = self._numbers if self.numbers_action.isChecked() else self._charts
        self._pages.setCurrentWidget(page)
        self.mark()

    @Slot(object)
    def _point(self, step: float | None) -> None:
        for view in self._views:
            view.point_at(step)

    @Slot(float, float)
    def _move(self, start: float, end: float) -> None:
        whole = float(max(self._record.last_step, 1))
        width = min(max(end - start, 4.0), whole)
        start = min(max(start, 0.0), whole - width)
        self._range = None if width >= whole else (start, start + width)
        self.redraw()

    def _make_room(self) -> None:
        each = self._pages.height() / max(len(self._views), 1)
        for view in self._views:
            view.show_note(each >= _ROOMY)

    def _follow(self) -> float:
        """Where the steps axis ends: a little ahead, so that it moves only now and then."""
        last = float(max(self._record.last_step, 1))
        least, fresh, most = (last * room for room in _ROOM)
        if not least <= self._end <= most:
            self._end = fresh
        return self._end

    def _quality_words(self) -> dict[str, str]:
        record = self._record
        return judged_words(
            record.quality_name, record.quality_before, best=record.best, beside=record.beside
        )


class _Welcome(QLabel):
    """Stands where the curves will be."""

    def __init__(self) -> None:
        super().__init__(_EMPTY)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setContentsMargins(12, 12, 12, 12)


def _decay(position: int) -> float:
    return 1 - 10 ** (-position / 25)
