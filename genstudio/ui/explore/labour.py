"""One long piece of work in the background: the newest wins, it tells how far it is, it stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Event, Importing, Scoring, Worked, Working
from genstudio.ui.threads import Failure, JobThread


class Labour(QObject):
    """Runs a job whose results come as `Worked`; what was started before is stopped, unheard."""

    progressed = Signal(str, int, int)  # words, done, total (0: unknown)
    ended = Signal()  # done, failed or stopped

    def __init__(self, parent: QObject) -> None:
        """Do nothing yet."""
        super().__init__(parent)
        self._job: JobThread | None = None
        self._leaving: list[JobThread] = []
        self._then: Callable[[Any], None] = lambda _: None
        self._fail: Callable[[Failure], None] = lambda _: None

    @property
    def is_busy(self) -> bool:
        """Whether a job runs that is listened to."""
        return self._job is not None

    def start(
        self,
        job: Callable[[], Iterator[Event]],
        then: Callable[[Any], None],
        fail: Callable[[Failure], None],
    ) -> None:
        """Run `job()`; each result goes to `then`, a failure to `fail`, on the window's thread."""
        self.stop()
        self._then, self._fail = then, fail
        self._job = JobThread(job, self)
        self._job.received.connect(self._take)
        self._job.failed.connect(self._take_failure)
        self._job.ended.connect(self._end)
        self._job.start()

    @Slot()
    def stop(self) -> None:
        """Stop what runs; nothing of it is heard any more."""
        if self._job is None:
            return
        job, self._job = self._job, None
        job.received.disconnect(self._take)
        job.failed.disconnect(self._take_failure)
        job.ended.disconnect(self._end)
        self._leaving = [each for each in self._leaving if each.is_running]
        self._leaving.append(job)
        job.stop()
        self.ended.emit()

    def close(self) -> None:
        """Stop, and wait until every thread has ended."""
        self.stop()
        for job in self._leaving:
            job.wait()
        self._leaving.clear()

    @Slot(list)
    def _take(self, events: list[Event]) -> None:
        job = self._job
        for event in events:
            if self._job is not job:  # what a result led to has started something else
                return
            if isinstance(event, Worked):
                self._then(event.result)
            elif isinstance(event, Working | Importing | Scoring):
                self.progressed.emit(_words(event), event.done, event.total)

    @Slot(object)
    def _take_failure(self, failure: Failure) -> None:
        self._fail(failure)

    @Slot()
    def _end(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        self.ended.emit()


def _words(event: Working | Importing | Scoring) -> str:
    total = f" of {event.total:,}" if event.total else ""
    return f"{event.done:,}{total} {event.what}"
