"""How far a run is, from its events: a plain record, without Qt."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from genstudio.core.events import Event, Finished, Importing, Quality, Saved, Started, Step
from genstudio.core.pace import Pace

Stage = Literal["idle", "importing", "training", "paused", "saving", "ended"]
_RATE_SECONDS = 10.0
_UNSURE = 1.0  # s before a time left is told


@dataclass
class Progress:
    """What the read-out shows of the job."""

    stage: Stage = "idle"
    started: Started | None = None
    step: int = 0
    total: int = 0
    seconds: float = 0.0
    pictures_per_second: float = 0.0
    memory_mb: float = 0.0
    importing: Importing | None = None
    quality: Quality | None = None
    best: Quality | None = None
    saved_step: int | None = None
    finished: Finished | None = None
    _reading: Pace = field(default_factory=Pace)
    _recent: deque[tuple[float, int]] = field(default_factory=deque)

    def take(self, event: Event) -> None:
        """Learn from one event."""
        match event:
            case Importing():
                self.importing, self.stage = event, "importing"
                self._reading.add(time.monotonic(), event.done)
            case Started():
                self.started, self.stage = event, "training"
                self.step, self.total = event.step, event.total
            case Step():
                self._take_step(event)
            case Quality() if event.chooses:
                self.quality = event
                self.best = event if event.best else self.best
            case Saved():
                self.saved_step = event.step
            case Finished():
                self.finished = event

    @property
    def reading_left(self) -> float | None:
        """Seconds until the pictures are read; None until that can be told."""
        if self.importing is None or not self.importing.total:
            return None
        return self._reading.left(self.importing.total, least=_UNSURE)

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(self.step / self.total, 1.0) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time left from the rate of the last ten seconds; None until there is one."""
        if len(self._recent) < 2 or self.step >= self.total:
            return None
        seconds = self._recent[-1][0] - self._recent[0][0]
        steps = self._recent[-1][1] - self._recent[0][1]
        if seconds < 0.5 or steps <= 0:
            return None
        return (self.total - self.step) * seconds / steps

    def _take_step(self, event: Step) -> None:
        if event.last <= self.step:  # rolled back
            self._recent.clear()
        self.step, self.seconds = event.last, event.seconds
        self.pictures_per_second = event.pictures_per_second
        self.memory_mb = event.memory_mb
        self._recent.append((event.seconds, event.last))
        while self._recent[-1][0] - self._recent[0][0] > _RATE_SECONDS and len(self._recent) > 2:
            self._recent.popleft()
