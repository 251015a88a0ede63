"""The queue in the left column: how far it is, what waits, and what one can do with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from genstudio.runs.queue import Waiting
from genstudio.ui import icons, wording
from genstudio.ui.line import Line
from genstudio.ui.train.line_acts import LineActs
from genstudio.ui.train.queue_list import QueueList
from genstudio.ui.widgets.fold import Fold


class QueuePanel(QWidget):
    """Shows a `Line`; hidden while nothing is in it and nothing can be undone."""

    moved = Signal(str, int)
    remove_asked = Signal(list)  # keys
    edit_asked = Signal(str)  # a key
    save_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, line: Line, acts: LineActs) -> None:
        """Follow `line`."""
        super().__init__()
        self.setObjectName("queue")
        self._line, self._acts = line, acts
        self._title = "Queue"
        self._shown: tuple[tuple[Waiting, ...], str] = ((), "")
        self.list = QueueList()
        self.list.moved.connect(self.moved)
        self.list.remove_asked.connect(self._ask_remove)
        self.list.edit_asked.connect(self._ask_edit)
        self.list.itemSelectionChanged.connect(self._allow)
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._problem, self.list, self._build_editing()):
            column.addWidget(widget)
        column.addLayout(self._build_buttons())
        self.fold = Fold("Queue", content, is_open=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 6)
        layout.addWidget(self.fold)
        self.show_editing("")
        self.refresh()

    @property
    def title(self) -> str:
        """The heading: how far the line is."""
        return self._title

    @Slot()
    def refresh(self) -> None:
        """Show the line as it is now."""
        line, busy = self._line, self._line.in_training
        shown = (line.waiting, busy.key if busy else "")
        if shown != self._shown:  # a drag goes on while nothing changes
            self._shown = shown
            self.list.fill(line.waiting, in_training=shown[1])
        self._problem.setText(line.problem)
        self._problem.setVisible(bool(line.problem))
        self.show_time(None)
        self.setVisible(bool(line.waiting or line.problem or self._acts.undo.isEnabled()))
        self._allow()

    def show_time(self, left: float | None) -> None:
        """Say in the heading how far the line is; `left`: seconds of the run in training."""
        line = self._line
        self._title = "  ·  ".join(["Queue", *_parts(line, left)])
        self.fold.set_title(self._title)

    def show_editing(self, name: str) -> None:
        """Show that the form edits the item of that name; "" for none."""
        self._editing.setVisible(bool(name))
        self._editing_name.setText(f"Changing “{name}” above")

    # -- building -----------------------------------------------------------------------------

    def _build_editing(self) -> QWidget:
        self._editing = QWidget()
        self._editing_name = QLabel()
        self._editing_name.setTextFormat(Qt.TextFormat.PlainText)
        self._editing_name.setWordWrap(True)
        save, cancel = QPushButton("&Save"), QPushButton("Cancel")
        save.setToolTip("Puts the choices above into the queue in its place")
        save.setAccessibleName("Save into the queue")
        cancel.setToolTip("Leaves it as it was")
        cancel.setAccessibleName("Cancel the change")
        save.clicked.connect(self.save_asked)
        cancel.clicked.connect(self.cancel_asked)
        row = QHBoxLayout(self._editing)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._editing_name, 1)
        row.addWidget(save)
        row.addWidget(cancel)
        return self._editing

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        go_on = QToolButton()
        go_on.setDefaultAction(self._acts.go_on)
        go_on.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        go_on.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row.addWidget(go_on)
        row.addStretch(1)
        self._up = self._button("chevron-up", "Move forward in the queue", self._move_up)
        self._down = self._button("chevron-down", "Move back in the queue", self._move_down)
        self._edit = self._button("settings", "Change this recipe in the form", self._ask_edit)
        self._remove = self._button("delete", "Remove from the queue", self._ask_remove)
        self._clear = self._button("close", "Remove all that wait", self._ask_clear)
        undo = _bare(QToolButton())
        undo.setDefaultAction(self._acts.undo)
        undo.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for button in (self._up, self._down, self._edit, self._remove, self._clear, undo):
            row.addWidget(button)
        return row

    def _button(self, icon: str, tip: str, slot: object) -> QToolButton:
        button = _bare(QToolButton())
        button.setIcon(icons.icon(icon))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(slot)
        return button

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _allow(self) -> None:
        busy, chosen = self._line.in_training, self.list.chosen()
        items = {item.key: item for item in self._line.waiting}
        free = [key for key in chosen if key in items and not items[key].run]
        one = len(chosen) == 1 and bool(free)
        begun = sum(bool(item.run) for item in self._line.waiting)
        place = self.list.place(free[0]) if one else -1
        self._up.setEnabled(one and place > begun)
        self._down.setEnabled(one and place < len(items) - 1)
        self._edit.setEnabled(one)
        self._remove.setEnabled(any(busy is None or key != busy.key for key in chosen))
        self._clear.setEnabled(len(items) > bool(busy))

    @Slot()
    def _move_up(self) -> None:
        [key] = self.list.chosen()
        self.moved.emit(key, self.list.place(key) - 1)

    @Slot()
    def _move_down(self) -> None:
        [key] = self.list.chosen()
        self.moved.emit(key, self.list.place(key) + 1)

    @Slot()
    def _ask_remove(self) -> None:
        if keys := self.list.chosen():
            self.remove_asked.emit(keys)

    @Slot()
    def _ask_clear(self) -> None:
        self.remove_asked.emit([item.key for item in self._line.waiting])

    @Slot()
    def _ask_edit(self) -> None:
        if self._edit.isEnabled():
            self.edit_asked.emit(self.list.chosen()[0])


def _parts(line: Line, left: float | None) -> list[str]:
    """What the heading says: which run of how many, how long it still takes."""
    busy = line.in_training
    count = len(line.waiting)
    if busy is not None:
        parts = [f"run {len(line.ended) + 1} of {line.total}"]
    else:
        parts = [f"{count} waiting"] if count else ["empty"]
    known = [item.seconds for item in line.waiting if item is not busy and item.seconds is not None]
    unknown = count - len(known) - bool(busy)
    total = sum(known) + (left or 0.0)
    if (known or left) and not unknown:
        parts.append(f"{wording.duration(total)} left")
    elif total:
        parts.append(f"over {wording.duration(total)} left")
    if line.is_held and count:
        parts.append("paused")
    return parts


def _bare(button: QToolButton) -> QToolButton:
    button.setAutoRaise(True)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
