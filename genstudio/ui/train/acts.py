"""What one can do with a run: start, pause, stop, resume. Enabled only when it makes sense."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from genstudio.ui import icons
from genstudio.ui.widgets.acts import allow, window_act


@dataclass(frozen=True)
class Situation:
    """All that decides which acts are possible."""

    is_torch_loaded: bool
    is_training: bool
    is_paused: bool
    is_stopping: bool
    problem: str = ""
    resumable: str = ""
    shown_run: str = ""


class Acts(QObject):
    """The actions of the tab."""

    def __init__(self, parent: QObject) -> None:
        """Make them; the tab connects them."""
        super().__init__(parent)
        self.start = window_act(self, "&Train", "play", "Ctrl+R")
        self.pause = window_act(self, "&Pause", "pause", "Ctrl+B")
        self.stop = window_act(self, "&Stop and save", "stop", "Ctrl+.")
        self.stop.setIconText("Stop")
        self.resume = window_act(self, "&Resume", "resume", "Ctrl+Shift+R")
        self.resume_other = window_act(self, "Resume &another run…", "resume")
        self.look_back = window_act(self, "&Look back at a run…", "clock")
        self.explore = window_act(self, "&Explore this run", "explore", "Ctrl+Shift+E")
        self.compare = window_act(self, "&Compare", "compare", "Ctrl+Shift+C")

    def all(self) -> list[QAction]:
        """Return them in the order of a menu."""
        separators = [QAction(self) for _ in range(2)]
        for separator in separators:
            separator.setSeparator(True)
        return [
            self.start, self.pause, self.stop, separators[0], self.resume, self.resume_other,
            self.look_back, separators[1], self.explore, self.compare,
        ]  # fmt: skip

    def refresh(self, now: Situation) -> None:
        """Enable what is possible; each tip says what it does or why it cannot be done."""
        wait = "" if now.is_torch_loaded else "Getting ready: training is possible in a moment."
        busy = "A run is in training. Stop it first." if now.is_training else ""
        none = "" if now.resumable else "No run was stopped before its end."
        name = f"“{now.resumable}”" if now.resumable else ""
        running = now.is_training and not now.is_stopping
        idle = "It is being saved." if now.is_stopping else "Nothing is in training."
        idle = "" if running else idle
        self.pause.setText("&Continue" if now.is_paused else "&Pause")
        self.pause.setIcon(icons.icon("play" if now.is_paused else "pause"))
        holds = "Goes on with the training" if now.is_paused else "Holds the training for a while"
        nothing = "" if now.shown_run else "Train a run first."
        states = [
            (self.start, wait or busy or now.problem, "Trains with these choices"),
            (self.resume, wait or busy or none, f"Goes on with {name} where it stopped"),
            (self.resume_other, wait or busy or none, "Chooses among the runs that can go on"),
            (self.look_back, wait or busy, "Shows an earlier run again, with its time machine"),
            (self.pause, idle, holds),
            (self.stop, idle, "Stops and saves; Resume goes on from exactly there"),
            (self.explore, nothing, "Opens this run in Explore, also while it trains"),
            (self.compare, nothing, "Opens this run in Compare, beside the others"),
        ]
        # Those that become possible first: the keyboard passes from Train to Pause beside it.
        for action, reason, does in sorted(states, key=lambda state: bool(state[1])):
            allow(action, reason, does)
