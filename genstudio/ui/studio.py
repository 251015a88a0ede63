"""What the tabs share: the library, the job in training, and who looks at what."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Event, Started
from genstudio.core.recipe import Recipe
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library
from genstudio.ui.line import Line
from genstudio.ui.threads import JobThread


class Studio(QObject):
    """The one shared model of the window. Tabs talk to it, never to each other."""

    torch_loaded = Signal()
    runs_changed = Signal()
    job_began = Signal(str)  # the run's key (its path)
    job_received = Signal(list)  # frozen events
    job_failed = Signal(object)  # threads.Failure
    job_ended = Signal(str)  # the run's key
    data_chosen = Signal(str)  # a source spec for Train (from the welcome page or a drop)
    explore_requested = Signal(str)  # a run's key
    moment_requested = Signal(str, int)  # a run's key and the step to explore it at
    model_changed = Signal(str)  # the key of a run whose model was chosen anew
    compare_requested = Signal(list)  # runs' keys
    train_requested = Signal(object)  # a Recipe to show in Train's form
    picture_given = Signal(str)  # a picture's path, for Explore
    said = Signal(str)  # a sentence for the status bar
    erred = Signal(object)  # threads.Failure for the error dialog

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        """Share `library`; nothing runs yet."""
        super().__init__(parent)
        self.library = library
        self.job: JobThread | None = None
        self.job_key = ""
        self.job_started: Started | None = None
        self.is_torch_loaded = False
        self.is_leaving = False  # the window closes: nothing new begins
        self._weights_wanted = threading.Event()
        self._watchers: set[str] = set()
        self.line = Line(self)

    @property
    def is_training(self) -> bool:
        """Whether a job is running or paused."""
        return self.job is not None

    def start(self, recipe: Recipe) -> None:
        """Train `recipe` as a new run in the background."""
        from genstudio.runs import jobs  # brings torch

        folder = self.library.create(recipe)
        self._begin(folder, lambda: jobs.train(folder, weights_wanted=self._weights_wanted))

    def resume(self, key: str) -> None:
        """Go on with a stopped run in the background."""
        from genstudio.runs import jobs

        folder = RunFolder(Path(key))
        self._begin(folder, lambda: jobs.resume(folder, weights_wanted=self._weights_wanted))

    def pause(self) -> None:
        """Hold the job."""
        if self.job is not None:
            self.job.pause()

    def go_on(self) -> None:
        """Continue a held job."""
        if self.job is not None:
            self.job.go_on()

    def stop(self) -> None:
        """Stop and save the job; `job_ended` follows."""
        if self.job is not None:
            self.job.stop()

    def want_weights(self, watcher: str, wanted: bool) -> None:
        """Have `Weights` events sent (about ten a second) while any watcher wants them."""
        (self._watchers.add if wanted else self._watchers.discard)(watcher)
        (self._weights_wanted.set if self._watchers else self._weights_wanted.clear)()

    def mark_torch_loaded(self) -> None:
        """Tell the tabs that torch can be used now."""
        if not self.is_torch_loaded:
            self.is_torch_loaded = True
            self.torch_loaded.emit()

    def _begin(self, folder: RunFolder, job: Callable[[], Iterator[Event]]) -> None:
        assert self.job is None, "one job at a time"
        self.job = JobThread(job, self)
        self.job_key = str(folder.path)
        self.job_started = None
        self.job.received.connect(self._receive)
        self.job.failed.connect(self.job_failed)
        self.job.ended.connect(self._end)
        self.job.start()
        self.runs_changed.emit()
        self.job_began.emit(self.job_key)

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Started):
                self.job_started = event
        self.job_received.emit(events)

    @Slot()
    def _end(self) -> None:
        assert self.job is not None
        self.job.deleteLater()
        self.job, key = None, self.job_key
        self.job_key, self.job_started = "", None
        self.runs_changed.emit()
        self.job_ended.emit(key)
