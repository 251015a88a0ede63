"""The newest values as a table: what the charts show, for eyes and ears that prefer words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from genstudio.ui import wording
from genstudio.ui.train.record import Number

_HEADINGS = ("Figure", "Step", "Value", "Smoothed")


class NumbersTable(QTableWidget):
    """One row a figure."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(0, len(_HEADINGS))
        self.setHorizontalHeaderLabels(_HEADINGS)
        self.setAccessibleName("Newest values")
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_numbers(self, numbers: Sequence[Number]) -> None:
        """Show `numbers`, keeping the selection."""
        self.setRowCount(len(numbers))
        for row, number in enumerate(numbers):
            texts = (
                number.label,
                wording.count(number.step),
                wording.figure(number.raw),
                wording.figure(number.smooth),
            )
            for column, text in enumerate(texts):
                self._write(row, column, text)

    def _write(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            if column:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(right)
            self.setItem(row, column, item)
        if item.text() != text:
            item.setText(text)
