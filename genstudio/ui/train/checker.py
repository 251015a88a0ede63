"""Checks the pictures of a recipe in the background; only the newest wish counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Importing
from genstudio.core.recipe import Recipe
from genstudio.ui import wording
from genstudio.ui.train.newest_job import NewestJob

_SURE = 1.0  # s of a stage until the time left is told


class Checker(NewestJob):
    """Runs one check at a time; a newer one stops the older first."""

    progressed = Signal(int, int, str)
    found = Signal(object)  # a Report

    def __init__(self, parent: QObject) -> None:
        """Wait for a wish."""
        super().__init__(parent)
        self._stage, self._began = "", 0.0
        self.received.connect(self._tell)

    def check(self, recipe: Recipe) -> None:
        """Check the pictures of `recipe`."""

        def job() -> Iterator[Any]:
            from genstudio.data.doctor import check

            return check.check(recipe)

        self._stage = ""
        self.wish(job, at_once=True)

    @Slot(list)
    def _tell(self, events: list[object]) -> None:
        steps = [event for event in events if isinstance(event, Importing)]
        if steps:
            last = steps[-1]
            self.progressed.emit(last.done, last.total, self._say(last))
        for event in events:
            if not isinstance(event, Importing):
                self.found.emit(event)

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
