"""A row's lock: faint until it is used, so that a long list stays calm."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from genstudio.ui import icons
from genstudio.ui.explore.ranking import spoken

_SIDE = 16
_FAINT = 0.35


class LockButton(QToolButton):
    """Checked: shuffle, reset and ε leave the dimension alone."""

    def __init__(self, dimension: int, parent: QWidget | None = None) -> None:
        """Start open."""
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(f"Lock {spoken(dimension)}")
        self.setToolTip("Lock: shuffle, reset and ε leave this slider as it is (key L).")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon alone, faint while open and not pointed at."""
        painter = QPainter(self)
        calm = not (self.isChecked() or self.underMouse() or self.hasFocus())
        painter.setOpacity(_FAINT if calm else 1.0)
        room = QRect(0, 0, _SIDE, _SIDE)
        room.moveCenter(self.rect().center())
        icons.icon("lock" if self.isChecked() else "unlock").paint(painter, room)
