"""Waking the window from elsewhere."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest
from PySide6.QtCore import QThread

from genstudio.ui.wake import Wake


@pytest.fixture
def wake(app):
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    wake = Wake()
    yield wake
    wake.close()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_an_exception_of_another_thread_arrives_in_the_windows(app, wake: Wake, qtbot) -> None:
    heard = []
    wake.caught.connect(lambda error: heard.append((error, QThread.currentThread())))
    errors = [ValueError(str(number)) for number in range(300)]
    for error in errors[:10]:
        threading.Thread(target=wake.report, args=[error]).start()
    for error in errors[10:]:
        wake.report(error)
    qtbot.waitUntil(lambda: len(heard) == 300)
    assert {error for error, _ in heard} == set(errors)
    assert {thread for _, thread in heard} == {app.thread()}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send itself SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_of_the_system_asks_to_leave(wake: Wake, qtbot, number: int) -> None:
    wake.catch_signals()
    with qtbot.waitSignal(wake.asked_to_leave, timeout=5000):
        os.kill(os.getpid(), number)


def test_after_closing_a_report_is_dropped_silently(app) -> None:
    wake = Wake()
    wake.close()
    wake.report(ValueError("late"))
