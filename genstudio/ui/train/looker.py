"""Describes and loads a source in the background; only the newest wish counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from genstudio.core.events import Importing
from genstudio.core.pace import Pace
from genstudio.data import sources
from genstudio.data.sources import SourceInfo
from genstudio.ui import wording
from genstudio.ui.threads import Failure, JobThread
from genstudio.ui.train.sample import Look

_PATIENCE_MS = 250  # while a size is being typed, nothing is loaded
_UNSURE = 1.0  # s before a time left is told


class Looker(QObject):
    """Runs one job at a time; a newer one stops the older first."""

    described = Signal(object)  # a SourceInfo
    looked = Signal(object)
    progressed = Signal(int, int, str)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        """Wait for a wish."""
        super().__init__(parent)
        self._thread: JobThread | None = None
        self._wish: Callable[[], Iterator[Any]] | None = None
        self._dropped = False
        self._pace = Pace()
        self._timer = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._timer.timeout.connect(self._begin)

    @property
    def is_looking(self) -> bool:
        """Whether a look is wished for or under way."""
        return self._wish is not None or (self._thread is not None and not self._dropped)

    def describe(self, spec: str) -> None:
        """Find out what `spec` offers, at once; a large folder takes its time."""
        self._wish = lambda: _describing(spec)
        self._drop()
        self._timer.stop()
        self._begin()

    def look(self, spec: str, *, size: int, channels: str, fit: str) -> None:
        """Look at `spec` as the recipe wants it, soon."""

        def job() -> Iterator[Any]:
            from genstudio.data import load
            from genstudio.ui.train import sample

            return sample.looking(load.load(spec, size=size, channels=channels, fit=fit))

        self._wish = job
        self._drop()
        self._timer.start()

    def stop(self) -> None:
        """Forget what is under way."""
        self._timer.stop()
        self._wish = None
        self._drop()

    def close(self) -> None:
        """Stop and block until the thread has ended."""
        self.stop()
        if self._thread is not None:
            self._thread.wait()

    @Slot()
    def _begin(self) -> None:
        if self._wish is None or self._thread is not None:
            return  # `_end` begins again
        self._thread, self._dropped = JobThread(self._wish, self), False
        self._wish, self._pace = None, Pace()
        self._thread.received.connect(self._take)
        self._thread.failed.connect(self._fail)
        self._thread.ended.connect(self._end)
        self._thread.start()

    def _drop(self) -> None:
        if self._thread is not None:
            self._dropped = True
            self._thread.stop()

    @Slot(list)
    def _take(self, events: list[object]) -> None:
        if self._dropped:
            return
        imports = [event for event in events if isinstance(event, Importing)]
        if imports:
            last = imports[-1]
            self._pace.add(time.monotonic(), last.done)
            self.progressed.emit(last.done, last.total, self._say(last))
        for event in events:
            if isinstance(event, Look):
                self.looked.emit(event)
            elif isinstance(event, SourceInfo):
                self.described.emit(event)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        if not self._dropped:
            self.failed.emit(failure)

    @Slot()
    def _end(self) -> None:
        assert self._thread is not None
        self._thread.deleteLater()
        self._thread = None
        if self._wish is not None and not self._timer.isActive():
            self._begin()

    def _say(self, event: Importing) -> str:
        if not event.total:
            return f"{event.what}: {event.done:,} so far" if event.done else event.what
        told = f"{event.what}: {event.done:,} of {event.total:,}"
        left = self._pace.left(event.total, least=_UNSURE)
        return told if left is None else f"{told}, {wording.duration(left)} left"


def _describing(spec: str) -> Iterator[Any]:
    yield (yield from sources.describing(spec))
