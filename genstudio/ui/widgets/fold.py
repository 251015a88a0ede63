"""A heading that folds what is under it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from genstudio.ui import icons


class Fold(QWidget):
    """Shows or hides one widget below a button that a keyboard reaches."""

    folded = Signal(bool)

    def __init__(self, title: str, content: QWidget, *, is_open: bool = False) -> None:
        """Put `content` under a button that says `title`."""
        super().__init__()
        self._content = content
        self._button = QToolButton()
        self._button.setObjectName("fold")
        self._button.setText(title)
        self._button.setCheckable(True)
        self._button.setChecked(is_open)
        self._button.setAutoRaise(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._button.setAccessibleName(title)
        self._button.toggled.connect(self._toggle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._button)
        layout.addWidget(content)
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether the content shows."""
        return self._button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Unfold, or fold."""
        self._button.setChecked(is_open)

    def set_title(self, title: str) -> None:
        """Change the heading."""
        self._button.setText(title)
        self._button.setAccessibleName(title)

    @Slot(bool)
    def _toggle(self, is_open: bool) -> None:
        self._show()
        self.folded.emit(not is_open)

    def _show(self) -> None:
        self._content.setVisible(self.is_open)
        self._button.setIcon(icons.icon("chevron-down" if self.is_open else "chevron-right"))
        word = "Shown" if self.is_open else "Folded away"
        self._button.setAccessibleDescription(word)
