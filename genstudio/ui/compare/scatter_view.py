"""Runs as points in a plane. Imports pyqtgraph: import this only when a plot is to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QImageWriter, QKeyEvent, QPainter
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from genstudio.core.score import Score
from genstudio.runs import tradeoff
from genstudio.runs.tradeoff import Panel, Point
from genstudio.ui import theme

_REACH = 14  # px around a point in which it is meant
_SIZE, _LARGE = 10, 15
_MOST_NAMES = 14
_ROOM = 0.09  # of the plane's width around the points; twice that where their names are
_SCALE = 2  # of a saved PNG


class ScatterView(QWidget):
    """Draws a panel: points with error bars, the front as a staircase, its runs by name."""

    picked = Signal(str)  # a run's key

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.panel = Panel("", ())
        self.logs = (False, False)
        self._colours: Mapping[str, str] = {}
        self._at = -1  # the point under mouse or keyboard
        self.plot = _Plot()
        self.plot.setAccessibleName("Scatter plot of two figures")
        self.plot.setMouseEnabled(False, False)
        self.plot.keyed.connect(self._key)
        self.plot.sceneObj.sigMouseMoved.connect(self._hover)
        self.plot.sceneObj.sigMouseClicked.connect(self._click)
        self._front = pg.PlotCurveItem(antialias=True)
        self._bars = pg.ErrorBarItem(x=np.zeros(0), y=np.zeros(0))
        self._dots = pg.ScatterPlotItem(useCache=False, pxMode=True)
        for item in (self._front, self._bars, self._dots):
            self.plot.addItem(item)
        self._names: list[pg.TextItem] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)

    @property
    def places(self) -> np.ndarray:
        """Where the points are in the plane, (N, 2) float64; logarithms where the scale is."""
        values = [(point.x.value, point.y.value) for point in self.panel.points]
        return self._scaled(np.array(values, float).reshape(-1, 2))

    def show_panel(self, panel: Panel, colours: Mapping[str, str], logs: tuple[bool, bool]) -> None:
        """Draw `panel`; `colours` are those of the chosen runs by key, `logs` of x and y."""
        self.panel, self._colours, self.logs = panel, dict(colours), logs
        self._at = -1
        self.redraw()

    def redraw(self) -> None:
        """Draw anew, in the theme's colours."""
        colour = theme.colours()
        self.plot.setBackground(colour.surface)
        points = self.panel.points
        places = self.places
        for side, axis in enumerate(("bottom", "left")):
            item = self.plot.getAxis(axis)
            item.setPen(pg.mkPen(colour.border))
            item.setTextPen(pg.mkPen(colour.muted))
            item.setLogMode(self.logs[side])
            item.enableAutoSIPrefix(False)
            if points:
                score = points[0].y if side else points[0].x
                self.plot.setLabel(axis, tradeoff.axis_words(score), color=colour.text)
        ends = self._draw_bars(places)
        self._draw_dots(places)
        steps = np.array(tradeoff.steps(self.panel), float).reshape(-1, 2)
        steps = self._scaled(steps)
        pen = pg.mkPen(colour.accent, width=1.5, style=Qt.PenStyle.DashLine)
        self._front.setData(steps[:, 0], steps[:, 1], pen=pen)
        self._fit(ends)
        self._name_points(places)
        self._describe()

    def to_png(self) -> bytes:
        """Return the plot as PNG, twice as fine as the screen."""
        image = QImage(self.plot.size() * _SCALE, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.colours().surface))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.plot.render(painter, QRectF(image.rect()), self.plot.viewport().rect())
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"PNG").write(image)
        return bytes(data.data())

    def to_svg(self) -> bytes:
        """Return the plot as SVG."""
        from PySide6.QtSvg import QSvgGenerator

        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        area = self.plot.viewport().rect()
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(area.size())
        generator.setViewBox(area)
        generator.setTitle(self.plot.accessibleDescription())
        painter = QPainter(generator)
        painter.fillRect(area, QColor(theme.colours().surface))
        self.plot.render(painter, QRectF(area), area)
        painter.end()
        return bytes(data.data())

    def words(self, index: int) -> str:
        """Return what is said of a point."""
        point = self.panel.points[index]
        lines = [point.entry.name, _figure(point.x), _figure(point.y)]
        if not self.panel.no_front:
            lines.append("No run is better in both." if point.is_front else "")
        return "\n".join(filter(None, (*lines, "Click to select it in the table.")))

    # -- drawing ------------------------------------------------------------------------------

    def _scaled(self, values: np.ndarray) -> np.ndarray:
        scaled = values.copy()
        for side, is_log in enumerate(self.logs):
            if is_log:
                scaled[:, side] = np.log10(values[:, side])
        return scaled

    def _colour(self, point: Point) -> str:
        return self._colours.get(point.entry.key, theme.colours().muted)

    def _draw_dots(self, places: np.ndarray) -> None:
        ring = pg.mkPen(theme.colours().text, width=1.5)
        spots = [
            {
                "pos": place,
                "size": _LARGE if index == self._at else _SIZE,
                "brush": pg.mkBrush(self._colour(point)),
                "pen": ring if point.is_front else pg.mkPen(None),
                "symbol": "o",
            }
            for index, (point, place) in enumerate(zip(self.panel.points, places, strict=True))
        ]
        self._dots.setData(spots)

    def _draw_bars(self, places: np.ndarray) -> np.ndarray:
        """Draw the error bars; return where they end, `(4N, 2)`."""
        sides = []
        for side in (0, 1):
            values = np.array([_pair(p)[side].value for p in self.panel.points], float)
            errors = np.array([_pair(p)[side].error or 0.0 for p in self.panel.points], float)
            sides += [self._reach(side, values, -errors), self._reach(side, values, errors)]
        self._bars.setData(
            x=places[:, 0], y=places[:, 1], left=sides[0], right=sides[1], bottom=sides[2],
            top=sides[3], beam=0.0, pen=pg.mkPen(theme.colours().muted),
        )  # fmt: skip
        across, up = np.array([1.0, 0.0]), np.array([0.0, 1.0])
        ways = (-across, across, -up, up)
        ends = [places + gap[:, None] * way for gap, way in zip(sides, ways, strict=True)]
        return np.concatenate(ends)

    def _reach(self, side: int, values: np.ndarray, by: np.ndarray) -> np.ndarray:
        """How far a bar goes in the plane; on a log scale it stops short of 0."""
        if not self.logs[side]:
            return np.abs(by)
        ends = np.maximum(values + by, values * 0.1)
        return np.abs(np.log10(ends) - np.log10(values))

    def _fit(self, places: np.ndarray) -> None:
        box = self.plot.getViewBox()
        box.disableAutoRange()
        for side, setter in enumerate((box.setXRange, box.setYRange)):
            along = places[:, side] if len(places) else np.array([0.0, 1.0])
            low, high = float(along.min()), float(along.max())
            room = (high - low) * _ROOM or abs(high) * _ROOM or 1.0
            setter(low - room, high + 2 * room, padding=0)

    def _name_points(self, places: np.ndarray) -> None:
        for item in self._names:
            self.plot.removeItem(item)
        self._names = []
        wanted = [
            index
            for index, point in enumerate(self.panel.points)
            if point.is_front or point.entry.key in self._colours
        ]
        for index in wanted[:_MOST_NAMES]:
            item = pg.TextItem(
                self.panel.points[index].entry.name, color=theme.colours().text, anchor=(-0.04, 1.0)
            )
            item.setPos(*places[index])
            self.plot.addItem(item)
            self._names.append(item)

    def _describe(self) -> None:
        said = [
            f"{point.entry.name}: {_figure(point.x)}, {_figure(point.y)}"
            + (", on the front" if point.is_front else "")
            for point in self.panel.points
        ]
        self.plot.setAccessibleDescription("; ".join(said) or "No points.")

    # -- mouse and keys -----------------------------------------------------------------------

    def nearest(self, place: QPointF) -> int:
        """Return the point within reach of a place of the scene, −1 for none."""
        if not self.panel.points:
            return -1
        box = self.plot.getViewBox()
        ends = [box.mapViewToScene(QPointF(*each)) for each in self.places]
        gaps = [np.hypot(end.x() - place.x(), end.y() - place.y()) for end in ends]
        index = int(np.argmin(gaps))
        return index if gaps[index] <= _REACH else -1

    def point_at(self, index: int) -> None:
        """Make a point large and say its figures; −1 for none."""
        if index == self._at:
            return
        self._at = index
        self._draw_dots(self.places)
        if index < 0:
            QToolTip.hideText()
            return
        box = self.plot.getViewBox()
        scene = box.mapViewToScene(QPointF(*self.places[index]))
        corner = self.plot.viewport().mapToGlobal(self.plot.mapFromScene(scene))
        QToolTip.showText(corner, self.words(index), self.plot)

    @Slot(object)
    def _hover(self, place: QPointF) -> None:
        self.point_at(self.nearest(place))

    @Slot(object)
    def _click(self, event: object) -> None:
        self.pick(self.nearest(event.scenePos()))  # type: ignore[attr-defined]

    def pick(self, index: int) -> None:
        """Choose a point."""
        if index >= 0:
            self.picked.emit(self.panel.points[index].entry.key)

    @Slot(int)
    def _key(self, key: int) -> None:
        order = [int(index) for index in np.argsort(self.places[:, 0], kind="stable")]
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pick(self._at)
        elif order:
            way = 1 if key == Qt.Key.Key_Right else -1
            here = order.index(self._at) if self._at >= 0 else (-1 if way > 0 else 0)
            self.point_at(order[(here + way) % len(order)])


class _Plot(pg.PlotWidget):
    """A plot whose points a keyboard can walk through."""

    keyed = Signal(int)
    _KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in self._KEYS:
            self.keyed.emit(event.key())
        else:
            QWidget.keyPressEvent(self, event)


def _pair(point: Point) -> Sequence[Score]:
    return point.x, point.y


def _figure(score: Score) -> str:
    return f"{score.label or score.key}: {score.text} {score.unit}".rstrip()
