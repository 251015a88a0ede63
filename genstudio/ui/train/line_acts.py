"""What one can do with the queue, enabled only when it makes sense."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from genstudio.ui import icons
from genstudio.ui.widgets.acts import allow, window_act


@dataclass(frozen=True)
class LineSituation:
    """All that decides which acts of the queue are possible."""

    is_torch_loaded: bool
    is_training: bool
    is_held: bool
    waiting: int
    in_training: bool  # one of the queue's own runs
    problem: str = ""
    can_undo: bool = False


class LineActs(QObject):
    """The queue's actions."""

    def __init__(self, parent: QObject) -> None:
        """Make them; `Queueing` connects them."""
        super().__init__(parent)
        self.add = window_act(self, "Add to &queue", "new", "Ctrl+Shift+Q")
        self.vary = window_act(self, "&Vary or repeat…", "columns", "Ctrl+Shift+V")
        self.go_on = window_act(self, "Start the &queue", "play", "Ctrl+Shift+G")
        self.undo = window_act(self, "&Undo removing from the queue", "undo")
        self.undo.setIconText("Undo")

    def all(self) -> list[QAction]:
        """Return them in the order of a menu."""
        line = QAction(self)
        line.setSeparator(True)
        return [line, self.add, self.vary, self.go_on, self.undo]

    def on_buttons(self) -> list[QAction]:
        """Return those that stand beside Train."""
        return [self.add, self.vary]

    def refresh(self, now: LineSituation) -> None:
        """Enable what is possible; each tip says what it does or why it cannot be done."""
        does = "Lines this recipe up; it is trained when its turn comes"
        allow(self.add, now.problem, does)
        does = "Lines up a run for each value of a field, or the same one with several seeds"
        allow(self.vary, now.problem, does)
        self._refresh_go_on(now)
        none = "" if now.can_undo else "Nothing was removed from the queue."
        allow(self.undo, none, "Brings back what was removed last")

    def _refresh_go_on(self, now: LineSituation) -> None:
        wait = "" if now.is_torch_loaded else "Getting ready: training is possible in a moment."
        none = "" if now.waiting else "The queue is empty. Add a recipe to it."
        if now.is_training and not now.is_held:
            only = "It is the last run of the queue." if now.waiting <= now.in_training else ""
            self._say("Pause after &this run", "pause")
            does = "Trains the present run to its end, then begins no other"
            allow(self.go_on, none or only, does)
            return
        self._say("&Go on with the queue" if now.is_held else "Start the &queue", "play")
        does = "Trains what waits, one after the other"
        if now.is_training:
            does = "Goes on with what waits as soon as the present run has ended"
        allow(self.go_on, wait or none, does)

    def _say(self, text: str, icon: str) -> None:
        self.go_on.setText(text)
        self.go_on.setIcon(icons.icon(icon))
