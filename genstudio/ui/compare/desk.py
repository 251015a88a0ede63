"""The one background thread that opens and runs models for Compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from genstudio.ui.compare.models import Models
from genstudio.ui.threads import AnswerThread


class Desk(QObject):
    """Answers the newest question about models; `answered` brings an `Answer` with its stamp."""

    answered = Signal(object)

    def __init__(self, parent: QObject) -> None:
        """Start no thread before the first question."""
        super().__init__(parent)
        self._models = Models()
        self._thread: AnswerThread | None = None

    def ask(self, stamp: Any, question: Callable[[Models], Any]) -> None:
        """Have `question(models)` computed; one that still waits is dropped."""
        if self._thread is None:
            self._thread = AnswerThread(self)
            self._thread.answered.connect(self.answered)
        models = self._models
        self._thread.ask(stamp, lambda: question(models))

    def close(self) -> None:
        """End the thread, after the question in hand."""
        if self._thread is not None:
            self._thread.close()
            self._thread = None
