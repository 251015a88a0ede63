"""The queue as a list: what is in training, what waits, in their order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from genstudio.core.recipe import RecipeError
from genstudio.objectives import catalog
from genstudio.runs.queue import Waiting
from genstudio.ui import icons, wording

_KEY = Qt.ItemDataRole.UserRole
_MOST_ROWS = 4
_REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class QueueList(QListWidget):
    """Shows the line; a drag or Alt+↑↓ moves, Delete removes, Enter edits."""

    moved = Signal(str, int)  # an item's key and its new place
    remove_asked = Signal()
    edit_asked = Signal()

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setAccessibleName("Queue")
        self.setToolTip("Drag, or press Alt and an arrow, to change the order.")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(lambda _: self.edit_asked.emit())
        self.model().rowsMoved.connect(self._note_move)

    def chosen(self) -> list[str]:
        """Return the keys of the selected items, the front first."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [str(self.item(row).data(_KEY)) for row in rows]

    def place(self, key: str) -> int:
        """Return where an item is, −1 if it is not there."""
        keys = [str(self.item(row).data(_KEY)) for row in range(self.count())]
        return keys.index(key) if key in keys else -1

    def fill(self, waiting: Sequence[Waiting], *, in_training: str) -> None:
        """Show `waiting`; `in_training` is the key of the one that is trained now."""
        chosen = self.chosen()
        self.clear()
        for item in waiting:
            self.addItem(_row(item, is_live=item.key == in_training))
        self.choose(chosen)
        rows = min(max(len(waiting), 2), _MOST_ROWS)
        height = self.sizeHintForRow(0) if waiting else 20
        self.setFixedHeight(rows * height + 2 * self.frameWidth())

    def choose(self, keys: Sequence[str]) -> None:
        """Select items."""
        for key in keys:
            if (row := self.place(key)) >= 0:
                index = self.model().index(row, 0)
                flag = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(index, flag.Select)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, remove and edit by keyboard."""
        key, keys = event.key(), self.chosen()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _ARROWS and keys:
            self.moved.emit(keys[0], max(self.place(keys[0]) + _ARROWS[key], 0))
        elif key in _REMOVE_KEYS:
            self.remove_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex, int, int, QModelIndex, int)
    def _note_move(self, _: QModelIndex, start: int, __: int, ___: QModelIndex, row: int) -> None:
        place = row - 1 if row > start else row
        key = str(self.item(place).data(_KEY))
        QTimer.singleShot(0, self, lambda: self.moved.emit(key, place))  # the drop ends first


_ARROWS = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}


def _row(item: Waiting, *, is_live: bool) -> QListWidgetItem:
    sign = "live" if is_live else "pause" if item.run else "clock"
    state = "in training" if is_live else "stopped, goes on" if item.run else ""
    time = f"about {wording.duration(item.seconds)}" if item.seconds is not None else ""
    row = QListWidgetItem(icons.icon(sign), "  ·  ".join(filter(None, (item.name, state or time))))
    row.setData(_KEY, item.key)
    row.setToolTip(_tip(item))
    if item.run:
        row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
    row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
    return row


def _tip(item: Waiting) -> str:
    try:
        recipe = item.read_recipe()
        what = catalog.objective(recipe.objective).label
    except RecipeError as error:
        return f"{item.name}\n{error}"
    lines = [item.name, f"{what}, {recipe.size} px, {recipe.steps:,} steps, seed {recipe.seed}"]
    return "\n".join([*lines, f"Part of {item.group}"] if item.group else lines)
