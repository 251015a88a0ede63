"""One background job at a time, the newest: an older one is stopped, and its news do not count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from genstudio.ui.threads import Failure, JobThread

Job = Callable[[], Iterator[Any]]


class NewestJob(QObject):
    """Begins what is wished for as soon as the job before it has ended."""

    received = Signal(list)
    failed = Signal(object)  # a Failure

    def __init__(self, parent: QObject, *, patience_ms: int = 0, interval_ms: int = 33) -> None:
        """Wait for a wish; begin it when no other has come for `patience_ms`."""
        super().__init__(parent)
        self._interval_ms = interval_ms
        self._thread: JobThread | None = None
        self._wish: tuple[Job, Any] | None = None
        self._tag: Any = None
        self._is_dropped = False
        self._timer = QTimer(self, interval=patience_ms, singleShot=True)
        self._timer.timeout.connect(self._begin)

    @property
    def is_busy(self) -> bool:
        """Whether a job is wished for or under way."""
        return self._wish is not None or self.is_under_way

    @property
    def is_under_way(self) -> bool:
        """Whether a job runs whose news count."""
        return self._thread is not None and not self._is_dropped

    @property
    def tag(self) -> Any:
        """What the job under way was tagged with; None if there is none."""
        return self._tag if self.is_under_way else None

    def wish(self, job: Job, *, tag: Any = None, at_once: bool = False) -> None:
        """Run `job()` in place of what runs or was wished for before."""
        self._wish = job, tag
        self._drop()
        if at_once:
            self._timer.stop()
            self._begin()
        else:
            self._timer.start()

    def unwish(self) -> None:
        """Forget what was wished for; what is under way goes on."""
        self._timer.stop()
        self._wish = None

    def stop(self) -> None:
        """Forget what was wished for and what is under way; returns at once."""
        self.unwish()
        self._drop()

    def close(self) -> None:
        """Stop and block until the thread has ended."""
        self.stop()
        if self._thread is not None:
            self._thread.wait()

    # -- private ------------------------------------------------------------------------------

    def _drop(self) -> None:
        if self._thread is not None:
            self._is_dropped = True
            self._thread.stop()

    @Slot()
    def _begin(self) -> None:
        if self._wish is None or self._thread is not None:
            return  # `_end` begins again
        (job, self._tag), self._wish = self._wish, None
        self._thread = JobThread(job, self, interval_ms=self._interval_ms)
        self._is_dropped = False
        self._thread.received.connect(self._take)
        self._thread.failed.connect(self._fail)
        self._thread.ended.connect(self._end)
        self._thread.start()

    @Slot(list)
    def _take(self, events: list[object]) -> None:
        if not self._is_dropped:
            self.received.emit(events)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        if not self._is_dropped:
            self.failed.emit(failure)

    @Slot()
    def _end(self) -> None:
        assert self._thread is not None
        self._thread.deleteLater()
        self._thread = None
        if not self._timer.isActive():
            self._begin()
