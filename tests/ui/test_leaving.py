"""Closing the window while something is in training."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from genstudio.core.recipe import Recipe
from genstudio.core.storage import StorageError
from genstudio.ui import leaving
from genstudio.ui.errors import ErrorDialog
from genstudio.ui.studio import Studio
from genstudio.ui.window import Window


@pytest.fixture
def training(window: Window, studio: Studio, fake_jobs, qtbot) -> Window:
    """The window with a run at some step beyond the first."""
    studio.mark_torch_loaded()
    studio.start(Recipe())
    qtbot.waitUntil(lambda: (window.training.step or 0) > 2)
    return window


def question(window: Window) -> QMessageBox:
    [box] = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return box


def press(window: Window, qtbot, word: str) -> None:
    button = next(b for b in window.findChildren(QPushButton) if word in b.text().replace("&", ""))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_idle_window_closes_at_once(window: Window, qtbot) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not window.isVisible()


def test_while_training_it_asks_once_and_saves(training: Window, studio, fake_jobs, qtbot) -> None:
    training.close()
    training.close()
    box = question(training)
    assert "Training is at step" in box.text() and "Stop and save, then close?" in box.text()
    assert training.isVisible() and studio.is_training
    with qtbot.waitSignal(training.closed):
        press(training, qtbot, "Save and close")
    assert not training.isVisible() and not studio.is_training
    [step] = fake_jobs.saved_at
    assert studio.library.entries()[0].summary.step == step > 2


def test_keep_training_keeps_it(training: Window, studio: Studio, fake_jobs, qtbot) -> None:
    training.close()
    press(training, qtbot, "Keep training")
    assert training.isVisible() and studio.is_training and not fake_jobs.saved_at
    training.close()
    assert question(training).isVisible(), "and it can be asked again"
    qtbot.keyClick(question(training), Qt.Key.Key_Escape)
    assert studio.is_training


def test_a_paused_run_is_saved_too(training: Window, studio: Studio, fake_jobs, qtbot) -> None:
    studio.pause()
    training.close()
    with qtbot.waitSignal(training.closed):
        press(training, qtbot, "Save and close")
    assert fake_jobs.saved_at


def test_while_it_saves_there_is_a_sign_and_no_second_question(
    training: Window, fake_jobs, qtbot
) -> None:
    hold = threading.Event()
    fake_jobs.on_save = lambda: hold.wait(20)
    training.close()
    press(training, qtbot, "Save and close")
    sign = training.leaving.sign
    qtbot.waitUntil(sign.isVisible)
    qtbot.keyClick(sign, Qt.Key.Key_Escape)
    training.close()
    assert sign.isVisible() and training.isVisible()
    with qtbot.waitSignal(training.closed):
        hold.set()


def test_a_save_that_fails_keeps_the_window_and_says_why(
    training: Window, fake_jobs, qtbot, studio: Studio
) -> None:
    def fail() -> None:
        raise StorageError("The disk is full: rolling.safetensors was not saved.")

    fake_jobs.on_save = fail
    training.close()
    press(training, qtbot, "Save and close")
    qtbot.waitUntil(lambda: not studio.is_training)
    [dialog] = training.findChildren(ErrorDialog)
    assert "The disk is full" in dialog.failures[0].message
    assert training.isVisible() and training.leaving.sign is None
    fake_jobs.on_save = lambda: None
    with qtbot.waitSignal(training.closed):
        training.close()


def test_a_run_that_ends_while_asked_takes_the_question_away(
    training: Window, fake_jobs, qtbot, studio: Studio
) -> None:
    training.close()
    box = question(training)
    with qtbot.waitSignal(studio.job_ended):
        fake_jobs.total = 1
    assert not box.isVisible() and training.isVisible()
    with qtbot.waitSignal(training.closed):
        training.close()


def test_the_systems_wish_is_not_discussed(training: Window, fake_jobs, qtbot) -> None:
    with qtbot.waitSignal(training.closed):
        training.leaving.leave()
    assert fake_jobs.saved_at
    assert not [box for box in training.findChildren(QMessageBox) if box.isVisible()]


def test_the_systems_wish_overrules_an_open_question(training: Window, fake_jobs, qtbot) -> None:
    training.close()
    with qtbot.waitSignal(training.closed):
        training.leaving.leave()
    assert fake_jobs.saved_at


def test_logging_out_saves_before_it_returns(training: Window, studio: Studio, fake_jobs) -> None:
    training.leaving.save_for_logout()
    assert fake_jobs.saved_at and not studio.is_training


def test_closing_without_waiting_ends_the_process(training: Window, fake_jobs, qtbot, monkeypatch):
    ended = []
    monkeypatch.setattr(leaving.os, "_exit", ended.append)
    monkeypatch.setattr(leaving.logging, "shutdown", lambda: ended.append("log"))
    hold = threading.Event()
    fake_jobs.on_save = lambda: hold.wait(20)
    training.close()
    press(training, qtbot, "Save and close")
    press(training, qtbot, "without waiting")
    assert ended == ["log", 0]
    with qtbot.waitSignal(training.closed):
        hold.set()
