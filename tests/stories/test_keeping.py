"""A person saves a picture, keeps favourites, and gets back to them by dropping and clicking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from person import Person
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QListWidget, QSlider

from genstudio.runs import favourites
from genstudio.runs.folder import RunFolder
from genstudio.ui.widgets.picture import PictureView


def test_a_saved_picture_dropped_on_the_window_restores_the_sliders(
    person: Person, tmp_path: Path, monkeypatch
) -> None:
    person.click("Explore a bundled model")
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count == 1)
    point = person.window.rooms["explore"].tab.panel.point
    saved, before = tmp_path / "mine.png", point.z
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    person.click("Save PNG")
    person.click("Shuffle")
    assert not np.array_equal(point.z, before)
    person.go_to("Train")
    assert person.drop(saved)
    person.wait(lambda: np.array_equal(point.z, before))
    person.wait(lambda: person.reads_status("drew this picture"))
    assert person.window.place == "explore"


def test_truncation_is_kept_in_a_saved_picture_and_comes_back_with_it(
    person: Person, tmp_path: Path, monkeypatch
) -> None:
    person.click("Explore a bundled model")
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count == 1)
    point = person.window.rooms["explore"].tab.panel.point
    spread = person.find(QSlider, "Truncation")
    person.click("Shuffle")
    full = point.z
    person.click(spread, QPoint(spread.width() // 4, spread.height() // 2))
    person.key(Qt.Key.Key_Home)
    for _ in range(8):
        person.key(Qt.Key.Key_Right)
    assert spread.value() == 40 and person.reads("0.40 safer, less varied")
    nearer = point.z
    np.testing.assert_allclose(nearer, np.float32(0.4) * full, atol=1e-6)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.png"), ""))
    person.wait(lambda: person.window.rooms["explore"].tab.explorer.painter.is_idle)
    person.click("Save PNG")
    person.click("Undo")
    assert spread.value() != 40
    assert person.drop(tmp_path / "a.png")
    person.wait(lambda: np.array_equal(point.z, nearer))
    assert spread.value() == 40


def test_what_is_no_picture_is_told_wherever_it_is_dropped(person: Person, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    assert person.drop(tmp_path / "paper.pdf")
    assert person.reads_status("“paper.pdf” could not be used: not a picture")
    Image.new("1", (30_000, 30_000)).save(tmp_path / "huge.png")
    assert person.drop(tmp_path / "huge.png")
    assert person.reads_status("more than 100 million pixels are not opened")
    assert person.window.place == "welcome"


def test_favourites_are_there_again_after_a_restart(open_window) -> None:
    person = open_window()
    person.click("Explore a bundled model")
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    tab = person.window.rooms["explore"].tab
    folder = RunFolder(tab.session.path)
    person.click("Keep as favourite")
    kept = tab.panel.point.z
    person.wait(lambda: len(favourites.read_all(folder)) == 1)
    assert not (folder.path / "favourites").exists()  # the program's own folder is left alone
    person.window.close()
    person = open_window()
    person.go_to("Explore")
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    shelf = person.find(QListWidget, "Favourites of this run")
    tab = person.window.rooms["explore"].tab
    person.click("Shuffle")
    person.click(shelf.viewport(), shelf.visualItemRect(shelf.item(0)).center())
    person.click("Go to favourite")
    person.wait(lambda: np.array_equal(tab.panel.point.z, kept))
