"""Checks the pictures of a recipe in the background; only the newest wish counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Importing
from genstudio.core.recipe import Recipe
from genstudio.ui import wording
from genstudio.ui.threads import Failure, JobThread

_SURE = 1.0  # s of a stage until the time left is told


class Checker(QObject):
    """Runs one check at a time; a newer one stops the older first."""

    progressed = Signal(int, int, str)
    found = Signal(object)  # a Report
    failed = Signal(object)  # a Failure

    def __init__(self, parent: QObject) -> None:
        """Wait for a wish."""
        super().__init__(parent)
        self._thread: JobThread | None = None
        self._wish: Recipe | None = None
        self._is_dropped = False
        self._stage, self._began = "", 0.0

    def check(self, recipe: Recipe) -> None:
        """Check the pictures of `recipe`."""
        self.stop()
        self._wish = recipe
        self._begin()

    def stop(self) -> None:
        """Forget what is under way; returns at once."""
        self._wish = None
        if self._thread is not None:
            self._is_dropped = True
            self._thread.stop()

    def close(self) -> None:
        """Stop and block until the thread has ended."""
        self.stop()
        if self._thread is not None:
            self._thread.wait()

    @Slot()
    def _begin(self) -> None:
        if self._wish is None or self._thread is not None:
            return  # `_end` begins again
        recipe, self._wish = self._wish, None

        def job() -> Iterator[Any]:
            from genstudio.data.doctor import check

            return check.check(recipe)

        self._thread, self._is_dropped, self._stage = JobThread(job, self), False, ""
        self._thread.received.connect(self._take)
        self._thread.failed.connect(self._fail)
        self._thread.ended.connect(self._end)
        self._thread.start()

    @Slot(list)
    def _take(self, events: list[object]) -> None:
        if self._is_dropped:
            return
        steps = [event for event in events if isinstance(event, Importing)]
        if steps:
            last = steps[-1]
            self.progressed.emit(last.done, last.total, self._say(last))
        for event in events:
            if not isinstance(event, Importing):
                self.found.emit(event)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        if not self._is_dropped:
            self.failed.emit(failure)

    @Slot()
    def _end(self) -> None:
        assert self._thread is not None
        self._thread.deleteLater()
        self._thread = None
        self._begin()

    def _say(self, event: Importing) -> str:
        """Say what is done, how far it is, and how long this stage will still take."""
        now = time.monotonic()
        if event.what != self._stage:
            self._stage, self._began = event.what, now
        if not event.total:
            return f"{event.what}…"
        text = f"{event.what}: {event.done:,} of {event.total:,}"
        passed = now - self._began
        if passed < _SURE or not event.done:
            return text
        left = passed * (event.total - event.done) / event.done
        return f"{text}, {wording.duration(max(round(left), 1))} left"
