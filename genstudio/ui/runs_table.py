"""The one table model of runs, which pickers and Compare share; it never reads a tensor."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QColor

from genstudio.runs.entry import Entry, is_busy
from genstudio.ui import theme
from genstudio.ui.column import Column, SortValue
from genstudio.ui.runs_columns import COLUMNS, INDEX
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Answer, AnswerThread

KEY_ROLE = int(Qt.ItemDataRole.UserRole)
ENTRY_ROLE = KEY_ROLE + 1
SORT_ROLE = KEY_ROLE + 2
POLL_MS = 3000

_NO_INDEX = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_STATUS = {"waiting": "not started", "done": "done", "stopped": "stopped"}


class RunsTable(QAbstractTableModel):
    """The runs of the library, newest first, the bundled ones last: a row a run.

    `KEY_ROLE` gives a run's key, `ENTRY_ROLE` its `Entry`, `SORT_ROLE` what its column sorts by.
    """

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        """List the library of `studio`; use `shared` for the table that everyone sees."""
        super().__init__(parent or studio)
        self._studio = studio
        self._entries = studio.library.entries()
        self._statuses = {entry.key: self.status(entry) for entry in self._entries}
        self._watchers: set[str] = set()
        self._reader: AnswerThread | None = None
        self._is_reading = False
        self._round = 0
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._look)
        studio.runs_changed.connect(self.refresh)

    @staticmethod
    def shared(studio: Studio) -> RunsTable:
        """Return the one table of `studio`, made when first asked for."""
        for child in studio.children():
            if isinstance(child, RunsTable):
                return child
        return RunsTable(studio)

    @property
    def entries(self) -> list[Entry]:
        """The runs, row by row."""
        return list(self._entries)

    def entry(self, key: str) -> Entry | None:
        """Return the run of `key` as last read; None if it is gone."""
        row = self.row_of(key)
        return None if row is None else self._entries[row]

    def row_of(self, key: str) -> int | None:
        """Return the row of a run."""
        return next((row for row, entry in enumerate(self._entries) if entry.key == key), None)

    def sort_values(self, column: int) -> list[SortValue]:
        """Return what a column sorts by, row by row."""
        about = COLUMNS[column]
        value = self.status if about.key == "status" else about.value
        return [value(entry) for entry in self._entries]

    def status(self, entry: Entry) -> str:
        """Say how the run stands, in a word or two."""
        if entry.problem:
            return "damaged"
        status = entry.summary.status
        if entry.key == self._studio.job_key:
            return "training"
        if status == "training":
            busy = is_busy(entry, own_job=self._studio.job_key)
            return "training elsewhere" if busy else "interrupted"
        word = _STATUS.get(status, status)
        return f"{word} · bundled" if entry.bundled else word

    def watch(self, watcher: str, watching: bool) -> None:
        """Look at the disk every few seconds while any watcher is visible; and once now.

        That is done in the background: a disk may be slow.
        """
        (self._watchers.add if watching else self._watchers.discard)(watcher)
        if watching:
            self._look()
        if self._watchers and not self._timer.isActive():
            self._timer.start()
        elif not self._watchers:
            self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """Read at once what changed on disk: for changes made here, to be seen right away."""
        self._round += 1
        self._take(self._studio.library.entries())

    def close(self) -> None:
        """End the thread that looks at the disk."""
        self._watchers.clear()
        self._timer.stop()
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    # -- looking ----------------------------------------------------------------------------

    @Slot()
    def _look(self) -> None:
        if self._is_reading:
            return
        if self._reader is None:
            self._reader = AnswerThread(self)
            self._reader.answered.connect(self._receive)
        self._is_reading = True
        self._reader.ask(self._round, self._studio.library.entries)

    @Slot(object)
    def _receive(self, answer: Answer) -> None:
        self._is_reading = False
        is_newest = answer.stamp == self._round  # else something was changed here meanwhile
        if answer.failure is None and is_newest and self._watchers:
            self._take(answer.value)

    def _take(self, fresh: list[Entry]) -> None:
        """Show these runs; rows keep their identity, so selections stay."""
        wanted = [entry.key for entry in fresh]
        self._drop(set(wanted))
        present = {entry.key for entry in self._entries}
        for row, entry in enumerate(fresh):
            if row >= len(self._entries) or self._entries[row].key != entry.key:
                if entry.key in present:  # the order changed: rare, so start afresh
                    self._restart(fresh)
                    return
                self.beginInsertRows(_NO_INDEX, row, row)
                self._entries.insert(row, entry)
                self.endInsertRows()
        self._update(fresh)

    # -- Qt ---------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many runs there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        """Label and tip of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column.is_number)
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """What a cell shows, sorts by and stands for."""
        entry, column = self._entries[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.status(entry) if column.key == "status" else column.text(entry)
        if role == SORT_ROLE:
            return self.status(entry) if column.key == "status" else column.value(entry)
        if role == ENTRY_ROLE:
            return entry
        if role == KEY_ROLE:
            return entry.key
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column.is_number)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(entry, column.key)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _ink(entry, column)
        return None

    # -- private ----------------------------------------------------------------------------

    def _drop(self, kept: set[str]) -> None:
        for row in range(len(self._entries) - 1, -1, -1):
            if self._entries[row].key not in kept:
                self.beginRemoveRows(_NO_INDEX, row, row)
                del self._entries[row]
                self.endRemoveRows()

    def _restart(self, fresh: list[Entry]) -> None:
        self.beginResetModel()
        self._entries = fresh
        self.endResetModel()

    def _update(self, fresh: list[Entry]) -> None:
        before, self._statuses = self._statuses, {e.key: self.status(e) for e in fresh}
        for row, entry in enumerate(fresh):
            same = entry is self._entries[row]
            self._entries[row] = entry
            if not same or before.get(entry.key) != self._statuses[entry.key]:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _tip(self, entry: Entry, column: str) -> str:
        if entry.problem:
            return entry.problem
        if column == "name":
            place = "Comes with GenStudio; it is protected." if entry.bundled else entry.key
            return f"{entry.name}\n{place}" + (f"\n{entry.summary.note}" * bool(entry.summary.note))
        about = COLUMNS[INDEX[column]]
        return about.tip_of(entry) or about.text(entry)


def _ink(entry: Entry, column: Column) -> QColor | None:
    if entry.problem:
        return QColor(theme.colours().bad)
    return QColor(theme.colours().muted) if column.is_faint(entry) else None


def _alignment(is_number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
