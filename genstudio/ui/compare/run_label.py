"""A run's colour and name above its pictures, with a line of facts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.widgets.swatch import swatch


class RunLabel(QWidget):
    """Shows a chosen run's colour, its name (cut where there is no room) and some facts."""

    def __init__(self, run: Chosen, parent: QWidget | None = None) -> None:
        """Name `run`."""
        super().__init__(parent)
        self._run = run
        self._sign = QLabel()
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(0)
        layout.addWidget(self._sign, 0, 0)
        layout.addWidget(self._name, 0, 1)
        layout.addWidget(self._facts, 1, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        self.show_run(run)

    @property
    def facts(self) -> str:
        """The line of facts."""
        return self._facts.text()

    def show_run(self, run: Chosen) -> None:
        """Name another run, or the same under a new name or colour."""
        self._run = run
        self.setToolTip(run.name)
        self._sign.setPixmap(swatch(run.colour))
        self._cut()

    def show_facts(self, text: str) -> None:
        """Show `text` below the name."""
        self._facts.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name to the room."""
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_facts"):
            self._sign.setPixmap(swatch(self._run.colour))
        super().changeEvent(event)

    def _cut(self) -> None:
        room = max(self._name.width(), 40)
        elide = Qt.TextElideMode.ElideMiddle
        self._name.setText(self._name.fontMetrics().elidedText(self._run.name, elide, room))
