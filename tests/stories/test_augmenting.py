"""Few pictures: what augmentation does is looked at, then used; mirroring waits for a yes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QSlider

from genstudio.core import places
from genstudio.runs.folder import RunFolder
from genstudio.ui.train.augment_dialog import AugmentDialog
from genstudio.ui.train.mirror_question import MirrorQuestion
from genstudio.ui.widgets.picture import PictureView

SHEET = "Pictures as the discriminator sees them"
COUNT = 30


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_augmentation_is_seen_used_and_mirroring_is_asked_for(
    person: Person, tmp_path: Path
) -> None:
    choose_few_pictures(person, tmp_path / "stones")
    open_the_sheet(person)
    set_its_strength(person)
    ask_for_mirrored_pictures(person)
    say_no(person)
    say_yes(person)
    look_at_the_sheet_again(person)
    train(person)


def choose_few_pictures(person: Person, folder: Path) -> None:
    """Pictures that are dark on the left and bright on the right: one sees them mirrored."""
    folder.mkdir()
    slope = np.linspace(0, 180, 32)[None, :, None]
    for number in range(COUNT):
        noise = np.random.default_rng(number).integers(0, 70, (32, 32, 3))
        Image.fromarray((slope + noise).astype(np.uint8)).save(folder / f"{number}.png")
    person.go_to("Train")
    person.choose_folder("My folder…", folder)
    person.wait(lambda: person.reads(f"{COUNT} pictures"))
    person.click("Train a GAN")
    assert person.find(QComboBox, "Augmentation").currentText() == "Off"


def open_the_sheet(person: Person) -> None:
    person.click("Look at what augmentation does")
    person.find(AugmentDialog)
    view = person.find(PictureView, SHEET)
    person.wait(lambda: view.count > 16)
    assert person.reads("Top row: your pictures.")


def set_its_strength(person: Person) -> None:
    view = person.find(PictureView, SHEET)
    slider = person.find(QSlider, "Strength of the augmentation, per cent")
    before = shown(view)
    person.click(slider)
    person.key(Qt.Key.Key_Home)
    person.wait(lambda: rows_equal(shown(view)))  # at nothing, they are as they were
    for _ in range(5):
        person.key(Qt.Key.Key_PageUp)
    assert slider.value() == 50
    person.wait(lambda: not rows_equal(shown(view)))
    assert np.array_equal(shown(view)[:8], before[:8])
    person.click("Use this")
    person.wait(lambda: not person.sees(AugmentDialog))
    assert person.find(QComboBox, "Augmentation").currentText() == "Fixed"


def ask_for_mirrored_pictures(person: Person) -> None:
    if not person.sees(QCheckBox, "Mirror the pictures"):
        person.click("Advanced (1 changed)")
    assert person.find(QAbstractSpinBox, "Augmentation's strength, share").value() == 0.5
    person.tick("Mirror the pictures")
    person.find(MirrorQuestion)
    assert person.reads("Is a mirrored picture as true as the original?")


def say_no(person: Person) -> None:
    person.key(Qt.Key.Key_Return)  # the careful answer is the one a hasty Enter gives
    person.wait(lambda: not person.sees(MirrorQuestion))
    assert not person.find(QCheckBox, "Mirror the pictures").isChecked()


def say_yes(person: Person) -> None:
    person.tick("Mirror the pictures")
    person.find(MirrorQuestion)
    person.click("They may be mirrored")
    person.wait(lambda: not person.sees(MirrorQuestion))
    assert person.find(QCheckBox, "Mirror the pictures").isChecked()


def look_at_the_sheet_again(person: Person) -> None:
    """Now some of the pictures below the top row are brighter on the left."""
    person.click("Look at what augmentation does")
    view = person.find(PictureView, SHEET)

    def are_some_mirrored() -> bool:
        if view.count <= 16:
            return False
        lit = shown(view)[8:].astype(float).mean((1, 2))
        return bool((lit[:, :8].mean(1) > lit[:, -8:].mean(1) + 60).any())

    person.wait(are_some_mirrored)
    person.click("Close")
    person.wait(lambda: not person.sees(AugmentDialog))


def train(person: Person) -> None:
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "4")
    person.click("Train")
    person.wait(lambda: person.reads("Trained 4 steps. Everything is saved."), 120_000)
    [path] = [path for path in places.library().iterdir() if path.name[0] != "."]
    recipe = RunFolder(path).read_recipe()
    assert (recipe.augment, recipe.augment_strength, recipe.mirror) == ("fixed", 0.5, True)


def shown(view: PictureView) -> np.ndarray:
    return np.asarray(view._pictures)


def rows_equal(pictures: np.ndarray) -> bool:
    """Whether every row of eight is like the first."""
    return all(np.array_equal(row, pictures[:8]) for row in np.split(pictures, len(pictures) // 8))
