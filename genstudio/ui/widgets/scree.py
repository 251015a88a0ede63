"""How much of the variance the first components keep, as a curve with a mark."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from genstudio.ui import theme

_HEIGHT = 130
_ROUND = 4.0


class Scree(QWidget):
    """The cumulative curve; the mark is what is kept now: under the curve if some are left out."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._curve = np.zeros(0)
        self._mark = (0, 0.0)
        self.setAccessibleName("Variance kept by the first components")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_curve(self, curve: np.ndarray) -> None:
        """Show the shares that the first 0, 1, … components keep, `(d + 1,)`."""
        self._curve = curve
        self.update()

    def show_mark(self, count: int, share: float) -> None:
        """Mark that `count` components keep `share`."""
        self._mark = (count, share)
        best = self._curve[count] if count < len(self._curve) else share
        told = f"{count} components keep {100 * share:.1f} %"
        self.setAccessibleDescription(f"{told}; the first {count} keep {100 * best:.1f} %")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never lower."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axes, curve and mark."""
        if len(self._curve) < 2:
            return
        painter, colours = QPainter(self), theme.colours()
        line = self.fontMetrics().height()
        left = line + self.fontMetrics().horizontalAdvance("100 ") + 2
        plot = QRectF(left, 6, self.width() - left - 8, self.height() - 2 * line - 12)
        self._paint_axes(painter, plot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = [self._place(plot, count, share) for count, share in enumerate(self._curve)]
        painter.setPen(QPen(QColor(colours.series[0]), 1.5))
        painter.drawPolyline(QPolygonF(places))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(self._place(plot, *self._mark), _ROUND, _ROUND)

    def _place(self, plot: QRectF, count: int, share: float) -> QPointF:
        x = plot.left() + plot.width() * count / (len(self._curve) - 1)
        return QPointF(x, plot.bottom() - plot.height() * min(float(share), 1.0))

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        colours, line, side = theme.colours(), self.fontMetrics().height(), Qt.AlignmentFlag
        painter.setPen(QColor(colours.grid))
        painter.drawLine(plot.topLeft(), plot.topRight())
        painter.setPen(QColor(colours.border))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.bottomLeft(), plot.topLeft())
        painter.setPen(QColor(colours.muted))
        for share, word in ((0.0, "0"), (1.0, "100")):
            y = plot.bottom() - share * plot.height() - line / 2
            painter.drawText(QRectF(0, y, plot.left() - 4, line), side.AlignRight, word)
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), line)
        painter.drawText(below, side.AlignLeft, "0")
        painter.drawText(below, side.AlignRight, f"{len(self._curve) - 1}")
        painter.drawText(below.translated(0, line), side.AlignHCenter, "components kept")
        painter.save()
        painter.translate(0, plot.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, plot.height(), line), side.AlignHCenter, "variance, %")
        painter.restore()
