"""Which runs can go on, and the dialog to choose one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from genstudio.runs.entry import can_go_on
from genstudio.runs.library import Entry, Library
from genstudio.ui import wording

_HEADINGS = ("Run", "Step", "Stopped")


def resumable(library: Library, *, own_job: str = "") -> list[Entry]:
    """Return the user's runs that were stopped before their end, the last one touched first.

    `own_job` is the key of the run in training here.
    """
    found = [entry for entry in library.entries() if can_go_on(entry, own_job=own_job)]
    return sorted(found, key=lambda entry: entry.summary.updated, reverse=True)


class ResumeDialog(QDialog):
    """Lists the runs that can go on; or others, in other words."""

    chosen = Signal(str)  # a run's key

    def __init__(
        self,
        entries: Sequence[Entry],
        parent: QWidget,
        *,
        title: str = "Resume a run",
        words: str = "Each goes on from exactly the step where it was saved.",
        act: str = "&Resume",
    ) -> None:
        """List `entries`; the first is chosen."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 320)
        self._keys = [entry.key for entry in entries]
        self.table = QTableWidget(len(entries), len(_HEADINGS))
        self.table.setHorizontalHeaderLabels(_HEADINGS)
        self.table.setAccessibleName("Runs that can go on")
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        for row, entry in enumerate(entries):
            self._fill(row, entry)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.resizeColumnsToContents()
        self.table.selectRow(0)
        self.table.doubleClicked.connect(self.accept)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        resume = self.buttons.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole)
        resume.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(words))
        layout.addWidget(self.table)
        layout.addWidget(self.buttons)

    @Slot()
    def accept(self) -> None:
        """Take the chosen run."""
        row = self.table.currentRow()
        super().accept()
        if 0 <= row < len(self._keys):
            self.chosen.emit(self._keys[row])

    def _fill(self, row: int, entry: Entry) -> None:
        summary = entry.summary
        steps = f"{summary.step:,} of {summary.total:,}"
        for column, text in enumerate((entry.name, steps, wording.moment(summary.updated))):
            self.table.setItem(row, column, QTableWidgetItem(text))
