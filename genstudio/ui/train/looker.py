"""Describes and loads a source in the background; only the newest wish counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Importing
from genstudio.core.pace import Pace
from genstudio.data import sources
from genstudio.data.sources import SourceInfo
from genstudio.ui import wording
from genstudio.ui.train.newest_job import NewestJob
from genstudio.ui.train.sample import Look

_PATIENCE_MS = 250  # while a size is being typed, nothing is loaded
_UNSURE = 1.0  # s before a time left is told


class Looker(NewestJob):
    """Runs one job at a time; a newer one stops the older first."""

    described = Signal(object)  # a SourceInfo
    looked = Signal(object)
    progressed = Signal(int, int, str)

    def __init__(self, parent: QObject) -> None:
        """Wait for a wish."""
        super().__init__(parent, patience_ms=_PATIENCE_MS)
        self._pace = Pace()
        self.received.connect(self._tell)

    def describe(self, spec: str) -> None:
        """Find out what `spec` offers, at once; a large folder takes its time."""
        self._pace = Pace()
        self.wish(lambda: _describing(spec), at_once=True)

    def look(self, spec: str, *, size: int, channels: str, fit: str) -> None:
        """Look at `spec` as the recipe wants it, soon."""

        def job() -> Iterator[Any]:
            from genstudio.data import load
            from genstudio.ui.train import sample

            return sample.looking(load.load(spec, size=size, channels=channels, fit=fit))

        self._pace = Pace()
        self.wish(job)

    @Slot(list)
    def _tell(self, events: list[object]) -> None:
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

    def _say(self, event: Importing) -> str:
        if not event.total:
            return f"{event.what}: {event.done:,} so far" if event.done else event.what
        told = f"{event.what}: {event.done:,} of {event.total:,}"
        left = self._pace.left(event.total, least=_UNSURE)
        return told if left is None else f"{told}, {wording.duration(left)} left"


def _describing(spec: str) -> Iterator[Any]:
    yield (yield from sources.describing(spec))
