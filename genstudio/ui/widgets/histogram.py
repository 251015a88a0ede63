"""Heaps of numbers over one axis, with a mark where one number lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from genstudio.ui import theme

_BINS = 24
_HEIGHT = 148


@dataclass(frozen=True, eq=False)
class Heap:
    """Numbers `(N,)` under a `name`, in colour `colour` of the theme's series."""

    name: str
    values: np.ndarray
    colour: int


class Histogram(QWidget):
    """Shares per bin as steps, one line a heap; axes and legend in words."""

    def __init__(self, across: str, up: str, mark: str) -> None:
        """Name the axes, and what the mark is."""
        super().__init__()
        self._across, self._up, self._mark = across, up, mark
        self._heaps: tuple[Heap, ...] = ()
        self._edges = np.linspace(0, 1, _BINS + 1)
        self._shares: tuple[np.ndarray, ...] = ()
        self._value: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> float | None:
        """Where the mark is."""
        return self._value

    def show_heaps(self, *heaps: Heap) -> None:
        """Show these; the mark goes."""
        self._heaps = tuple(heap for heap in heaps if len(heap.values))
        self._value = None
        self._count()
        self.update()

    def show_value(self, value: float | None) -> None:
        """Move the mark; it widens the axis where it has to."""
        self._value = value
        if value is not None and not self._edges[0] <= value <= self._edges[-1]:
            self._count()
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        lines = len(self._heaps) + 1
        return QSize(240, _HEIGHT + lines * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Never lower."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint legend, axes, steps and mark."""
        if not self._heaps:
            return
        painter, colours = QPainter(self), theme.colours()
        line = self.fontMetrics().height()
        top = self._paint_legend(painter)
        left = line + 8 + self.fontMetrics().horizontalAdvance("100")
        plot = QRectF(
            left, top + line / 2, self.width() - left - 6, self.height() - top - 2.5 * line - 6
        )
        painter.setPen(QColor(colours.border))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.bottomLeft(), plot.topLeft())
        self._paint_axes(painter, plot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        highest = max(float(each.max()) for each in self._shares) or 1.0
        for heap, shares in zip(self._heaps, self._shares, strict=True):
            self._paint_steps(painter, plot, shares / highest, QColor(colours.series[heap.colour]))
        if self._value is not None:
            self._paint_mark(painter, plot)

    # -- private ----------------------------------------------------------------------------

    def _count(self) -> None:
        everything = [heap.values for heap in self._heaps]
        if self._value is not None:
            everything.append(np.array([self._value]))
        joined = np.concatenate(everything) if everything else np.zeros(1)
        low, high = float(joined.min()), float(joined.max())
        room = 0.03 * (high - low) or 0.5
        self._edges = np.linspace(low - room, high + room, _BINS + 1)
        self._shares = tuple(
            np.histogram(heap.values, self._edges)[0] / len(heap.values) for heap in self._heaps
        )
        self.updateGeometry()
        self._describe()

    def _describe(self) -> None:
        means = [f"{heap.name}: mean {heap.values.mean():.2f}" for heap in self._heaps]
        mark = [] if self._value is None else [f"{self._mark}: {self._value:.2f}"]
        self.setAccessibleDescription(", ".join(means + mark))

    def _paint_legend(self, painter: QPainter) -> float:
        colours, line, top = theme.colours(), self.fontMetrics().height(), 0.0
        named = [(heap.name, colours.series[heap.colour]) for heap in self._heaps]
        for name, colour in [*named, (self._mark, colours.text)]:
            painter.fillRect(QRectF(4, top + line / 2 - 1.5, 16, 3), QColor(colour))
            painter.setPen(QColor(colours.text))
            painter.drawText(QPointF(26, top + line * 0.8), name)
            top += line
        return top

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        line = self.fontMetrics().height()
        painter.setPen(QColor(theme.colours().muted))
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), line)
        side = Qt.AlignmentFlag
        painter.drawText(below, side.AlignLeft, _short(self._edges[0]))
        painter.drawText(below, side.AlignRight, _short(self._edges[-1]))
        painter.drawText(below.translated(0, line), side.AlignHCenter, self._across)
        highest = 100 * max(float(each.max()) for each in self._shares)
        for y, percent in ((plot.top(), highest), (plot.bottom(), 0)):
            place = QRectF(line, y - line / 2, plot.left() - line - 4, line)
            painter.drawText(place, side.AlignRight, f"{percent:.0f}")
        painter.save()
        painter.translate(0, plot.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, plot.height(), line), side.AlignHCenter, f"{self._up}, %")
        painter.restore()

    def _paint_steps(
        self, painter: QPainter, plot: QRectF, heights: np.ndarray, colour: QColor
    ) -> None:
        wide = plot.width() / _BINS
        outline = QPolygonF([plot.bottomLeft()])
        for index, height in enumerate(heights):
            y = plot.bottom() - float(height) * plot.height()
            outline.append(QPointF(plot.left() + index * wide, y))
            outline.append(QPointF(plot.left() + (index + 1) * wide, y))
        outline.append(plot.bottomRight())
        soft = QColor(colour)
        soft.setAlphaF(0.18)
        painter.setBrush(soft)
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolygon(outline)

    def _paint_mark(self, painter: QPainter, plot: QRectF) -> None:
        assert self._value is not None
        low, high = float(self._edges[0]), float(self._edges[-1])
        x = plot.left() + plot.width() * (self._value - low) / (high - low)
        painter.setPen(QPen(QColor(theme.colours().text), 2))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))


def _short(number: float) -> str:
    """Two digits, or whole: 0.12, −8.7, 190, 12,345."""
    return (f"{number:,.0f}" if abs(number) >= 10 else f"{number:.2g}").replace("-", "−")
