"""The first thing a person sees: three doors, recent runs, interrupted runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget


class Welcome(QWidget):
    """The welcome page."""

    def __init__(self) -> None:
        """Make the page."""
        super().__init__()
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("GenStudio", alignment=Qt.AlignmentFlag.AlignCenter))
