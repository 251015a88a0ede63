"""The two thread classes: one drains a job's events, one answers the newest question.

The body of both threads touches no QObject (a worker that emitted its own signals crashed):
it leaves frozen values where a timer of the window's thread picks them up.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from genstudio.core.events import Event

_NICE = 10


@dataclass(frozen=True)
class Failure:
    """What went wrong: a sentence for the user, details to copy."""

    message: str
    details: str

    @staticmethod
    def of(error: BaseException) -> Failure:
        """Describe `error`; the message of ValueError and OSError is already a sentence."""
        known = isinstance(error, ValueError | OSError)
        sentence = str(error) if known and str(error) else f"Something unexpected: {error!r}."
        return Failure(sentence, "".join(traceback.format_exception(error)))


class _Body(QThread):
    """Runs a plain function; connects nothing, emits nothing but Qt's own `finished`."""

    def __init__(self, body: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._body = body

    def run(self) -> None:
        self._body()


class JobThread(QObject):
    """Iterates a job in the background and hands its events to the window in bunches.

    A job is any iterator of frozen events. Stop closes the iterator (whose `finally` saves);
    pause does not ask for the next event.
    """

    received = Signal(list)
    failed = Signal(object)
    ended = Signal()

    def __init__(
        self, job: Callable[[], Iterator[Event]], parent: QObject, *, interval_ms: int = 33
    ) -> None:
        """Prepare to iterate `job()`; nothing runs before `start`."""
        super().__init__(parent)
        self._job = job
        self._events: deque[Event] = deque()
        self._failure: Failure | None = None
        self._stopping = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._body = _Body(self._iterate, self)
        self._body.finished.connect(self._finish)
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.timeout.connect(self._drain)

    @property
    def is_running(self) -> bool:
        """Whether the job has neither ended nor failed."""
        return self._timer.isActive()

    @property
    def is_paused(self) -> bool:
        """Whether the job waits for `go_on`."""
        return not self._going.is_set()

    @property
    def is_stopping(self) -> bool:
        """Whether stop was asked for."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self._body.start()

    def pause(self) -> None:
        """Ask for no further event until `go_on`."""
        self._going.clear()

    def go_on(self) -> None:
        """Continue after `pause`."""
        self._going.set()

    def stop(self) -> None:
        """Close the job; what it saves on closing is saved. Returns at once; see `ended`."""
        self._stopping.set()
        self._going.set()

    def wait(self, milliseconds: int = 60_000) -> bool:
        """Block until the thread has ended (for closing the window); says whether it did."""
        done = bool(self._body.wait(milliseconds))
        if done:
            self._finish()
        return done

    @Slot()
    def _drain(self) -> None:
        events = []
        while self._events:
            events.append(self._events.popleft())
        if events:
            self.received.emit(events)

    @Slot()
    def _finish(self) -> None:
        if not self._timer.isActive():
            return
        self._timer.stop()
        self._drain()
        if self._failure is not None:
            self.failed.emit(self._failure)
        self.ended.emit()

    def _iterate(self) -> None:
        lower_priority()
        try:
            events = self._job()
            with contextlib.closing(events):  # type: ignore[type-var]
                for event in events:
                    self._events.append(event)
                    self._going.wait()
                    if self._stopping.is_set():
                        break
        except Exception as error:  # the one place where a job's failure becomes a message
            self._failure = Failure.of(error)


@dataclass(frozen=True)
class Answer:
    """The answer to one question, stamped with what it belongs to."""

    stamp: Any
    value: Any
    failure: Failure | None = None


class AnswerThread(QObject):
    """Answers only the newest question: older ones still waiting are dropped."""

    answered = Signal(object)

    def __init__(self, parent: QObject) -> None:
        """Start the thread; it sleeps until asked."""
        super().__init__(parent)
        self._condition = threading.Condition()
        self._question: tuple[Any, Callable[[], Any]] | None = None
        self._answers: deque[Answer] = deque()
        self._pending = 0
        self._ending = False
        self._body = _Body(self._answer_all, self)
        self._timer = QTimer(self, interval=3)
        self._timer.timeout.connect(self._drain)
        self._body.start()

    def ask(self, stamp: Any, question: Callable[[], Any]) -> None:
        """Have `question()` computed in the thread; `answered` brings an `Answer` with `stamp`."""
        with self._condition:
            if self._question is None:
                self._pending += 1
            self._question = (stamp, question)
            self._condition.notify()
        self._timer.start()

    def close(self) -> None:
        """End the thread after the question in hand."""
        with self._condition:
            self._ending = True
            self._condition.notify()
        self._timer.stop()
        self._body.wait()

    @Slot()
    def _drain(self) -> None:
        while self._answers:
            answer = self._answers.popleft()
            with self._condition:
                self._pending -= 1
                if self._pending == 0:
                    self._timer.stop()
            self.answered.emit(answer)

    def _answer_all(self) -> None:
        while True:
            with self._condition:
                while self._question is None and not self._ending:
                    self._condition.wait()
                if self._ending:
                    return
                assert self._question is not None
                stamp, question = self._question
                self._question = None
            self._answers.append(_answer(stamp, question))


def _answer(stamp: Any, question: Callable[[], Any]) -> Answer:
    try:
        return Answer(stamp, question())
    except Exception as error:  # as above: a question's failure becomes a message
        return Answer(stamp, None, Failure.of(error))


def lower_priority() -> None:
    """Let the window go first; on Linux niceness belongs to the thread alone."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
