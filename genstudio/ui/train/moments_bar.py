"""The bar one scrubs with: a slider that marks the moments, the best one and the model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from genstudio.ui import theme

_ROOM = 14  # pixels below the groove
_TICK = 4.0
_MOST_TICKS = 120


class MomentsBar(QSlider):
    """Position `i` is stop `i`; what is marked lies exactly below the handle's place there."""

    def __init__(self) -> None:
        """Mark nothing yet."""
        super().__init__(Qt.Orientation.Horizontal)
        self._steps: tuple[int, ...] = ()
        self._best: int | None = None
        self._chosen: int | None = None
        self.setPageStep(1)
        self.setAccessibleName("Moments of this run")
        self.setToolTip(
            "Drag, or press ← and →, to see what the model drew earlier in this run.\n"
            "● best on held-out pictures   ◆ chosen by hand"
        )

    def mark(self, steps: Sequence[int], best: int | None, chosen: int | None) -> None:
        """Mark a moment at each of `steps` (none for previews alone), the best and the chosen."""
        news = tuple(steps), best, chosen
        if news != (self._steps, self._best, self._chosen):
            self._steps, self._best, self._chosen = news
            self.setAccessibleDescription(self._words())
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """A slider with room for the marks below."""
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + _ROOM)

    def minimumSizeHint(self) -> QSize:
        """As high as it wants to be."""
        return QSize(60, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slider, and the marks below it."""
        super().paintEvent(event)
        if not 0 < len(self._steps) <= _MOST_TICKS:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.colours()
        bottom = self.height() - 2.0
        for value, step in enumerate(self._steps):
            x = self.place(value)
            if step == self._chosen:
                _diamond(painter, QPointF(x, bottom - _TICK), QColor(colour.accent))
            elif step == self._best:
                _dot(painter, QPointF(x, bottom - _TICK), QColor(colour.good))
            else:
                painter.setPen(QPen(QColor(colour.muted), 1))
                painter.drawLine(QPointF(x, bottom - _TICK), QPointF(x, bottom))

    def place(self, value: int) -> float:
        """Where the middle of the handle is at `value`, in the widget's pixels."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        option.sliderPosition = option.sliderValue = value
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        handle = self.style().subControlRect(control, option, part, self)
        return handle.x() + handle.width() / 2

    def _words(self) -> str:
        if not self._steps:
            return "No moments were kept; these are the recorded previews."
        words = f"{len(self._steps)} moments from step {self._steps[0]:,} to {self._steps[-1]:,}"
        if self._best is not None:
            words += f"; the best is at step {self._best:,}"
        if self._chosen is not None:
            words += f"; chosen by hand: step {self._chosen:,}"
        return words


def _dot(painter: QPainter, middle: QPointF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, _TICK - 0.5, _TICK - 0.5)


def _diamond(painter: QPainter, middle: QPointF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    reach = _TICK + 0.5
    x, y = middle.x(), middle.y() - 0.5
    corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
