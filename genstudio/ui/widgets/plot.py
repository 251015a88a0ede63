"""The parts of a chart that follow wheel, mouse and keyboard. Imports pyqtgraph."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget


class SidewaysBox(pg.ViewBox):
    """Wheel and drag move along the steps; over the left axis they still move up and down."""

    def __init__(self) -> None:
        """Take wheel and drag, and no menu."""
        super().__init__(enableMenu=False)

    def wheelEvent(self, event: object, axis: int | None = None) -> None:
        """Zoom in the steps."""
        super().wheelEvent(event, axis=0 if axis is None else axis)

    def mouseDragEvent(self, event: object, axis: int | None = None) -> None:
        """Move along the steps."""
        super().mouseDragEvent(event, axis=0 if axis is None else axis)


class KeyedPlot(pg.PlotWidget):
    """A plot that a keyboard can walk through."""

    keyed = Signal(int)
    left = Signal()

    _KEYS = (
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Plus, Qt.Key.Key_Minus,
        Qt.Key.Key_Home, Qt.Key.Key_0, Qt.Key.Key_Escape,
    )  # fmt: skip

    def __init__(self, box: pg.ViewBox) -> None:
        """Show `box`, whose range nobody moves but its owner."""
        super().__init__(viewBox=box)
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(60)
        box.disableAutoRange()
        box.setDefaultPadding(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of the keys that walk; leave the others to the parent."""
        if Qt.Key(event.key()) in self._KEYS:
            self.keyed.emit(event.key())
        else:
            QWidget.keyPressEvent(self, event)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is gone."""
        super().leaveEvent(event)
        self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()
