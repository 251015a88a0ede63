"""The KL of each latent dimension as bars, largest first; a click goes to its slider."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from genstudio.ui import theme
from genstudio.ui.explore.ranking import Ranking, figure, spoken, symbol

_HEIGHT = 128
_STUB = 3.0  # pixels: what does nothing can still be pointed at
_ALIVE, _DEAD = "tells something of the picture", "does nothing: the decoder ignores it"


class KLBars(QWidget):
    """Arrow keys move along the bars, Enter goes to the slider."""

    chosen = Signal(int)  # the dimension
    pointed = Signal(int)  # the dimension under the pointer or the keyboard; −1 for none

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._ranking: Ranking | None = None
        self._place = 0  # of the bar that the keyboard is on
        self.setAccessibleName("KL of each dimension")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_ranking(self, ranking: Ranking | None) -> None:
        """Show the KL in nats, or nothing."""
        self._ranking = ranking
        count = len(ranking.order) if ranking else 0
        self._place = min(self._place, max(count - 1, 0))
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(240, _HEIGHT + 2 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Never lower."""
        return QSize(160, self.sizeHint().height())

    def bar_rect(self, dimension: int) -> QRectF:
        """Where a dimension's bar stands, from the axis to the top."""
        assert self._ranking is not None
        plot, wide = self._plot(), self._wide()
        left = plot.left() + self._ranking.order.index(dimension) * wide
        return QRectF(left, plot.top(), wide, plot.height())

    # -- Qt ---------------------------------------------------------------------------------

    def event(self, event: object) -> bool:
        """Say a bar's figure in full under the pointer."""
        if isinstance(event, QHelpEvent):
            place = self._at(QPointF(event.pos()))
            if place is not None:
                QToolTip.showText(event.globalPos(), self._words(place), self)
            return True
        return super().event(event)  # type: ignore[arg-type]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is pointed at."""
        place = self._at(event.position())
        self.pointed.emit(self._dimension(place))

    def leaveEvent(self, event: object) -> None:
        """Nothing is pointed at any more."""
        self.pointed.emit(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the slider."""
        place = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._go(place)
            self.chosen.emit(self._dimension(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the bars, or go to the slider."""
        key, last = Qt.Key(event.key()), len(self._ranking.order) - 1 if self._ranking else -1
        moves = {
            Qt.Key.Key_Left: self._place - 1, Qt.Key.Key_Right: self._place + 1,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }  # fmt: skip
        if key in moves and 0 <= moves[key] <= last:
            self._go(moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and last >= 0:
            self.chosen.emit(self._dimension(self._place))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._go(self._place)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)
        self.pointed.emit(-1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint legend, axes and bars."""
        if self._ranking is None:
            return
        painter, colours, plot = QPainter(self), theme.colours(), self._plot()
        alive, dead = QColor(colours.series[0]), QColor(colours.disabled)
        self._paint_legend(painter, ((_ALIVE, alive), (_DEAD, dead)))
        self._paint_axes(painter, plot)
        wide = self._wide()
        gap = 1.0 if wide >= 4 else 0.0
        for place, dimension in enumerate(self._ranking.order):
            height = max(float(self._ranking.shares[dimension]) * plot.height(), _STUB)
            bar = QRectF(
                plot.left() + place * self._wide(), plot.bottom() - height, self._wide(), height
            )
            colour = dead if self._ranking.reasons[dimension] else alive
            painter.fillRect(bar.adjusted(gap, 0, -gap, 0), colour)
            if self.hasFocus() and place == self._place:
                painter.setPen(QColor(colours.accent))
                painter.drawRect(self.bar_rect(dimension))

    # -- private ----------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        line = self.fontMetrics().height()
        left = line + self.fontMetrics().horizontalAdvance("00.00 ")
        top = 2 * line + 8
        return QRectF(left, top, self.width() - left - 4, self.height() - top - line - 4)

    def _wide(self) -> float:
        count = len(self._ranking.order) if self._ranking else 1
        return self._plot().width() / max(count, 1)

    def _at(self, place: QPointF) -> int | None:
        plot = self._plot()
        if self._ranking is None or not plot.contains(place):
            return None
        return min(int((place.x() - plot.left()) / self._wide()), len(self._ranking.order) - 1)

    def _dimension(self, place: int | None) -> int:
        return -1 if place is None or self._ranking is None else self._ranking.order[place]

    def _go(self, place: int) -> None:
        self._place = place
        self.pointed.emit(self._dimension(place) if self._ranking else -1)
        self._describe()
        self.update()

    def _words(self, place: int) -> str:
        assert self._ranking is not None
        dimension = self._ranking.order[place]
        reason = self._ranking.reasons[dimension]
        told = reason or f"{figure(float(self._ranking.values[dimension]))} nats"
        return f"{symbol(dimension)}: {told}"

    def _describe(self) -> None:
        if self._ranking is None or not self._ranking.order:
            self.setAccessibleDescription("")
            return
        dimension = self._ranking.order[self._place]
        told = self._words(self._place).partition(": ")[2]
        self.setAccessibleDescription(f"{spoken(dimension)}: {told}")

    def _paint_legend(self, painter: QPainter, named: tuple[tuple[str, QColor], ...]) -> None:
        line = self.fontMetrics().height()
        for row, (name, colour) in enumerate(named):
            painter.fillRect(QRectF(4, row * line + line / 2 - 4, 8, 8), colour)
            painter.setPen(QColor(theme.colours().text))
            painter.drawText(QPointF(18, row * line + line * 0.8), name)

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        assert self._ranking is not None
        colours, line, side = theme.colours(), self.fontMetrics().height(), Qt.AlignmentFlag
        painter.setPen(QColor(colours.border))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.bottomLeft(), plot.topLeft())
        painter.setPen(QColor(colours.muted))
        largest = figure(float(np.max(self._ranking.values, initial=0.0)))
        for y, word in ((plot.top(), largest), (plot.bottom() - line, "0")):
            painter.drawText(QRectF(0, y, plot.left() - 4, line), side.AlignRight, word)
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), line)
        painter.drawText(below, side.AlignHCenter, "dimensions, largest first")
        painter.save()
        painter.translate(0, plot.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, plot.height(), line), side.AlignHCenter, "KL, nats")
        painter.restore()
