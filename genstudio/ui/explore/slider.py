"""One latent dimension as a slider: quick to paint, exact to the keyboard, shy of the wheel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QWidget

from genstudio.ui.explore.groove import Groove, Look
from genstudio.ui.explore.ranking import spoken
from genstudio.ui.explore.wheel import WheelIntent

_SCALE = 1000  # QAbstractSlider, which screen readers know, counts in whole numbers
_STEP, _FINE_STEP, _PAGE = 0.1, 0.01, 0.5
_FINE_DRAG = 0.2


class LatentSlider(QAbstractSlider):
    """Shows and changes one value, in σ; the value may lie beyond the slider's ends."""

    changed = Signal(float)  # by the user
    began = Signal()  # a drag
    ended = Signal()
    reset_asked = Signal()
    entry_asked = Signal(str)  # a key that begins a number, or ""
    lock_asked = Signal()
    row_asked = Signal(int)  # -1: the row above, 1: the row below
    focused = Signal()

    def __init__(self, dimension: int, wheel: WheelIntent, parent: QWidget | None = None) -> None:
        """Stand at 0; `wheel` is shared by the whole list."""
        super().__init__(parent)
        self._wheel = wheel
        self._value = 0.0
        self._look = Look()
        self._grabbed: float | None = None  # pointer minus knob, in pixels
        self._chosen = False  # has the keyboard because someone wanted it
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(spoken(dimension))
        self.set_reach(3.0)
        self.valueChanged.connect(self._take)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def latent(self) -> float:
        """The value, in σ."""
        return self._value

    @property
    def look(self) -> Look:
        """How it is drawn, apart from its value."""
        return self._look

    def show_value(self, value: float) -> None:
        """Show a value without telling anyone."""
        if value != self._value:
            self._value = value
            self._tell_reader()
            self.update()

    def set_reach(self, reach: float) -> None:
        """Go from −`reach` to +`reach`."""
        self._look = self._look.change(reach=reach)
        self.blockSignals(True)
        self.setRange(round(-reach * _SCALE), round(reach * _SCALE))
        self.blockSignals(False)
        self._tell_reader()
        self.update()

    def set_band(self, band: tuple[float, float] | None) -> None:
        """Draw μ ± σ `(mu, sigma)`, or nothing."""
        self._look = self._look.change(band=band)
        self.update()

    def set_reason(self, reason: str) -> None:
        """Grey the slider for `reason`; "" brings it back."""
        self._look = self._look.change(reason=reason)
        self.setAccessibleDescription(reason)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough to be exact."""
        return QSize(200, 36)

    # -- Qt ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groove, band, knob."""
        painter = QPainter(self)
        self._groove().paint(painter, self._look, self._value, focus=self.hasFocus())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the knob, or bring it to the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._chosen = True
        knob = self._groove().x(self._value)
        x = event.position().x()
        on_knob = self._is_on_knob(event.position())
        self._grabbed = x - knob if on_knob else 0.0
        self._look = self._look.change(pressed=True)
        self.began.emit()
        if not on_knob:
            self._set(self._groove().value(x))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag (Shift: five times finer), or light up under the pointer."""
        place = event.position()
        if self._grabbed is None:
            resting = self._wheel.rests(event.globalPosition().toPoint())
            self._show_hot(self._is_on_knob(place) and not resting)
            return
        target = self._groove().value(place.x() - self._grabbed)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._set(self._value + (target - self._value) * _FINE_DRAG)
            self._grabbed = place.x() - self._groove().x(self._value)
        else:
            self._set(target)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the knob go."""
        if self._grabbed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = None
            self._look = self._look.change(pressed=False)
            self.ended.emit()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to 0."""
        self.reset_asked.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up only when the pointer came by itself, not when the list scrolled under it."""
        resting = self._wheel.rests(event.globalPosition().toPoint())
        self._show_hot(self._is_on_knob(event.position()) and not resting)

    def leaveEvent(self, event: QEvent) -> None:
        """Dim again."""
        self._show_hot(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn by a tenth of σ (Shift: a hundredth) where that is meant; else scroll the list."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        place = event.globalPosition().toPoint()
        meant = self._wheel.is_for(self, place, on_knob=self._look.hot, has_focus=self._chosen)
        if not meant or turn == 0:
            event.ignore()
            return
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._nudge(turn / 120 * (_FINE_STEP if fine else _STEP))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, pages and ends; Delete resets, L locks, a digit begins an entry."""
        self._chosen = True
        key, text = Qt.Key(event.key()), event.text()
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _FINE_STEP if fine else _STEP
        moves = {
            Qt.Key.Key_Left: -step, Qt.Key.Key_Right: step,
            Qt.Key.Key_PageDown: -_PAGE, Qt.Key.Key_PageUp: _PAGE,
        }  # fmt: skip
        if key in moves:
            self._nudge(moves[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._set(self._look.reach if key == Qt.Key.Key_End else -self._look.reach)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.row_asked.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.entry_asked.emit("")
        elif text and text in "0123456789-.,":
            self.entry_asked.emit(text)
        elif key == Qt.Key.Key_L and not event.modifiers():
            self.lock_asked.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring and tell the list."""
        super().focusInEvent(event)
        self._chosen = event.reason() != Qt.FocusReason.ActiveWindowFocusReason
        self.focused.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self._chosen = False
        self.update()

    # -- private ----------------------------------------------------------------------------

    def _groove(self) -> Groove:
        return Groove(self.width(), self.height(), self._look.reach, self.palette(), self.font())

    def _is_on_knob(self, place: QPointF) -> bool:
        return abs(place.x() - self._groove().x(self._value)) <= Groove.KNOB + 2

    def _show_hot(self, hot: bool) -> None:
        if hot != self._look.hot:
            self._look = self._look.change(hot=hot)
            self.update()

    def _nudge(self, by: float) -> None:
        reach, value = self._look.reach, round(self._value + by, 4)
        if abs(self._value) <= reach:
            value = min(max(value, -reach), reach)
        elif abs(value) > abs(self._value):
            return  # beyond the ends only an entry goes further out
        self._set(value)

    def _set(self, value: float) -> None:
        if value != self._value:
            self._value = value
            self._tell_reader()
            self.changed.emit(value)
            self.update()

    def _tell_reader(self) -> None:
        self.blockSignals(True)
        self.setValue(round(self._value * _SCALE))
        self.blockSignals(False)

    def _take(self, value: int) -> None:
        self._set(value / _SCALE)
