"""A bar of the seconds left; it stands still while nobody can see it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

_TICK_MS = 50


class Countdown(QProgressBar):
    """Counts down from a limit; `ran_out` follows unless it is stopped before."""

    ran_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Count nothing yet."""
        super().__init__(parent)
        self.setAccessibleName("Time left")
        self.setToolTip("Time left for this picture")
        self.setTextVisible(True)
        self._left = 0
        self._is_counting = False
        self._since = QElapsedTimer()
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._tick)

    def begin(self, seconds: int) -> None:
        """Count down from `seconds`; 0 is no limit and hides the bar."""
        self.setVisible(seconds > 0)
        self.stop()
        self._left = 1000 * seconds
        self._is_counting = seconds > 0
        self.setRange(0, max(self._left, 1))
        self._show()
        if self._is_counting and self.isVisible():
            self._go()

    def stop(self) -> None:
        """Count no further."""
        self._is_counting = False
        self._ticks.stop()

    # -- Qt ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where it stood."""
        super().showEvent(event)
        if self._is_counting:
            self._go()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        super().hideEvent(event)
        self._ticks.stop()

    # -- private ----------------------------------------------------------------------------

    def _go(self) -> None:
        self._since.start()
        self._ticks.start()

    @Slot()
    def _tick(self) -> None:
        self._left = max(self._left - self._since.restart(), 0)
        self._show()
        if self._left == 0:
            self.stop()
            self.ran_out.emit()

    def _show(self) -> None:
        self.setValue(self._left)
        self.setFormat(f"{self._left / 1000:.1f} s left")
