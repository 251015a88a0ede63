"""A learning rate far too high: the coach says so, one click mends it, the next run is healthy."""

from __future__ import annotations

import pytest
from person import Person
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QToolButton

from genstudio.core import places
from genstudio.runs.folder import RunFolder

SENTENCE = "What the coach says"
LONG_MS = 150_000  # a busy machine trains at the lowest priority


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_diverged_run_is_explained_and_mended_with_a_click(person: Person) -> None:
    train_with_a_learning_rate_of(person, "5")
    person.wait(lambda: says(person, "The figures became infinite"), LONG_MS)
    assert says(person, "the steps are too large")
    look_at_the_reasons(person)
    person.click("Try this: Learning rate 5 → 0.002")
    assert person.reads("this run's recipe with one change: Learning rate 5 → 0.002.")
    assert value_of(person, "Learning rate") == pytest.approx(0.002)
    assert value_of(person, "Steps") == 60  # all else is as it was
    assert [run.read_recipe().lr for run in runs()] == [5.0]  # the run itself is as it was
    person.click("Train")
    person.wait(lambda: person.reads("Trained 60 steps. Everything is saved."), LONG_MS)
    assert not says(person, "infinite")
    assert [run.read_recipe().lr for run in runs()] == [5.0, 0.002]
    healthy = runs()[-1]
    assert healthy.read_summary().status == "done"
    assert healthy.read_checkups()[-1].figures["rollbacks"] == 0


def train_with_a_learning_rate_of(person: Person, rate: str) -> None:
    person.go_to("Train")
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "60")
    if not person.all(QAbstractSpinBox, "Learning rate"):
        person.click("Advanced")
    person.type_into("Learning rate", rate)
    person.click("Train")


def look_at_the_reasons(person: Person) -> None:
    assert not person.sees(QLabel, "Why the coach says so")
    person.click("Why?")
    reasons = person.find(QLabel, "Why the coach says so").text()
    assert "overshoot" in reasons and "What was measured" in reasons
    assert person.find(QToolButton, "Not now").isEnabled()


def says(person: Person, words: str) -> bool:
    return any(words in label.text() for label in person.all(QLabel, SENTENCE))


def value_of(person: Person, name: str) -> float:
    return person.find(QAbstractSpinBox, name).value()  # type: ignore[attr-defined,no-any-return]


def runs() -> list[RunFolder]:
    folders = [RunFolder(path) for path in places.library().iterdir() if path.is_dir()]
    return sorted(
        (folder for folder in folders if folder.exists),
        key=lambda folder: folder.read_summary().created,
    )
