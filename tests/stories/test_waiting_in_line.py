"""Several runs as a person lines them up: closed in the middle, gone on with, all done; a sweep."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from person import Person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QSpinBox,
)

from genstudio.runs.library import Library
from genstudio.runs.queue import Queue

LONG_MS = 120_000
STEPS = {1: 10, 2: 200, 3: 10}  # by seed; the second is cut short


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_three_in_the_queue_closed_in_the_middle_and_gone_on_with(
    person: Person, open_window: Callable[[], Person]
) -> None:
    choose_something_small(person)
    for seed, steps in STEPS.items():
        person.type_into("Seed", str(seed))
        person.type_into("Steps", str(steps))
        person.click("Add to queue")
    assert person.find(QListWidget, "Queue").count() == 3
    person.click("Start the queue")
    person.wait(lambda: person.reads("Now “vae digits 2” is trained."), LONG_MS)
    person.wait(lambda: progress(person) > 0, LONG_MS)
    person.window.close()
    if person.reads("Stop and save"):  # it may end in this very moment
        person.click("Save and close")
    person.wait(lambda: not person.window.isVisible(), LONG_MS)
    left = len(waiting())
    assert 1 <= left <= 2 and list(statuses().values()).count("done") == 3 - left

    later = open_window()
    assert later.reads("in the queue. Go on?")
    later.rest(300)
    assert not later.window.studio.is_training  # it never starts by itself
    later.click("Go on with the queue")
    later.wait(lambda: later.reads("The queue is done"), LONG_MS)
    assert statuses() == dict.fromkeys(("vae digits", "vae digits 2", "vae digits 3"), "done")
    assert {e.recipe.seed for e in runs()} == {1, 2, 3} and waiting() == []
    for entry in runs():  # what was cut short went on from its checkpoint
        steps = entry.folder.read_history()["step"]
        assert np.array_equal(steps, np.arange(1, STEPS[entry.recipe.seed] + 1))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_sweep_of_two_values_and_two_seeds(person: Person) -> None:
    choose_something_small(person)
    person.type_into("Steps", "5")
    person.click("Vary or repeat")
    choose_in_dialog(person, "Vary", "β")
    values = person.find(QLineEdit, "Vary: values, separated by commas")
    person.click(values)
    person.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for letter in "1, 4":
        person.key(Qt.Key(ord(letter)))
    person.click("3 seeds")
    seeds = person.find(QSpinBox, "Seeds each")
    assert seeds.value() == 3
    person.click(seeds.findChild(QLineEdit))
    person.key(Qt.Key.Key_Down)
    person.wait(lambda: person.reads("4 runs, one after the other:"))
    person.wait(lambda: person.reads("in all."), LONG_MS)  # the forecast of the whole sweep
    person.click("Add 4 runs")
    assert waiting() == [f"vae digits, beta {b}, seed {s}" for b in (1, 4) for s in (0, 1)]
    person.click("Start the queue")
    person.wait(lambda: person.reads("The queue is done: 4 of 4 runs are trained."), LONG_MS)
    assert sorted(statuses().values()) == ["done"] * 4
    assert {e.summary.group for e in runs()} == {"vae digits: beta × seed"}


def choose_something_small(person: Person) -> None:
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures  ·  28 × 28 px  ·  grey"))
    person.choose("Network", "Fully connected")


def choose_in_dialog(person: Person, name: str, item: str) -> None:
    box = person.find(QComboBox, name)
    rows = [row for row in range(box.count()) if box.itemText(row).startswith(item)]
    box.setFocus()
    while box.currentIndex() != rows[0]:
        person.key(Qt.Key.Key_Down)
        QApplication.processEvents()


def progress(person: Person) -> int:
    return person.find(QProgressBar, "Progress of the training").value()


def runs() -> list:
    return [entry for entry in Library().entries() if not entry.bundled]


def statuses() -> dict[str, str]:
    return {entry.name: entry.summary.status for entry in runs()}


def waiting() -> list[str]:
    return [item.name for item in Queue(Library().root).waiting()]
