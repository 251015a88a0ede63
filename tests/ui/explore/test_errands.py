"""Slow questions one after another, the newest of each kind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.ui.explore.errands import Errands
from genstudio.ui.threads import Answer


@pytest.fixture
def errands(app: QApplication) -> Iterator[Errands]:
    owner = QObject()
    errands = Errands(owner)
    yield errands
    errands.close()


def test_kinds_do_not_push_each_other_out(errands: Errands, qtbot: QtBot) -> None:
    gate, told = threading.Event(), list[object]()
    errands.ask("open", lambda: gate.wait(10), lambda _: told.append("open"))
    for kind in ("effects", "encode", "effects"):
        errands.ask(kind, lambda kind=kind: kind, lambda answer: told.append(answer.value))
    gate.set()
    qtbot.waitUntil(lambda: errands.is_idle)
    assert told == ["open", "encode", "effects"]


def test_what_went_stale_while_it_ran_is_not_told(errands: Errands, qtbot: QtBot) -> None:
    gate, told = threading.Event(), list[object]()
    errands.ask("open", lambda: gate.wait(10), lambda _: told.append("first"))
    errands.ask("open", lambda: 2, lambda answer: told.append(answer.value))
    gate.set()
    qtbot.waitUntil(lambda: errands.is_idle)
    assert told == [2]


def test_what_was_forgotten_is_not_told(errands: Errands, qtbot: QtBot) -> None:
    gate, told = threading.Event(), list[object]()
    errands.ask("open", lambda: gate.wait(10), lambda _: told.append("open"))
    errands.ask("encode", lambda: None, lambda _: told.append("encode"))
    errands.forget("open", "encode")
    gate.set()
    qtbot.waitUntil(lambda: errands.is_idle)
    assert told == []


def test_answers_come_on_the_asking_thread_and_failures_are_answers(
    errands: Errands, qtbot: QtBot
) -> None:
    told: list[tuple[Answer, int]] = []
    errands.ask("open", lambda: 1 / 0, lambda a: told.append((a, threading.get_ident())))
    qtbot.waitUntil(lambda: errands.is_idle)
    answer, where = told[0]
    assert answer.failure is not None
    assert where == threading.get_ident()


def test_an_answer_may_ask_the_next_question(errands: Errands, qtbot: QtBot) -> None:
    told: list[int] = []

    def again(answer: Answer) -> None:
        told.append(answer.value)
        if answer.value < 3:
            errands.ask("open", lambda: answer.value + 1, again)

    errands.ask("open", lambda: 1, again)
    qtbot.waitUntil(lambda: told == [1, 2, 3])
