"""What is written to a run's folder while it is explored: in the background, never lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from genstudio.ui.explore.session import Session
from genstudio.ui.threads import Answer


class Writing(QObject):
    """Writes one thing after another on the session's thread."""

    failed = Signal(str)  # a sentence

    def __init__(self, session: Session, parent: QObject) -> None:
        """Write nothing yet."""
        super().__init__(parent)
        self._session = session
        self._waiting: dict[int, Callable[[], None]] = {}
        self._number = 0

    def write(self, write: Callable[[], None]) -> None:
        """Have `write()` called; it must touch no QObject."""
        self._number += 1
        number = self._number
        self._waiting[number] = write

        def then(answer: Answer) -> None:
            self._waiting.pop(number, None)
            if answer.failure is not None:
                self.failed.emit(answer.failure.message)

        self._session.ask(f"write {id(self)} {number}", lambda _: write(), then)

    def finish(self) -> None:
        """Write what is not written yet; the thread has ended."""
        for write in list(self._waiting.values()):
            write()
        self._waiting.clear()
