"""A film's timeline: thumbnails of keyframes where they are in time, and a playhead to drag."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from genstudio.ui.explore.thumbnail import thumbnail

_SIDE = 40  # px, of a thumbnail
_RULER = 16
_NEAREST = 0.005  # share of a film that two keyframes are apart at least


class Timeline(QWidget):
    """Shows times as shares of the film, 0 to 1; tells what is dragged."""

    began = Signal()  # the playhead is taken
    scrubbed = Signal(float)
    ended = Signal()
    moved = Signal(int, float)  # a keyframe was dragged to another time
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show no keyframe yet."""
        super().__init__(parent)
        self._times: list[float] = []
        self._pictures: list[QPixmap | None] = []
        self._place = 0.0
        self._frame = 1 / 120
        self._seconds = 4.0
        self._chosen = -1
        self._held = ""  # "playhead", "keyframe" or nothing
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline of the film")
        self.setToolTip(
            "Drag beside the pictures to scrub, drag a picture to change its time.\n"
            "←/→: one frame, Ctrl+←/→: move the chosen keyframe, Page Up/Down: choose one, "
            "Delete: remove it."
        )
        self._describe()

    # -- what is shown ----------------------------------------------------------------------

    @property
    def place(self) -> float:
        """Where the playhead is."""
        return self._place

    @property
    def chosen(self) -> int:
        """Which keyframe is chosen; −1 for none."""
        return self._chosen

    def show_keyframes(self, times: Sequence[float]) -> None:
        """Show keyframes at these times; their pictures come by `show_pictures`."""
        self._times = list(times)
        self._pictures = [None] * len(times)
        self._chosen = min(self._chosen, len(times) - 1)
        self._describe()
        self.update()

    def show_pictures(self, pictures: np.ndarray) -> None:
        """Show the keyframes' pictures, uint8 `(N, C, H, W)`."""
        if len(pictures) == len(self._times):
            self._pictures = [thumbnail(picture, _SIDE) for picture in pictures]
            self.update()

    def show_length(self, seconds: float, frames: int) -> None:
        """Know how long the film is."""
        self._seconds, self._frame = seconds, 1 / max(frames, 1)
        self._describe()
        self.update()

    def set_place(self, place: float) -> None:
        """Put the playhead there, without telling."""
        self._place = min(max(place, 0.0), 1.0)
        self._describe()
        self.update()

    # -- Qt ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Room for the ruler and the thumbnails."""
        return QSize(320, _RULER + _SIDE + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ruler, the keyframes and the playhead."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        self._paint_ruler(painter)
        for index in range(len(self._times)):
            self._paint_keyframe(painter, index)
        x = self._x(self._place)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a keyframe or the playhead."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self._hit(event.position())
        if hit >= 0:
            self._chosen, self._held = hit, "keyframe"
            self._describe()
            self.update()
        elif len(self._times) >= 2:
            self._held = "playhead"
            self.began.emit()
            self._scrub(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._held == "playhead":
            self._scrub(event.position().x())
        elif self._held == "keyframe":
            self._times[self._chosen] = self._between(self._chosen, self._share(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        held, self._held = self._held, ""
        if held == "playhead":
            self.ended.emit()
        elif held == "keyframe":
            self.moved.emit(self._chosen, self._times[self._chosen])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move playhead or keyframe, choose one, or remove it."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        turn = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(key), 0)
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0}
        if by and control and self._chosen >= 0:
            time = self._between(self._chosen, self._times[self._chosen] + by * self._frame)
            self.moved.emit(self._chosen, time)
        elif by and len(self._times) >= 2:
            self._jump(round(self._place / self._frame + by) * self._frame)
        elif Qt.Key(key) in ends and len(self._times) >= 2:
            self._jump(ends[Qt.Key(key)])
        elif turn and self._times:
            self._chosen = min(max(self._chosen + turn, 0), len(self._times) - 1)
            self._describe()
            self.update()
        elif key == Qt.Key.Key_Delete and self._chosen >= 0:
            self.removed.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)
        self.update()

    # -- private ----------------------------------------------------------------------------

    def _jump(self, place: float) -> None:
        self.began.emit()
        self.set_place(place)
        self.scrubbed.emit(self._place)
        self.ended.emit()

    def _scrub(self, x: float) -> None:
        self.set_place(self._share(QPointF(x, 0)))
        self.scrubbed.emit(self._place)

    def _between(self, index: int, share: float) -> float:
        """The time nearest to `share` that keeps the keyframes in order."""
        low = self._times[index - 1] + _NEAREST if index else 0.0
        high = self._times[index + 1] - _NEAREST if index + 1 < len(self._times) else 1.0
        return float(min(max(share, low), high))

    def _x(self, share: float) -> float:
        return _SIDE / 2 + 4 + share * (self.width() - _SIDE - 8)

    def _share(self, place: QPointF) -> float:
        return min(max((place.x() - _SIDE / 2 - 4) / (self.width() - _SIDE - 8), 0.0), 1.0)

    def _rect(self, index: int) -> QRectF:
        return QRectF(self._x(self._times[index]) - _SIDE / 2, _RULER + 4, _SIDE, _SIDE)

    def _hit(self, place: QPointF) -> int:
        order = [self._chosen, *reversed(range(len(self._times)))]
        return next((i for i in order if i >= 0 and self._rect(i).contains(place)), -1)

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        font = painter.font()
        font.setPointSizeF(max(font.pointSizeF() * 0.8, 6.0))
        painter.setFont(font)
        for part in range(5):
            x, words = self._x(part / 4), f"{self._seconds * part / 4:.1f} s"
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(x - width / 2, 2.0), self.width() - width - 2.0)
            painter.drawText(QPointF(left, _RULER - 4), words)
            painter.drawLine(QPointF(x, _RULER - 2), QPointF(x, _RULER + 2))

    def _paint_keyframe(self, painter: QPainter, index: int) -> None:
        rect, picture = self._rect(index), self._pictures[index]
        painter.fillRect(rect, QColor(128, 128, 128, 60))
        if picture is not None:
            painter.drawPixmap(rect.toRect(), picture)
        role = QPalette.ColorRole.Highlight if index == self._chosen else QPalette.ColorRole.Mid
        painter.setPen(QPen(self.palette().color(role), 3 if index == self._chosen else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)

    def _describe(self) -> None:
        chosen = f", number {self._chosen + 1} chosen" if self._chosen >= 0 else ""
        self.setAccessibleDescription(
            f"{len(self._times)} keyframes{chosen}; at {self._place * self._seconds:.2f} of "
            f"{self._seconds:.1f} seconds"
        )
