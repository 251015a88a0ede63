"""What the pages below the table have in common: they work only while they can be seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from genstudio.ui.compare.chosen import Chosen


class Page(QWidget):
    """One way to compare the chosen runs; subclasses fill `body` and override `refresh`."""

    title = ""
    icon = ""
    tip = ""
    least = 1

    def __init__(self) -> None:
        """Show the empty state until runs are chosen."""
        super().__init__()
        self.chosen: tuple[Chosen, ...] = ()
        self.body = QWidget()
        self._is_stale = False
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.body)

    def show_runs(self, chosen: Sequence[Chosen]) -> None:
        """Compare these runs from now on (or again: their files may have changed)."""
        self.chosen = tuple(chosen)
        sentence = self.empty_sentence()
        self._empty.setText(sentence)
        self._stack.setCurrentWidget(self._empty if sentence else self.body)
        self.renew()

    def renew(self) -> None:
        """Refresh now, or as soon as the page is seen."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self.refresh()

    def empty_sentence(self) -> str:
        """Say what to do when there is nothing to show; empty when there is."""
        return "" if self.chosen else "Tick two to eight runs in the table above to compare them."

    def refresh(self) -> None:
        """Show `chosen`; called only while the page is visible."""

    def recolour(self) -> None:
        """Take the theme's colours."""

    def save_state(self) -> None:
        """Remember the page's choices."""

    def close_page(self) -> None:
        """End what runs in the background."""

    # -- Qt ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while hidden."""
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_stack"):
            self.recolour()
        super().changeEvent(event)
