"""How a latent slider is drawn: groove, ticks, the band of μ ± σ, the knob."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen

from genstudio.ui import theme

MIDDLE = 0.42  # where a row's line of sight is, as a share of its height
_TICKS = 3


@dataclass(frozen=True)
class Look:
    """What a slider shows beside its value."""

    reach: float = 3.0
    band: tuple[float, float] | None = None
    reason: str = ""
    hot: bool = False
    pressed: bool = False

    def change(self, **values: Any) -> Look:
        """Return a copy with `values` replaced."""
        return replace(self, **values)


@dataclass(frozen=True)
class Groove:
    """The geometry of one slider of `width` × `height`, and its painting."""

    width: int
    height: int
    reach: float
    palette: QPalette
    font: QFont

    KNOB: ClassVar[float] = 7.0
    _MARGIN: ClassVar[float] = 10.0
    _THICKNESS: ClassVar[float] = 4.0

    @property
    def middle(self) -> float:
        """The groove's y."""
        return round(self.height * MIDDLE)

    def x(self, value: float) -> float:
        """Where `value` lies; beyond the ends it is at the end."""
        share = (min(max(value, -self.reach), self.reach) / self.reach + 1) / 2
        return self._MARGIN + share * (self.width - 2 * self._MARGIN)

    def value(self, x: float) -> float:
        """The value at x, between the ends, to a hundredth of a pixel's worth."""
        share = (x - self._MARGIN) / max(self.width - 2 * self._MARGIN, 1)
        return round((2 * min(max(share, 0.0), 1.0) - 1) * self.reach, 3)

    def paint(self, painter: QPainter, look: Look, value: float, *, focus: bool) -> None:
        """Paint everything."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_scale(painter, look)
        self._paint_groove(painter, look, value)
        if look.band is not None:
            self._paint_band(painter, *look.band)
        self._paint_knob(painter, look, value, focus=focus)

    def _colour(self, role: QPalette.ColorRole, alpha: int = 255) -> QColor:
        colour = QColor(self.palette.color(role))
        colour.setAlpha(alpha)
        return colour

    def _paint_scale(self, painter: QPainter, look: Look) -> None:
        top = self.middle + self.KNOB + 1
        if look.reason:
            small = QFont(self.font)
            small.setPointSizeF(max(self.font.pointSizeF() * 0.82, 6.5))
            painter.setFont(small)
            painter.setPen(self._colour(QPalette.ColorRole.PlaceholderText))
            room = QRectF(0, top - 2, self.width, self.height - top + 2)
            text = painter.fontMetrics().elidedText(
                look.reason, Qt.TextElideMode.ElideRight, self.width
            )
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
            return
        painter.setPen(QPen(self._colour(QPalette.ColorRole.Text, 70), 1))
        step = max(round(self.reach / _TICKS), 1)
        for tick in range(-int(self.reach), int(self.reach) + 1):
            if tick % step == 0:
                x = round(self.x(tick)) + 0.5
                painter.drawLine(QPointF(x, top + 1), QPointF(x, top + (5 if tick == 0 else 3)))

    def _paint_groove(self, painter: QPainter, look: Look, value: float) -> None:
        half = self._THICKNESS / 2
        left, right = self.x(-self.reach), self.x(self.reach)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(QPalette.ColorRole.Text, 38))
        groove = QRectF(left, self.middle - half, right - left, self._THICKNESS)
        painter.drawRoundedRect(groove, half, half)
        ends = sorted((self.x(0), self.x(value)))
        filled = QRectF(ends[0], self.middle - half, ends[1] - ends[0], self._THICKNESS)
        alpha = 60 if look.reason else 200
        painter.setBrush(self._knob_colour(look, alpha))
        painter.drawRect(filled)

    def _paint_band(self, painter: QPainter, mu: float, sigma: float) -> None:
        """The encoder's opinion: μ ± σ as a soft bar, with a line under it that never vanishes."""
        left, right, x = self.x(mu - sigma), self.x(mu + sigma), self.x(mu)
        colour = QColor(theme.colours().series[1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        wide = max(right - left, 5.0)
        start = left if wide == right - left else x - wide / 2
        painter.drawRect(QRectF(start, self.middle + self.KNOB + 2, wide, 3))
        painter.drawRect(QRectF(x - 0.75, self.middle + self.KNOB - 1, 1.5, 9))
        colour.setAlpha(60)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, self.middle - 8, max(right - left, 1.5), 16), 3, 3)

    def _paint_knob(self, painter: QPainter, look: Look, value: float, *, focus: bool) -> None:
        centre = QPointF(self.x(value), self.middle)
        if focus or look.hot or look.pressed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._knob_colour(look, 90 if look.pressed else 60))
            painter.drawEllipse(centre, self.KNOB + 3, self.KNOB + 3)
        painter.setPen(QPen(self._colour(QPalette.ColorRole.Base), 1.5))
        painter.setBrush(self._knob_colour(look, 255))
        painter.drawEllipse(centre, self.KNOB, self.KNOB)
        if abs(value) > self.reach:
            self._paint_beyond(painter, centre, value)

    def _paint_beyond(self, painter: QPainter, centre: QPointF, value: float) -> None:
        """A small arrow on the knob: the value lies further out than the slider reaches."""
        way = 1 if value > 0 else -1
        painter.setPen(QPen(self._colour(QPalette.ColorRole.HighlightedText), 1.6))
        tip = centre + QPointF(3 * way, 0)
        painter.drawLine(tip, centre + QPointF(-1 * way, -3.5))
        painter.drawLine(tip, centre + QPointF(-1 * way, 3.5))

    def _knob_colour(self, look: Look, alpha: int) -> QColor:
        dead = bool(look.reason)
        role = QPalette.ColorRole.PlaceholderText if dead else QPalette.ColorRole.Highlight
        return self._colour(role, alpha)
