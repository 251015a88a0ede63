"""One row of the list: lock, name, effect, slider, value, and a strip of pictures below."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from genstudio.ui.explore.box import ValueBox
from genstudio.ui.explore.columns import STRIP, Columns, columns
from genstudio.ui.explore.groove import MIDDLE
from genstudio.ui.explore.lock import LockButton
from genstudio.ui.explore.ranking import Ranking, symbol
from genstudio.ui.explore.slider import LatentSlider
from genstudio.ui.explore.thumbnail import thumbnail
from genstudio.ui.explore.wheel import WheelIntent


class Row(QWidget):
    """Everything about one latent dimension; texts and bars are painted, not widgets."""

    changed = Signal(int, float)
    lock_changed = Signal(int, bool)
    rename_asked = Signal(int)  # a double click on the name

    def __init__(
        self, dimension: int, wheel: WheelIntent, parent: QWidget, *, name: str = "",
        names: str = "",
    ) -> None:  # fmt: skip
        """Make the row of `dimension`, or of the axis called `name`; `names` is the longest."""
        super().__init__(parent)
        self.dimension = dimension
        self.slider = LatentSlider(dimension, wheel, self)
        self.box = ValueBox(dimension, self)
        self.lock = LockButton(dimension, self)
        self._name, self._names = name or symbol(dimension), names
        if name:
            self.slider.setAccessibleName(name)
            self.box.setAccessibleName(f"Value of {name}")
            self.lock.setAccessibleName(f"Lock {name}")
        self._figure, self._share = "", 0.0
        self._strip: list[QPixmap] = []
        self._rooms: list[QRectF] = []  # where its pictures lie
        self._stops: tuple[float, ...] = ()
        self.lock.toggled.connect(self._tell_lock)
        self.slider.changed.connect(self._take)
        self.box.entered.connect(self._take)
        self.box.left.connect(self.slider.setFocus)
        self.slider.reset_asked.connect(lambda: self._take(0.0))
        self.slider.entry_asked.connect(self.box.type)
        self.slider.lock_asked.connect(self.lock.toggle)

    def show_value(self, value: float) -> None:
        """Show where the point is."""
        self.slider.show_value(value)
        self.box.show_value(value)

    def show_ranking(self, ranking: Ranking | None) -> None:
        """Show how much this dimension does; None: not known yet."""
        reason = ranking.reasons[self.dimension] if ranking else ""
        self._figure = ranking.figure(self.dimension) if ranking else "…"
        self._share = float(ranking.shares[self.dimension]) if ranking else 0.0
        self.slider.set_reason(reason)
        self.slider.setToolTip(_tip(reason))
        self.setToolTip(f"{self._name}. {_effect_tip(ranking, self.dimension)}")
        self.update()

    def show_strip(self, pictures: np.ndarray | None, stops: tuple[float, ...]) -> None:
        """Show uint8 `(len(stops), C, h, w)`, what is drawn with the slider at each of `stops`."""
        ratio = self.devicePixelRatioF()
        self._stops = stops
        self._strip = []
        for picture in () if pictures is None else pictures:
            small = thumbnail(picture, round(self._picture_side * ratio))
            small.setDevicePixelRatio(ratio)
            self._strip.append(small)
        self._lay_out()
        self.update()

    def show_locked(self, locked: bool) -> None:
        """Show whether shuffle leaves this dimension alone."""
        self.lock.blockSignals(True)
        self.lock.setChecked(locked)
        self.lock.blockSignals(False)

    # -- Qt ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts in their columns."""
        self._lay_out()

    def _lay_out(self) -> None:
        place, height = self._columns, self._line
        middle = round(height * MIDDLE)
        side = min(place.lock[1], height - 4)
        self.lock.setGeometry(place.lock[0], middle - side // 2, place.lock[1], side)
        self.slider.setGeometry(place.slider[0], 0, place.slider[1], height)
        tall = min(self.box.sizeHint().height(), 2 * middle)
        self.box.setGeometry(place.box[0], middle - tall // 2, place.box[1], tall)
        self._rooms = [self._picture_rect(index) for index in range(len(self._strip))]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies in the part that needs it: mostly the slider's, which is being moved."""
        painter = QPainter(self)
        if self.slider.hasFocus():
            highlight = self.palette().color(QPalette.ColorRole.Highlight)
            painter.fillRect(event.rect(), _faint(highlight, 22))
        if event.rect().left() < self.slider.x():
            self._paint_words(painter)
        for room, picture in zip(self._rooms, self._strip, strict=True):
            if room.intersects(QRectF(event.rect())):
                painter.drawPixmap(room.topLeft(), picture)

    def _paint_words(self, painter: QPainter) -> None:
        """Paint the name, and the effect as a number over a bar."""
        palette, place = self.palette(), self._columns
        dead = bool(self.slider.look.reason)
        role = QPalette.ColorRole.PlaceholderText if dead else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        line = 2 * self._line * MIDDLE
        room = QRectF(place.name[0], 0, place.name[1], line)
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, place.name[1])
        painter.drawText(room, left, name)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(QRectF(place.effect[0], 0, place.effect[1], line), left, self._figure)
        self._paint_bar(painter, palette, place.effect)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where a picture of the strip was drawn."""
        stop = self._stop_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and stop is not None:
            self._take(stop)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for another name."""
        left, width = self._columns.name
        if left <= event.position().x() < left + width:
            self.rename_asked.emit(self.dimension)
        else:
            super().mouseDoubleClickEvent(event)

    # -- private ----------------------------------------------------------------------------

    @property
    def _columns(self) -> Columns:
        return columns(self.width(), self.font(), self._names)

    @property
    def _line(self) -> int:
        """How high the row is without the strip."""
        return self.height() - (STRIP if self._strip else 0)

    @property
    def _picture_side(self) -> int:
        return STRIP

    def _picture_rect(self, index: int) -> QRectF:
        """Where a picture of the strip lies: below the slider, evenly from end to end."""
        left, width = self._columns.slider
        step = (width - 20 - self._picture_side) / max(len(self._stops) - 1, 1)
        side = float(self._picture_side)
        return QRectF(round(left + 10 + index * step), self._line - 6, side, side)

    def _stop_at(self, place: QPointF) -> float | None:
        for room, stop in zip(self._rooms, self._stops, strict=False):
            if room.contains(place):
                return stop
        return None

    def _paint_bar(self, painter: QPainter, palette: QPalette, place: tuple[int, int]) -> None:
        y = self._line * MIDDLE + self.fontMetrics().height() / 2 + 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_faint(palette.color(QPalette.ColorRole.Text), 28))
        painter.drawRoundedRect(QRectF(place[0], y, place[1], 4), 2, 2)
        if self._share > 0:
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(QRectF(place[0], y, max(self._share * place[1], 2), 4), 2, 2)

    def _take(self, value: float) -> None:
        self.changed.emit(self.dimension, value)

    def _tell_lock(self, locked: bool) -> None:
        self.lock_changed.emit(self.dimension, locked)


def _faint(colour: QColor, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint


def _tip(reason: str) -> str:
    keys = (
        "Drag (Shift: finer), ← → by 0.1, PageUp/PageDown by 0.5, Home/End to the ends,\n"
        "↑ ↓ to the next slider, Enter or a digit to type a value, Delete or a double click for 0,"
        "\nL to lock. The wheel turns it when the pointer is on the knob or the slider is active."
    )
    return f"{reason}.\n{keys}" if reason else keys


def _effect_tip(ranking: Ranking | None, dimension: int) -> str:
    if ranking is None:
        return "How much this dimension does is being measured."
    figure = f"{ranking.name}: {ranking.figure(dimension)} {ranking.unit}".rstrip()
    position = ranking.order.index(dimension) + 1
    return f"{figure}. Number {position} of {len(ranking.order)} by effect."
