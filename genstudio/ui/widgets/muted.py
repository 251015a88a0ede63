"""Text that stands back: notes, units, captions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel


class MutedLabel(QLabel):
    """A plain label in the theme's quieter colour, still well readable; wraps if asked."""

    def __init__(self, text: str = "", *, wraps: bool = False) -> None:
        """Show `text`."""
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setWordWrap(wraps)
