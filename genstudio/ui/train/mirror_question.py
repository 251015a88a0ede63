"""The question that must be answered before pictures are mirrored."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class MirrorQuestion(QMessageBox):
    """Asks whether these pictures may be mirrored; `accepted` is yes. Open it with `open`."""

    def __init__(self, parent: QWidget) -> None:
        """Ask."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle("Mirror the pictures")
        self.setText("Is a mirrored picture as true as the original?")
        self.setInformativeText(
            "Every picture will also be shown left for right, and the model will draw both. That "
            "suits stones, landscapes, most faces. Never digits, letters, or anything with "
            "writing on it."
        )
        self.yes = self.addButton("They may be mirrored", QMessageBox.ButtonRole.AcceptRole)
        self.no = self.addButton("Leave them as they are", QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.no)
        self.yes.setAutoDefault(False)  # Enter is never a yes, whatever moved the focus
        self.setEscapeButton(self.no)
