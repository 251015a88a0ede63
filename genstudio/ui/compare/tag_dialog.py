"""Tags for several runs at once."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QInputDialog, QLineEdit, QWidget


class TagDialog(QInputDialog):
    """Asks for tags to add; `textValueSelected` tells them."""

    def __init__(self, count: int, known: Iterable[str], parent: QWidget) -> None:
        """Ask for `count` runs; the `known` tags complete what is typed."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Add tags")
        self.setLabelText(f"Tags to add to these {count} runs, commas between them:")
        self.setOkButtonText("&Add")
        line = self.findChild(QLineEdit)
        if line is not None:
            completer = QCompleter(sorted(set(known)), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            line.setCompleter(completer)
            line.setAccessibleName("Tags to add")
