"""Looking back as a person does: scrub, make an earlier moment the model, undo, export a film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person
from PIL import Image
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSlider,
)

from genstudio.core import places
from genstudio.runs import moments
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.training import moments as keeping
from genstudio.ui.widgets.picture import PictureView


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every moment that is due, so that a short training has some."""
    monkeypatch.setattr(keeping, "_SHARE", float("inf"))


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_scrub_back_make_it_the_model_undo_and_film(person: Person, tmp_path: Path) -> None:
    train_a_small_vae(person)
    folder = the_run()
    best = Model.open(folder.path).stamp
    step = scrub_back_with_the_keyboard(person, folder)
    make_it_the_model(person, folder, step)
    undo(person, folder, best)
    film(person, tmp_path / "growth.gif")
    explore_the_moment(person, folder, step)


def train_a_small_vae(person: Person) -> None:
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures"))
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "30")
    person.click("Train")
    person.wait(lambda: person.reads("Trained 30 steps. Everything is saved."), 200_000)
    person.wait(lambda: person.reads("Time machine: "))


def scrub_back_with_the_keyboard(person: Person, folder: RunFolder) -> int:
    bar = person.find(QSlider, "Moments of this run")
    picture = person.find(PictureView, "Previews")
    newest = shown(picture)
    person.click(bar, QPoint(bar.width() - 8, 8))
    for _ in range(3):
        person.key(Qt.Key.Key_Left)
    step = moments.timeline(folder)[bar.value()].step
    person.wait(lambda: person.reads(f"Step {step:,}"))
    wanted = Model.open(folder.path, moment=step).sample(36, seed=0)
    person.wait(lambda: np.array_equal(shown(picture), wanted))
    assert not np.array_equal(newest, wanted)
    assert person.find(QPushButton, "Newest").isEnabled()
    return step


def make_it_the_model(person: Person, folder: RunFolder, step: int) -> None:
    person.click("Make this the model")
    person.wait(lambda: person.reads(f"now as it was after step {step:,}"))
    assert folder.read_summary().chosen_step == step
    assert Model.open(folder.path).stamp.endswith(f"@{step}")


def undo(person: Person, folder: RunFolder, best: str) -> None:
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: person.reads("is the model again that training judged best"))
    assert Model.open(folder.path).stamp == best
    assert folder.read_summary().chosen_step is None


def film(person: Person, path: Path) -> None:
    person.click("Film")
    person.wait(lambda: person.sees(QComboBox, "Format"))
    person.type_into("Length", "1")
    person.type_into("Pictures", "9")
    save_as(person, path)
    person.wait(lambda: path.exists() and not person.sees(QComboBox, "Format"), 60_000)
    with Image.open(path) as image:
        assert image.n_frames == 30


def explore_the_moment(person: Person, folder: RunFolder, step: int) -> None:
    person.click("Explore it")
    name = folder.read_summary().name
    picker = person.find(QComboBox, "Run to explore")
    person.wait(lambda: picker.placeholderText() == f"{name} @ step {step:,}")
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count > 0)
    sliders = [s for s in person.all(QAbstractSlider) if s.accessibleName().startswith("z ")]
    assert sliders
    model = Model.open(folder.path, moment=step)
    z = person.window.build("explore").panel.point.z
    person.wait(lambda: np.array_equal(shown(picture), model.decode(z[None])))


def save_as(person: Person, path: Path) -> None:
    looking = QTimer(interval=50)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog) and dialog.isVisible():
            looking.stop()
            line = dialog.findChild(QLineEdit)
            line.setText(str(path))
            QTest.keyClick(line, Qt.Key.Key_Return)

    looking.timeout.connect(answer)
    looking.start()
    person.click("Save as…")
    assert not looking.isActive(), "no file dialog was opened"


def shown(view: PictureView) -> np.ndarray | None:
    return view._pictures


def the_run() -> RunFolder:
    [path] = [path for path in places.library().iterdir() if path.name[0] != "."]
    return RunFolder(path)
