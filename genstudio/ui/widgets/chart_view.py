"""One chart on screen. Imports pyqtgraph: import this module only when a chart is to be shown."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from genstudio.ui import theme, wording
from genstudio.ui.widgets.chart import Chart, Line
from genstudio.ui.widgets.curve import Curve, Reading, focus
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.plot import KeyedPlot, SidewaysBox

_MOST_POINTS = 2_000
_AXIS_WIDTH = 58
_RAW_SHARE = 0.4  # of the line's colour in the raw curve; opaque, which paints faster
_STILL = 0.04  # of the height by which the y-range may be off before it moves


class ChartView(QWidget):
    """Draws the raw (faint) and smoothed curves of one chart, at most 2,000 points each."""

    pointed = Signal(object)  # a step under the mouse or keyboard cursor, or None
    moved = Signal(float, float)  # the steps now in view, by the user's hand
    all_asked = Signal()

    def __init__(self, chart: Chart, curves: Mapping[str, Curve]) -> None:
        """Show `chart` of `curves`, which may still be empty."""
        super().__init__()
        self.chart = chart
        self._curves = curves
        self._wants_log = self._is_log = self._is_refused = False
        self._has_room = True
        self._holds_y = False
        self._limits = (0.0, 1.0)
        self._step: float | None = None
        self._header = QLabel()
        self._header.setTextFormat(Qt.TextFormat.RichText)
        self._header.setWordWrap(True)
        self._note = MutedLabel(chart.note, wraps=True)
        self._box = SidewaysBox()
        self.plot = KeyedPlot(self._box)
        self.plot.setAccessibleName(f"Chart: {chart.title}")
        self.plot.viewport().setAccessibleName(f"Chart: {chart.title}")
        self.plot.keyed.connect(self._key)
        self._raw = {line.column: self._curve_item() for line in chart.lines}
        self._smooth = {line.column: self._curve_item() for line in chart.lines}
        self._dots = {line.column: pg.ScatterPlotItem(size=6) for line in chart.lines}
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self.plot.addItem(self._cursor)
        self._mark = pg.InfiniteLine(angle=90, movable=False)
        self._mark.hide()
        self.plot.addItem(self._mark)
        for dots in self._dots.values():
            self.plot.addItem(dots)
        self._box.sigRangeChangedManually.connect(self._note_move)
        self.plot.sceneObj.sigMouseMoved.connect(self._point)
        self.plot.left.connect(self._leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self._header, self._note):
            layout.addWidget(widget)
        layout.addWidget(self.plot, 1)
        self.recolour()

    # -- drawing ------------------------------------------------------------------------------

    def redraw(self, start: float, end: float) -> None:
        """Draw the steps from `start` to `end`."""
        self._box.setXRange(start, end, padding=0)
        most = int(min(_MOST_POINTS, max(self._box.width(), 200)))  # a low and a high per 2 px
        found = [
            (line, curve.raw.between(start, end, most), curve.smooth.between(start, end, most))
            for line, curve in zip(self.chart.lines, self._own(), strict=True)
        ]
        self._choose_scale([raw[1] for _, raw, _ in found])
        seen: list[np.ndarray] = []
        for line, (x, y), (smooth_x, smooth_y) in found:
            drawn = self._scale(y), self._scale(smooth_y)
            self._raw[line.column].setData(x, drawn[0], connect="finite")
            self._smooth[line.column].setData(smooth_x, drawn[1], connect="finite")
            self._draw_dots(line, x, drawn[0])
            seen += drawn
        if not self._holds_y and (limits := focus(seen)) and _is_off(self._limits, limits):
            self._limits = limits
            self._box.setYRange(*limits, padding=0)
        self.read_off()

    def show_log(self, wanted: bool) -> None:
        """Draw on a log scale if wanted, while no value in view is zero or below."""
        self._wants_log = wanted

    def forget_zoom(self) -> None:
        """Let the y-axis follow what is in view again."""
        self._holds_y = False

    def point_at(self, step: float | None) -> None:
        """Show the cursor at `step`, or none."""
        self._step = step
        self._cursor.setVisible(step is not None)
        if step is not None:
            self._cursor.setPos(step)
        self.read_off()

    def mark_at(self, step: float | None) -> None:
        """Show a line that stays at `step`, or none."""
        self._mark.setVisible(step is not None)
        if step is not None:
            self._mark.setPos(step)

    def show_words(self, *, title: str, unit: str, note: str) -> None:
        """Change what is written above the plot."""
        self.chart = replace(self.chart, title=title, unit=unit, note=note)
        self._note.setText(note)

    def show_note(self, has_room: bool) -> None:
        """Show what is written below the title; a tip says it where there is no room for it."""
        self._has_room = has_room
        self._note.setVisible(has_room or self.chart.needed or self._is_refused)
        self._header.setToolTip("" if has_room else self.chart.note)

    def show_steps_axis(self, shown: bool) -> None:
        """Show or hide the numbers below the plot."""
        if shown:
            self.plot.setLabel("bottom", self.chart.along)
        self.plot.showAxis("bottom", shown)

    def recolour(self) -> None:
        """Take the theme's colours."""
        colour = theme.colours()
        self.plot.setBackground(colour.surface)
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setPen(pg.mkPen(colour.border))
            axis.setTextPen(pg.mkPen(colour.muted))
        self.plot.getAxis("left").setWidth(_AXIS_WIDTH)
        self._cursor.setPen(pg.mkPen(colour.muted, style=Qt.PenStyle.DashLine))
        self._mark.setPen(pg.mkPen(colour.accent))
        for line in self.chart.lines:
            solid = QColor(colour.series[line.colour % len(colour.series)])
            faint = _mix(solid, QColor(colour.surface))
            self._smooth[line.column].setPen(pg.mkPen(solid, width=1))
            self._raw[line.column].setPen(pg.mkPen(faint, width=1))
            self._dots[line.column].setBrush(pg.mkBrush(solid))
            self._dots[line.column].setPen(pg.mkPen(None))
        self.read_off()

    def read_off(self) -> None:
        """Write the values at the cursor, or the newest, into the header."""
        colour = theme.colours()
        parts = [f"<b>{html.escape(self.chart.title)}</b>"]
        aside = html.escape(self.chart.unit)
        readings = {line: self._reading(line) for line in self.chart.lines}
        if self._step is not None and (at := next(filter(None, readings.values()), None)):
            aside = f"{self.chart.along} {at.step:,}"
        if aside:
            parts.append(f"<span style='color:{colour.muted}'>{aside}</span>")
        for line, reading in readings.items():
            solid = colour.series[line.colour % len(colour.series)]
            label = html.escape(line.label)
            value = "–" if reading is None else self._say(reading)
            parts.append(f"<span style='color:{solid}'>■</span> {label} {value}")
        self._header.setText(" &nbsp; ".join(parts))

    def describe(self) -> None:
        """Tell a screen reader the newest values."""
        said = []
        for line in self.chart.lines:
            reading = self._curves[line.column].last()
            if reading is not None:
                value = wording.figure(reading.smooth)
                said.append(f"{line.label} {value} at {self.chart.along} {reading.step:,}")
        self.plot.setAccessibleDescription("; ".join(said) or "No values yet.")

    # -- Qt -----------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_cursor"):
            self.recolour()
        super().changeEvent(event)

    # -- slots --------------------------------------------------------------------------------

    @Slot(object)
    def _note_move(self, axes: object) -> None:
        (start, end), (low, high) = self._box.viewRange()
        self._holds_y = self._holds_y or not np.allclose((low, high), self._limits)
        self.moved.emit(start, end)

    @Slot(object)
    def _point(self, position: QPointF) -> None:
        if self._box.sceneBoundingRect().contains(position):
            self.pointed.emit(float(self._box.mapSceneToView(position).x()))

    @Slot()
    def _leave(self) -> None:
        self.pointed.emit(None)

    @Slot(int)
    def _key(self, key: int) -> None:
        (start, end), _ = self._box.viewRange()
        width = end - start
        match Qt.Key(key):
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                here = (start + end) / 2 if self._step is None else self._step
                way = width / 50 * (1 if key == Qt.Key.Key_Right else -1)
                self.pointed.emit(float(min(max(here + way, start), end)))
            case Qt.Key.Key_Plus | Qt.Key.Key_Minus:
                here = (start + end) / 2 if self._step is None else self._step
                factor = 0.5 if key == Qt.Key.Key_Plus else 2.0
                self.moved.emit(here - (here - start) * factor, here + (end - here) * factor)
            case Qt.Key.Key_Home | Qt.Key.Key_0:
                self.all_asked.emit()
            case Qt.Key.Key_Escape:
                self.pointed.emit(None)

    # -- private ------------------------------------------------------------------------------

    def _reading(self, line: Line) -> Reading | None:
        curve = self._curves[line.column]
        return curve.last() if self._step is None else curve.at(self._step)

    def _say(self, reading: Reading) -> str:
        smooth = f"<b>{wording.figure(reading.smooth)}</b>"
        if self.chart.points or self._step is None:
            return smooth
        muted = theme.colours().muted
        return f"{smooth} <span style='color:{muted}'>({wording.figure(reading.raw)})</span>"

    def _own(self) -> list[Curve]:
        return [self._curves[line.column] for line in self.chart.lines]

    def _curve_item(self) -> pg.PlotCurveItem:
        item = pg.PlotCurveItem(antialias=False)
        self.plot.addItem(item)
        return item

    def _draw_dots(self, line: Line, x: np.ndarray, y: np.ndarray) -> None:
        shown = self.chart.points and len(x) <= _MOST_POINTS // 10
        self._dots[line.column].setVisible(shown)
        if shown:
            self._dots[line.column].setData(x, y)

    def _choose_scale(self, values: list[np.ndarray]) -> None:
        there = [y[np.isfinite(y)] for y in values]
        is_positive = all((y > 0).all() for y in there)
        if self._is_log != (self._wants_log and is_positive):
            self._is_log = not self._is_log
            self._holds_y = False
            self.plot.getAxis("left").setLogMode(self._is_log)
        refused = "  (Not on a log scale: some values are not above 0.)"
        self._is_refused = self._wants_log and not is_positive
        self._note.setText(self.chart.note + refused * self._is_refused)
        self.show_note(self._has_room)
        self._show_values(any(len(y) for y in there))

    def _show_values(self, shown: bool) -> None:
        axis = self.plot.getAxis("left")
        if axis.style["showValues"] != shown:  # setting it, even to the same, draws the axis anew
            axis.setStyle(showValues=shown)

    def _scale(self, y: np.ndarray) -> np.ndarray:
        if not self._is_log:
            return y
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = np.log10(y)
        return np.where(np.isfinite(logarithm), logarithm, np.nan)


def _mix(colour: QColor, ground: QColor) -> QColor:
    red, green, blue = (
        round(_RAW_SHARE * mine + (1 - _RAW_SHARE) * theirs)
        for mine, theirs in (
            (colour.red(), ground.red()),
            (colour.green(), ground.green()),
            (colour.blue(), ground.blue()),
        )
    )
    return QColor(red, green, blue)


def _is_off(shown: tuple[float, float], wanted: tuple[float, float]) -> bool:
    """Whether the range should move: a range that moves each frame costs new axes each time."""
    room = _STILL * (wanted[1] - wanted[0])
    return max(abs(shown[0] - wanted[0]), abs(shown[1] - wanted[1])) > room
