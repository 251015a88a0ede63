"""Slow questions, one after another in the background; the newest of each kind wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Slot

from genstudio.ui.threads import Answer, AnswerThread


@dataclass(frozen=True)
class _Errand:
    question: Callable[[], Any]
    then: Callable[[Answer], None]
    number: int


class Errands(QObject):
    """Asks one thread several kinds of questions without one kind pushing out another."""

    def __init__(self, parent: QObject) -> None:
        """Start the thread; it sleeps until asked."""
        super().__init__(parent)
        self._thread = AnswerThread(self)
        self._thread.answered.connect(self._finish)
        self._waiting: dict[str, _Errand] = {}
        self._running: tuple[str, _Errand] | None = None
        self._numbers: dict[str, int] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked or waits."""
        return self._running is None and not self._waiting

    def ask(self, kind: str, question: Callable[[], Any], then: Callable[[Answer], None]) -> None:
        """Have `question()` computed; `then(answer)` runs on this thread unless it went stale."""
        self.forget(kind)
        self._waiting[kind] = _Errand(question, then, self._numbers[kind])
        self._next()

    def forget(self, *kinds: str) -> None:
        """Drop what is asked of these kinds: its `then` will not run."""
        for kind in kinds:
            self._waiting.pop(kind, None)
            self._numbers[kind] = self._numbers.get(kind, 0) + 1

    def close(self) -> None:
        """End the thread after the question in hand; no `then` runs any more."""
        self.forget(*self._numbers)
        self._thread.close()

    def _next(self) -> None:
        if self._running is None and self._waiting:
            kind = next(iter(self._waiting))
            errand = self._waiting.pop(kind)
            self._running = (kind, errand)
            self._thread.ask(kind, errand.question)

    @Slot(object)
    def _finish(self, answer: Answer) -> None:
        assert self._running is not None
        kind, errand = self._running
        self._running = None
        if errand.number == self._numbers[kind]:
            errand.then(answer)
        self._next()
