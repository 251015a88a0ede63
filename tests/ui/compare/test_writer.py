"""Writing in the background: in order, told, and nothing lost when the window closes."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from genstudio.ui.compare.writer import Writer


def test_acts_are_done_in_order_elsewhere_and_told(qtbot: QtBot) -> None:
    owner = QObject()
    writer, done, told = Writer(owner), [], []
    writer.wrote.connect(told.append)
    for number in range(5):
        writer.write(lambda number=number: done.append((number, threading.get_ident())))
    qtbot.waitUntil(lambda: len(told) == 5)
    assert [number for number, _ in done] == [0, 1, 2, 3, 4]
    assert threading.get_ident() not in {thread for _, thread in done}
    writer.flush()
    assert told == [""] * 5


def test_a_failure_is_a_sentence_and_the_next_is_done(qtbot: QtBot) -> None:
    owner = QObject()
    writer, told, done = Writer(owner), [], []

    def fail() -> None:
        raise OSError("The disk is full.")

    writer.wrote.connect(told.append)
    writer.write(fail)
    writer.write(lambda: done.append(1))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["The disk is full.", ""] and done == [1]
    writer.flush()


def test_flushing_waits_for_all_and_does_each_once(qtbot: QtBot) -> None:
    owner = QObject()
    writer, done, told = Writer(owner), [], []
    gate = threading.Event()

    def slow() -> None:
        gate.wait(5)
        done.append("slow")

    writer.wrote.connect(told.append)
    writer.write(slow)
    writer.write(lambda: done.append("next"))
    threading.Timer(0.05, gate.set).start()
    writer.flush()
    assert done == ["slow", "next"] and told == ["", ""]
    writer.write(lambda: done.append("later"))  # it can be used again
    qtbot.waitUntil(lambda: len(told) == 3)
    writer.flush()
    assert done == ["slow", "next", "later"] and len(told) == 3
