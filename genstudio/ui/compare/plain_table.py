"""A calm table to read: rows of text, a run's colour in one of the columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from genstudio.ui.widgets.swatch import swatch


class PlainTable(QTableWidget):
    """Shows text; nothing in it can be changed."""

    def __init__(
        self, name: str, columns: Sequence[tuple[str, str]], *, wordy: Sequence[int]
    ) -> None:
        """Show no row yet; `columns` are headings and tips, the `wordy` ones as wide as their text.

        `name` is what a screen reader says; the first of `wordy` has the run's colour.
        """
        super().__init__(0, len(columns))
        self._coloured = wordy[0]
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        for place, (text, tip) in enumerate(columns):
            item = QTableWidgetItem(text)
            item.setToolTip(tip)
            self.setHorizontalHeaderItem(place, item)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in wordy:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def show_rows(self, rows: Sequence[tuple[Sequence[str], str]]) -> None:
        """Show these rows, each its cells and the run's colour ("" for none)."""
        self.setRowCount(len(rows))
        for line, (cells, colour) in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == self._coloured and colour:
                    item.setIcon(QIcon(swatch(colour)))
                self.setItem(line, column, item)

    def text_of(self, row: int, column: int) -> str:
        """Return what a cell says."""
        item = self.item(row, column)
        return "" if item is None else item.text()
