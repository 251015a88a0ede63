"""Members of the VAE's family taught the classes: one is asked for by name, here and in Explore."""

from __future__ import annotations

import numpy as np
import pytest
from person import Person
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QCheckBox, QComboBox

from genstudio.core import latents, places
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.ui.widgets.picture import PictureView

STEPS = 40


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("label", "objective", "field"),
    [
        ("FactorVAE", "factorvae", "Weight of independence"),
        ("VAE-GAN", "vaegan", "γ (weight of likeness)"),
    ],
)
def test_one_of_the_family_is_taught_the_classes(
    person: Person, label: str, objective: str, field: str
) -> None:
    choose_it(person, label, field)
    train_it(person)
    assert the_run().read_recipe().objective == objective
    look_at_one_class(person)
    look_at_all_classes(person)
    explore_one_class(person)


def choose_it(person: Person, label: str, field: str) -> None:
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures"), 90_000)
    person.choose("Which kind of it", label)
    assert person.sees(QAbstractSpinBox, field)  # what this member alone has
    person.choose("Network", "Fully connected")
    person.type_into("Steps", str(STEPS))
    person.tick("Teach the classes")
    assert person.find(QCheckBox, "Teach the classes").isChecked()


def train_it(person: Person) -> None:
    person.click("Train")
    person.wait(lambda: person.reads(f"Trained {STEPS} steps. Everything is saved."), 200_000)


def look_at_one_class(person: Person) -> None:
    person.choose("Class on show", "7")
    view = person.find(PictureView, "Previews")
    wanted = Model.open(the_run().path, moment=STEPS).sample(36, seed=0, label="7")
    person.wait(lambda: np.array_equal(shown(view), wanted))


def look_at_all_classes(person: Person) -> None:
    """They are side by side, a column each."""
    person.choose("Class on show", "All classes")
    view = person.find(PictureView, "Previews")
    count = latents.preview_count(10)
    wanted = Model.open(the_run().path, moment=STEPS).sample(count, seed=0)
    person.wait(lambda: np.array_equal(shown(view), wanted))
    assert view._columns == 10


def explore_one_class(person: Person) -> None:
    person.click("Explore this run")
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count == 1)
    model = Model.open(the_run().path)
    before = shown(picture)
    person.choose("Class", "3")
    person.wait(lambda: not np.array_equal(shown(picture), before))
    sliders = [s for s in person.all(QAbstractSlider) if s.accessibleName().startswith("z ")]
    slider = min(sliders, key=lambda s: s.mapToGlobal(QPoint(0, 0)).y())
    person.click(slider, QPoint(slider.width() - 24, slider.height() // 3))
    point = person.window.build("explore").panel.point
    person.wait(lambda: np.array_equal(shown(picture), model.decode(point.z[None], three(model))))
    assert person.find(QComboBox, "Class").currentText() == "3"
    person.type_into("Class", "3 + 0.5 8", QComboBox)
    mixed = model.weights("3 + 0.5 8")
    person.wait(lambda: np.array_equal(shown(picture), model.decode(point.z[None], mixed)))
    person.type_into("Class", "3 + cat", QComboBox)
    assert person.reads("“cat” is not a class of")
    person.key(Qt.Key.Key_Escape)
    person.click("Undo")
    person.wait(lambda: np.array_equal(shown(picture), model.decode(point.z[None], three(model))))


def three(model: Model) -> np.ndarray:
    return model.weights("3")


def shown(view: PictureView) -> np.ndarray:
    return np.asarray(view._pictures)


def the_run() -> RunFolder:
    [path] = [path for path in places.library().iterdir() if path.name[0] != "."]
    return RunFolder(path)
