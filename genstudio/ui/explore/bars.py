"""The two bars of buttons: which run is explored, and what to do with its picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from genstudio.ui.explore.acts import button
from genstudio.ui.explore.picker import RunPicker


class RunBar(QWidget):
    """The picker, and the run in a few words."""

    def __init__(self, picker: RunPicker, parent: QWidget | None = None) -> None:
        """Put `picker` on the left."""
        super().__init__(parent)
        self._about = QLabel()
        self._about.setMinimumWidth(1)
        label = QLabel("&Run")
        label.setBuddy(picker)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(picker)
        layout.addSpacing(8)
        layout.addWidget(self._about, 1)

    def describe(self, text: str) -> None:
        """Say what the run is."""
        self._about.setText(text)
        self._about.setToolTip(text)


class WordBar(QWidget):
    """Buttons in a row; where there is no room for their words, without them."""

    def __init__(self, actions: Sequence[tuple[QAction, str]], gap: int = 0) -> None:
        """Make a button for each action, with its short word; room is left behind the `gap`th."""
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(4)
        self._worded = []
        for index, (action, word) in enumerate(actions):
            made = button(action, word)
            layout.addWidget(made)
            if word:
                self._worded.append(made)
            if index == gap:
                layout.addStretch(1)
        self._full = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words out where they would be cut."""
        super().resizeEvent(event)
        words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if self._worded[0].toolButtonStyle() == words:
            self._full = self.sizeHint().width()
        fits = self.width() >= self._full
        for made in self._worded:
            made.setToolButtonStyle(words if fits else Qt.ToolButtonStyle.ToolButtonIconOnly)
