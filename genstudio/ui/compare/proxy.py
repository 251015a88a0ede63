"""The table of runs as Compare shows it: filtered, sorted, with ticks and editable names."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont

from genstudio.runs.entry import Entry
from genstudio.ui import icons, theme
from genstudio.ui.compare.choice import Choice
from genstudio.ui.compare.filtering import Filter
from genstudio.ui.runs_columns import FIRST, INDEX
from genstudio.ui.runs_table import ENTRY_ROLE, KEY_ROLE, SORT_ROLE, RunsTable
from genstudio.ui.widgets.swatch import swatch

_NAME, _NOTE, _TAGS = INDEX["name"], INDEX["note"], INDEX["tags"]
_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


class RunsProxy(QSortFilterProxyModel):
    """Adds to the shared table what only Compare needs; a tick chooses a run."""

    rename_asked = Signal(str, str)  # a run's key, its new name
    note_asked = Signal(str, str)  # a run's key, its new note
    tags_asked = Signal(str, str)  # a run's key, its new tags in a line
    refused = Signal(str)  # a sentence: why a tick was not set

    def __init__(self, table: RunsTable, choice: Choice, parent: QObject | None = None) -> None:
        """Show `table`; ticks are `choice`."""
        super().__init__(parent)
        self._choice = choice
        self._filter = Filter()
        self._texts: dict[str, tuple[Entry, str, str]] = {}
        self._table = table
        self._places: list[int] = []
        for signal in (
            table.dataChanged, table.rowsInserted, table.rowsRemoved, table.modelReset,
        ):  # fmt: skip
            signal.connect(self._follow)  # before Qt's own, which sort
        self.setSourceModel(table)
        self.setSortRole(SORT_ROLE)
        choice.changed.connect(self._retick)

    @Slot(object)
    def filter_by(self, wanted: Filter) -> None:
        """Show only the runs that pass."""
        self._filter = wanted
        self.invalidate()

    @property
    def all_entries(self) -> list[Entry]:
        """All runs of the table, whatever the filter."""
        return self._table.entries

    def entry(self, row: int) -> Entry:
        """Return the run in a row."""
        entry: Entry = self.index(row, 0).data(ENTRY_ROLE)
        return entry

    def row_of(self, key: str) -> int | None:
        """Return the row of a run; None if it is filtered out or gone."""
        for row in range(self.rowCount()):
            if self.index(row, 0).data(KEY_ROLE) == key:
                return row
        return None

    # -- Qt ---------------------------------------------------------------------------------

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """Add ticks, colours and editable texts to what the shared table says."""
        if index.column() == _NAME:
            key = super().data(index, KEY_ROLE)
            if role == Qt.ItemDataRole.CheckStateRole:
                ticked = key in self._choice
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.DecorationRole:
                return self._sign(key, super().data(index, ENTRY_ROLE))
            if role == Qt.ItemDataRole.FontRole and key in self._choice:
                font = QFont()
                font.setBold(True)
                return font
        if role == Qt.ItemDataRole.EditRole:
            return super().data(index, _DISPLAY)
        return super().data(index, role)

    def setData(self, index: _Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Choose a run, or ask for another name or note."""
        key = super().data(index, KEY_ROLE)
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._tick(key, Qt.CheckState(value) == Qt.CheckState.Checked)
        if role == Qt.ItemDataRole.EditRole and value != super().data(index, _DISPLAY):
            asked = {_NAME: self.rename_asked, _NOTE: self.note_asked, _TAGS: self.tags_asked}
            asked[index.column()].emit(key, value)
        return False  # the shared table changes when the file on disk has

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Names can be ticked; names and notes of one's own runs can be edited, tags of all."""
        flags = super().flags(index)
        if index.column() == _NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if index.column() in (_NAME, _NOTE, _TAGS):
            entry: Entry = super().data(index, ENTRY_ROLE)
            is_own = not entry.bundled and not entry.problem
            if is_own or index.column() == _TAGS:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        """Whether every word is somewhere in the row, and every condition holds."""
        if self._filter == Filter():
            return True
        entry: Entry = self.sourceModel().index(row, 0, parent).data(ENTRY_ROLE)
        return self._filter.accepts(entry, self._text(entry) if self._filter.words else "")

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what has no value there comes last in either order."""
        self._order_anew(column, order)
        super().sort(column, order)

    def lessThan(self, left: _Index, right: _Index) -> bool:
        """Compare by the places that the values were given beforehand."""
        return self._places[left.row()] < self._places[right.row()]

    # -- private ----------------------------------------------------------------------------

    def _text(self, entry: Entry) -> str:
        """All that the row says in the columns that every run has; kept until the run changes."""
        status = self._table.status(entry)
        known = self._texts.get(entry.key)
        if known is None or known[0] is not entry or known[1] != status:
            cells = (status if each.key == "status" else each.text(entry) for each in FIRST)
            known = self._texts[entry.key] = (entry, status, " ".join(cells).casefold())
        return known[2]

    @Slot()
    def _follow(self) -> None:
        """Give places anew: Qt sorts again once it hears of the change, after this."""
        self._order_anew(self.sortColumn(), self.sortOrder())

    def _order_anew(self, column: int, order: Qt.SortOrder) -> None:
        """Ask each run once for what it is sorted by: Qt would, at every comparison."""
        if column < 0:
            return
        values = self._table.sort_values(column)
        distinct = sorted({value for value in values if value is not None})
        place = {value: number for number, value in enumerate(distinct)}
        last = len(distinct) if order == Qt.SortOrder.AscendingOrder else -1
        self._places = [last if value is None else place[value] for value in values]

    def _tick(self, key: str, chosen: bool) -> bool:
        try:
            (self._choice.add if chosen else self._choice.remove)(key)
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        return True

    def _sign(self, key: str, entry: Entry) -> Any:
        if key in self._choice:
            return swatch(theme.colours().series[self._choice.slot(key)])
        return icons.icon("lock") if entry.bundled else swatch("")

    @Slot()
    def _retick(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))
