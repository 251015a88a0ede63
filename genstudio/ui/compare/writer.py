"""Writing small files in the background, in order; nothing that was asked for is lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.ui.threads import Answer, AnswerThread, Failure

Act = Callable[[], None]


class Writer(QObject):
    """Does one act after the other in a thread: a disk may take its time to say that it has done.

    `wrote` follows each act: "" or a sentence about why it failed.
    """

    wrote = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Start no thread before the first act."""
        super().__init__(parent)
        self._waiting: deque[Act] = deque()
        self._at_work: _Once | None = None
        self._thread: AnswerThread | None = None

    def write(self, act: Act) -> None:
        """Have `act()` done after those asked for before."""
        self._waiting.append(act)
        self._begin_next()

    def flush(self) -> None:
        """Return when everything that was asked for is done, and told."""
        if self._thread is not None:
            self._thread.close()
            self._thread.deleteLater()
            self._thread = None
        if self._at_work is not None:
            at_work, self._at_work = self._at_work, None
            self._tell(at_work)
        while self._waiting:
            self._tell(_Once(self._waiting.popleft()))

    # -- private ----------------------------------------------------------------------------

    def _begin_next(self) -> None:
        if self._at_work is not None or not self._waiting:
            return
        if self._thread is None:
            self._thread = AnswerThread(self)
            self._thread.answered.connect(self._receive)
        self._at_work = _Once(self._waiting.popleft())
        self._thread.ask(None, self._at_work)

    @Slot(object)
    def _receive(self, answer: Answer) -> None:
        self._at_work = None
        self._begin_next()
        self.wrote.emit(answer.failure.message if answer.failure is not None else "")

    def _tell(self, act: _Once) -> None:
        try:
            act()
        except (ValueError, OSError) as error:
            self.wrote.emit(Failure.of(error).message)
        else:
            self.wrote.emit("")


class _Once:
    """An act that is done when first called; later calls only tell how that went."""

    def __init__(self, act: Act) -> None:
        self._act: Act | None = act
        self._error: Exception | None = None

    def __call__(self) -> None:
        act, self._act = self._act, None
        if act is not None:
            try:
                act()
            except (ValueError, OSError) as error:
                self._error = error
        if self._error is not None:
            raise self._error
