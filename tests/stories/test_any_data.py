"""A person trains on an archive that was dropped on the window, and on a file chosen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from person import Person
from PySide6.QtWidgets import QComboBox

from genstudio.core import places
from genstudio.runs.folder import RunFolder

pytestmark = pytest.mark.timeout(180)


def archive(path: Path) -> Path:
    rng = np.random.default_rng(0)
    from PIL import Image

    with zipfile.ZipFile(path, "w") as opened:
        for index in range(24):
            image = Image.fromarray(rng.integers(0, 256, (16, 16), dtype=np.uint8))
            with opened.open(f"{'ab'[index % 2]}/{index}.png", "w") as file:
                image.save(file, "PNG")
        opened.writestr("../out.png", b"nothing")
    return path


def test_an_archive_is_dropped_looked_at_and_trained_on(person: Person, tmp_path: Path) -> None:
    path = archive(tmp_path / "letters.zip")
    (tmp_path / "notes.txt").write_text("words")
    assert person.drop(tmp_path / "notes.txt") and person.reads_status("not a picture")
    assert person.drop(path)
    person.wait(lambda: person.reads("24 pictures"))
    assert person.reads("16 × 16 px") and person.reads("2 classes")
    assert person.find(QComboBox, "Pictures to learn from").currentText() == "letters.zip  (file)"
    person.click("Files that were left out")
    person.click("Close")
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "3")
    person.click("Train")
    person.wait(lambda: person.reads("Trained 3 steps. Everything is saved."))
    [run] = [RunFolder(each) for each in places.library().iterdir() if each.name[0] != "."]
    assert run.read_recipe().data == f"file:{path}" and run.read_recipe().size == 16
    assert run.read_summary().class_names == ("a", "b")
