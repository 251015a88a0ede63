"""Rows of the form, those that nobody sees yet made one at a time behind the window."""

from __future__ import annotations

from collections.abc import Iterable, Set

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from genstudio.core.recipe import FieldInfo
from genstudio.ui.train.row import FieldRow
from genstudio.ui.widgets.muted import MutedLabel

_SECTIONS = {
    "data": "Pictures",
    "model": "Model",
    "objective": "Objective",
    "schedule": "Training",
}


class Fields(QWidget):
    """A row for each of some fields; all made at once would hold the window up for a moment."""

    added = Signal(object)  # a FieldRow, in its place

    def __init__(self, fields: Iterable[FieldInfo], *, has_headings: bool = False) -> None:
        """Make rows for `fields` when there is time, in their order or under section headings."""
        super().__init__()
        order = list(_SECTIONS)
        self._fields = list(fields)
        if has_headings:
            self._fields.sort(key=lambda info: order.index(info.section))
        self._has_headings = has_headings
        self._rows: dict[int, FieldRow] = {}
        self._headings: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._grow)
        self._timer.start()

    def make(self, names: Set[str]) -> None:
        """Make the rows of the fields `names` now, as far as they are missing here."""
        for index, info in enumerate(self._fields):
            if info.name in names and index not in self._rows:
                self._add(index)

    def show_headings(self, shown: Set[str]) -> None:
        """Show the headings of sections of which a field is `shown` (names)."""
        for section, heading in self._headings.items():
            heading.setVisible(any(i.section == section and i.name in shown for i in self._fields))

    @Slot()
    def _grow(self) -> None:
        """Make the next row that is missing."""
        missing = next((i for i in range(len(self._fields)) if i not in self._rows), None)
        if missing is None:
            self._timer.stop()
        else:
            self._add(missing)

    def _add(self, index: int) -> None:
        info = self._fields[index]
        first = next(i for i, other in enumerate(self._fields) if other.section == info.section)
        if self._has_headings and info.section not in self._headings:
            heading = MutedLabel(_SECTIONS[info.section])
            self._headings[info.section] = heading
            self._grid.addWidget(heading, 2 * first, 0, 1, 2)
        row = FieldRow(info, self)
        row.place(self._grid, 2 * index + 1)
        self._rows[index] = row
        self.added.emit(row)
        before = [i for i in self._rows if i < index]
        row.follow(self._rows[max(before)].back if before else self)
