"""One long piece of work on runs at a time: it tells how far it is, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Event
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure, JobThread


class RunsJob(QObject):
    """Runs a job in the background; subclasses say what its events mean, and how it ended."""

    began = Signal()
    progressed = Signal(int, str)  # per mille of all (−1: not known), and a sentence
    ended = Signal()
    refused = Signal(str)  # a sentence: what was not done, and why

    def __init__(self, studio: Studio, parent: QObject) -> None:
        """Tell `studio` when something is done."""
        super().__init__(parent)
        self._studio = studio
        self._job: JobThread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is at work."""
        return self._job is not None

    @Slot()
    def cancel(self) -> None:
        """Stop; what was finished before is kept."""
        if self._job is not None:
            self._job.stop()

    def close(self) -> None:
        """Stop, and wait for the thread to end."""
        if self._job is not None:
            self._job.stop()
            self._job.wait()

    # -- for subclasses -----------------------------------------------------------------------

    def take(self, events: list[Event]) -> None:
        """Take what the job has told."""
        raise NotImplementedError

    def fail(self, failure: Failure) -> None:
        """Take what went wrong."""
        raise NotImplementedError

    def finish(self, was_stopped: bool) -> None:
        """Say how it ended."""
        raise NotImplementedError

    def run(self, job: Callable[[], Iterator[Event]], sentence: str) -> None:
        """Begin `job()`, saying `sentence`."""
        self._job = JobThread(job, self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self.began.emit()
        self.progressed.emit(0, sentence)
        self._job.start()

    @property
    def is_stopping(self) -> bool:
        """Whether stop was asked for."""
        return self._job is not None and self._job.is_stopping

    # -- slots --------------------------------------------------------------------------------

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        self.take(events)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self.fail(failure)

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        was_stopped = self._job.is_stopping
        self._job.deleteLater()
        self._job = None
        self.ended.emit()
        self.finish(was_stopped)
