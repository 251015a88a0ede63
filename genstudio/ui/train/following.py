"""Follows the run in training, or looks back at one: its events and its files, into the panel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from genstudio.core import scatter
from genstudio.core.events import Event, Started
from genstudio.runs.folder import RunFolder
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Answer, AnswerThread, Failure
from genstudio.ui.train import looking_back, status
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.machine import Machine
from genstudio.ui.train.resuming import ResumeDialog
from genstudio.ui.train.watch import WatchPanel

_CLOCK_MS = 250


class Following(QObject):
    """Stands between the studio and the right side."""

    changed = Signal()  # what can be done may have changed
    ticked = Signal()  # how far it is should be shown again

    def __init__(
        self, studio: Studio, watch: WatchPanel, machine: Machine, acts: Acts, owner: QWidget
    ) -> None:
        """Show no run yet."""
        super().__init__(owner)
        self._owner = owner
        self._studio, self._watch, self._machine = studio, watch, machine
        self.run = self.run_name = ""
        self._failed = False
        self._history = AnswerThread(self)
        self._history.answered.connect(self._recall)
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self.ticked)
        studio.job_began.connect(self._begin)
        studio.job_received.connect(self._receive)
        studio.job_failed.connect(self._fail)
        studio.job_ended.connect(self._end)
        acts.look_back.triggered.connect(self._ask_look_back)
        acts.explore.triggered.connect(self._explore)
        acts.compare.triggered.connect(self._compare)

    @property
    def has_started(self) -> bool:
        """Whether the run on show has begun its steps."""
        return bool(self._watch.progress.started)

    def know_runs(self) -> None:
        """Look again what the run on show is called."""
        if self.run:
            self.run_name = self._studio.library.entry(self.run).name

    def close_thread(self) -> None:
        """End the clock and the thread."""
        self._clock.stop()
        self._history.close()

    @Slot(str)
    def look_back(self, key: str) -> None:
        """Show a run again that is not in training."""
        if not self._studio.is_training:
            self._show_run(key)
            self._watch.previews.look_again(is_live=False)
            self._ask_past(RunFolder(Path(key)), None)

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _ask_look_back(self) -> None:
        dialog = ResumeDialog(
            looking_back.candidates(self._studio.library), self._owner,
            title="Look back at a run",
            words="Its curves are shown again, and what it drew at every moment.",
            act="&Look back",
        )  # fmt: skip
        dialog.chosen.connect(self.look_back)
        dialog.open()

    @Slot()
    def _explore(self) -> None:
        if self.run:
            self._studio.explore_requested.emit(self.run)

    @Slot()
    def _compare(self) -> None:
        if self.run:
            self._studio.compare_requested.emit([self.run])

    @Slot(str)
    def _begin(self, key: str) -> None:
        self._show_run(key)
        self._clock.start()

    @Slot(list)
    def _receive(self, events: Sequence[Event]) -> None:
        for event in events:
            self._watch.take(event)
            if isinstance(event, Started):
                self.ticked.emit()
                if event.step:
                    self._ask_past(RunFolder(Path(self.run)), event.step)

    @Slot(object)
    def _recall(self, answer: Answer) -> None:
        key, step = answer.stamp
        if key != self.run:
            return
        if answer.failure is not None:
            self._watch.banner.say(answer.failure.message, "warning")
            return
        history, checkups, judged = answer.value
        if step is None:
            entry = self._studio.library.entry(key)
            self._watch.take(looking_back.started(entry, history))
            looking_back.end(self._watch.progress, entry)
            step = entry.summary.step
            self.changed.emit()
        self._watch.recall(history, checkups, judged, step)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._failed = True
        self._watch.banner.say(failure.message, "bad")

    @Slot(str)
    def _end(self, key: str) -> None:
        self._clock.stop()
        self._watch.previews.look_again(is_live=False)
        self._watch.curves.describe()
        if self._watch.progress.finished is None and not self._failed:
            summary = self._studio.library.entry(key).summary
            self._watch.banner.say(status.stopped(summary.step, summary.total), "info")
        self._watch.progress.stage = "ended"
        self.changed.emit()

    # -- private ------------------------------------------------------------------------------

    def _show_run(self, key: str) -> None:
        self.run, self._failed = key, False
        entry = self._studio.library.entry(key)
        self.run_name = entry.name
        objective = entry.recipe.objective if entry.recipe is not None else "vae"
        sheets = entry.folder.previews() if entry.summary.step else []
        self._machine.follow(key)
        self._watch.begin(
            objective, entry.summary.family,
            sheets=sheets, shape=scatter.shape_shown(entry.summary.shape), recipe=entry.recipe,
            folder=entry.folder,
        )  # fmt: skip
        self.changed.emit()

    def _ask_past(self, folder: RunFolder, step: int | None) -> None:
        self._history.ask((self.run, step), lambda: (*folder.read_past(), folder.read_judged()))
