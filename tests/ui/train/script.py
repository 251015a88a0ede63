"""A job whose events a test hands out one by one, and short ways to make events."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import numpy as np

from genstudio.core.events import Event, Preview, Started, Step
from genstudio.runs.folder import RunFolder

VAE_COLUMNS = ("loss", "reconstruction", "kl")
GAN_COLUMNS = ("loss_critic", "loss_generator", "score_real", "score_made", "r1", "r2")


class ScriptedJob:
    """A job that yields what `say` is given; `end` ends it, `fail` makes it fail."""

    def __init__(self) -> None:
        self._next: queue.Queue[Event | Exception | None] = queue.Queue()
        self.begun: list[tuple[str, str]] = []
        self.closed = 0
        self.step = 0

    def say(self, *events: Event) -> None:
        for event in events:
            self._next.put(event)

    def end(self) -> None:
        self._next.put(None)

    def fail(self, error: Exception) -> None:
        self._next.put(error)

    def train(self, folder: RunFolder, **_: object) -> Iterator[Event]:
        self.begun.append(("train", str(folder.path)))
        return self._events(folder)

    def resume(self, folder: RunFolder, **_: object) -> Iterator[Event]:
        self.begun.append(("resume", str(folder.path)))
        return self._events(folder)

    def _events(self, folder: RunFolder) -> Iterator[Event]:
        folder.change_summary(status="training")
        try:
            while (item := self._wait()) is not None:
                if isinstance(item, Exception):
                    raise item
                if isinstance(item, Step):
                    self.step = item.last
                if not isinstance(item, _Tick):
                    yield item
                else:
                    yield Step(self.step + 1, 0.0, VAE_COLUMNS, np.ones((1, 3)), 1.0, 1.0)
                    self.step += 1
        finally:
            self.closed += 1
            folder.rolling_path.write_bytes(b"weights")
            folder.change_summary(status="stopped", step=self.step)

    def _wait(self) -> Event | Exception | None:
        try:
            return self._next.get(timeout=0.05)
        except queue.Empty:
            return _Tick()  # type: ignore[return-value]


class _Tick:
    """Nothing was said: the job makes a step of its own, so that it can be stopped."""


def started(family: str = "vae", *, step: int = 0, total: int = 1000) -> Started:
    columns = VAE_COLUMNS if family == "vae" else GAN_COLUMNS
    return Started("run", family, step, total, 8, "CPU", 1, 1234, columns, note="a note")


def steps(
    first: int, count: int, columns: tuple[str, ...] = VAE_COLUMNS, *, value: float = 1.0
) -> Step:
    rows = np.full((count, len(columns)), value)
    return Step(first, (first + count) / 10, columns, rows, 160.0, 512.0)


def preview(step: int, *, both: bool = True) -> Preview:
    made = np.full((4, 1, 28, 28), step % 256, np.uint8)
    pair = (made[:2], made[:2]) if both else (None, None)
    return Preview(step, made, *pair)
