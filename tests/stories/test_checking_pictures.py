"""A person checks a folder of their own, leaves out what the doctor found, and trains."""

from __future__ import annotations

import numpy as np
import pytest
from person import Person
from PIL import Image
from PySide6.QtWidgets import QCheckBox, QPushButton

from genstudio.core import places
from genstudio.runs.folder import RunFolder
from genstudio.ui.train.doctor_dialog import DoctorDialog


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_blank_pictures_are_found_left_out_and_not_trained_on(person: Person, tmp_path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(24):
        noise = np.random.default_rng(number).integers(0, 256, (4, 4, 3), dtype=np.uint8)
        image = Image.fromarray(noise).resize((40, 40), Image.Resampling.BICUBIC)
        if number in (3, 4):
            image = Image.new("RGB", (40, 40), (number, 9, 9))
        image.save(folder / f"{number}.png")
    before = sorted((path.name, path.read_bytes()) for path in folder.iterdir())
    person.go_to("Train")
    person.choose_folder("My folder…", folder)
    person.wait(lambda: person.reads("24 pictures"))
    person.click("Check pictures…")
    person.find(DoctorDialog)
    person.wait(lambda: person.reads("2 pictures (8.3%) are blank: almost one colour."))
    assert person.reads("24 pictures of photos checked:")
    tick = person.find(QCheckBox, "Leave out blank pictures")
    person.click(tick)
    assert tick.isChecked()
    person.click("Close")
    person.wait(lambda: not person.sees(DoctorDialog))
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "3")
    person.wait(person.find(QPushButton, "Train").isEnabled)
    person.click("Train")
    person.wait(lambda: person.reads("Trained 3 steps. Everything is saved."), 120_000)
    [path] = [path for path in places.library().iterdir() if path.name[0] != "."]
    run = RunFolder(path)
    assert run.read_recipe().drop_blank and run.read_summary().data_count == 22
    assert sorted((path.name, path.read_bytes()) for path in folder.iterdir()) == before
