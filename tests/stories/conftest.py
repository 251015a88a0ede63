"""What every story gets: the real window, started as the program starts it, and a person."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from person import Person
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.ui import app as shell
from genstudio.ui import threads
from genstudio.ui.settings import Settings
from genstudio.ui.wake import Wake
from genstudio.ui.window import Window

_READY_MS = 60_000


@pytest.fixture
def left_running(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[object]]:
    """Return a function that lists the threads of the app that run now."""
    before = set(threading.enumerate())
    made: list[QThread] = []
    original = threads._Body.__init__

    def note(self: QThread, *args: object) -> None:
        original(self, *args)  # type: ignore[arg-type]
        made.append(self)

    monkeypatch.setattr(threads._Body, "__init__", note)

    def look() -> list[object]:
        others = [t for t in threading.enumerate() if t not in before and not _is_qt(t)]
        made[:] = [thread for thread in made if _is_running(thread)]
        return [*others, *made]

    return look


@pytest.fixture
def open_window(
    qapp: QApplication, qtbot: QtBot, left_running: Callable[[], list[object]]
) -> Iterator[Callable[[], Person]]:
    """Return a function that starts the window as the program does, ready to be used."""
    opened: list[tuple[Window, Wake]] = []

    def start() -> Person:
        _forget_exit(qapp)
        window, wake = shell.open_window(qapp, Settings())
        opened.append((window, wake))
        window.resize(1280, 800)
        person = Person(window, qtbot)
        person.wait(
            lambda: window.are_tabs_built and window.studio and window.studio.is_torch_loaded,
            _READY_MS,
        )
        return person

    yield start
    for window, wake in opened:
        _end(window, wake)
    _forget_exit(qapp)
    assert not left_running(), "threads were left running"


@pytest.fixture
def person(open_window: Callable[[], Person]) -> Person:
    """A person at a window that has just been started."""
    return open_window()


def _forget_exit(app: QApplication) -> None:
    """A window that closes ends the program's event loop; without one, the next would not run."""
    QTimer.singleShot(0, app.quit)
    app.exec()


def _end(window: Window, wake: Wake) -> None:
    studio = window.studio
    if studio is not None and studio.job is not None:
        studio.job.stop()
        studio.job.wait()
    window.close()
    if window.starter is not None:
        window.starter.loader.wait()
    wake.close()
    window.deleteLater()


def _is_qt(thread: threading.Thread) -> bool:
    """Python's own name for a QThread that ran Python code; those are counted by Qt."""
    return isinstance(thread, threading._DummyThread)


def _is_running(thread: QThread) -> bool:
    try:
        return thread.isRunning()
    except RuntimeError:  # deleted with its window
        return False
