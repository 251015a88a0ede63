"""Choosing pictures: known sets, folders, what is wrong with them, downloads that are asked for."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from genstudio.core.events import Importing
from genstudio.data import load, sources
from genstudio.ui.train.data_box import DataBox
from genstudio.ui.train.sample import COUNT
from genstudio.ui.train.skipped import SkippedDialog


@pytest.fixture
def box(app: QApplication, qtbot: QtBot) -> Iterator[DataBox]:
    box = DataBox()
    qtbot.addWidget(box)
    box.described.connect(lambda info: box.prepare(size=28, channels="auto", fit="crop"))
    box.show()
    yield box
    box.close_threads()


def is_settled(box: DataBox) -> Callable[[], bool]:
    return lambda: box.look is not None or bool(box.problem)


def test_shows_a_sample_of_each_class(box: DataBox, qtbot: QtBot) -> None:
    box.choose("builtin:digits")
    qtbot.waitUntil(is_settled(box))
    look = box.look
    assert look is not None and look.pictures.shape == (COUNT, 1, 28, 28)
    assert look.sentence == "5,000 pictures  ·  28 × 28 px  ·  grey  ·  10 classes"
    assert box._strip.count == COUNT
    assert box.info is not None and box.info.label == box._combo.currentText()


def test_a_folder_is_remembered_and_bad_files_are_listed(
    box: DataBox, picture_folder: Path, qtbot: QtBot
) -> None:
    box.choose(str(picture_folder))
    qtbot.waitUntil(is_settled(box))
    assert box.look is not None and box.look.count == 8
    assert box.look.class_names == ("cats", "dogs")
    assert box.recent == [f"folder:{picture_folder}"]
    assert box._combo.currentData() == f"folder:{picture_folder}"
    assert box._note.isVisible() and box._note.text().startswith("1 file was left out")
    box._note.click()
    dialog = box.findChild(SkippedDialog)
    assert dialog is not None
    item = dialog.table.item(0, 0)
    assert item is not None and item.text().endswith("letter.png")
    dialog.reject()


def test_an_empty_folder_is_a_sentence(box: DataBox, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "empty").mkdir()
    box.choose(f"folder:{tmp_path / 'empty'}")
    qtbot.waitUntil(is_settled(box))
    assert box.look is None and "picture" in box.problem
    assert box._strip.accessibleDescription() == box.problem


def test_a_folder_that_is_gone_is_a_sentence(box: DataBox, tmp_path: Path, qtbot: QtBot) -> None:
    box.choose(f"folder:{tmp_path / 'gone'}")
    qtbot.waitUntil(is_settled(box))
    assert box.problem


def test_the_newest_choice_wins(box: DataBox, picture_folder: Path, qtbot: QtBot) -> None:
    box.choose("builtin:fashion")
    box.choose(f"folder:{picture_folder}")
    box.choose("builtin:digits")
    qtbot.waitUntil(is_settled(box))
    qtbot.wait(50)
    assert box.look is not None and box.look.count == 5000


def test_another_size_looks_again(box: DataBox, qtbot: QtBot, picture_folder: Path) -> None:
    box.choose(f"folder:{picture_folder}")
    qtbot.waitUntil(is_settled(box))
    with qtbot.waitSignal(box.looked):
        box.prepare(size=40, channels="grey", fit="crop")
    assert box.look is not None and box.look.pictures.shape[1:] == (1, 40, 40)


def test_nothing_is_downloaded_without_asking(
    box: DataBox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(spec: str, **_: object) -> Iterator[object]:
        asked.append(spec)
        raise ValueError("The download failed. Try again later.")
        yield

    monkeypatch.setattr(load, "load", refuse)
    far = next(info for info in sources.known() if info.needs_download)
    with qtbot.waitSignal(box.described):
        box.choose(far.spec)
    qtbot.wait(400)
    assert not asked and box._fetch.isVisible() and far.label in box._fetch.text()
    box._fetch.click()
    qtbot.waitUntil(is_settled(box))
    assert asked == [far.spec] and box.problem == "The download failed. Try again later."


def test_progress_is_shown_and_can_be_cancelled(
    box: DataBox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []

    def slowly(spec: str, **_: object) -> Iterator[Importing]:
        try:
            for done in range(100_000):
                yield Importing(done, 100_000, "pictures")
                np.linalg.norm(np.ones(2000))
        finally:
            closed.append(True)

    monkeypatch.setattr(load, "load", slowly)
    box.choose("builtin:digits")
    qtbot.waitUntil(box._bar.isVisible)
    box._cancel.click()
    qtbot.waitUntil(lambda: bool(closed))
    assert not box._bar.isVisible() and box.look is None and not box.problem


def test_my_folder_asks_for_one(
    box: DataBox, picture_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(picture_folder))
    with qtbot.waitSignal(box.chosen) as blocker:
        box.folder_button.click()
    assert blocker.args == [f"folder:{picture_folder}"]
    qtbot.waitUntil(is_settled(box))


@pytest.fixture
def archive(picture_folder: Path) -> Path:
    """The folder of pictures as a zip archive."""
    path = picture_folder.parent / "animals.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for file in picture_folder.rglob("*.png"):
            opened.write(file, file.relative_to(picture_folder).as_posix())
    return path


def test_my_file_asks_for_one(
    box: DataBox, archive: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def answer(_: object, title: str, folder: str, kinds: str) -> tuple[str, str]:
        offered.append(kinds)
        return str(archive), kinds

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    with qtbot.waitSignal(box.chosen) as blocker:
        box.file_button.click()
    assert blocker.args == [f"file:{archive}"] and "*.zip" in offered[0]
    qtbot.waitUntil(is_settled(box))
    assert box.look is not None and box.look.class_names == ("cats", "dogs")
    assert box._combo.currentText() == "animals.zip  (file)"
    assert box.recent == [f"file:{archive}"] and len(box.look.skipped) == 1


@pytest.mark.parametrize("spelling", ["{}", "folder:{}", "file:{}"])
def test_a_file_is_taken_by_any_spelling(
    box: DataBox, archive: Path, qtbot: QtBot, spelling: str
) -> None:
    box.choose(spelling.format(archive))
    qtbot.waitUntil(is_settled(box))
    assert box.spec == f"file:{archive}" and box.look is not None and box.look.count == 8


def test_a_file_that_holds_no_pictures_is_a_sentence(
    box: DataBox, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "x.npz").write_bytes(b"words")
    box.choose(str(tmp_path / "x.npz"))
    qtbot.waitUntil(is_settled(box))
    assert "x.npz is damaged" in box.problem


def test_looking_through_a_large_folder_shows_progress_and_can_be_cancelled(
    box: DataBox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []

    def slowly(spec: str) -> Iterator[Importing]:
        try:
            for done in range(10**6):
                yield Importing(done, 0, "Looking through everything")
                np.linalg.norm(np.ones(2000))
        finally:
            closed.append(True)

    monkeypatch.setattr(sources, "describing", slowly)
    box.choose("/")
    qtbot.waitUntil(lambda: "Looking through everything: " in box._sentence.text())
    assert box._bar.isVisible() and box._bar.maximum() == 0
    box._cancel.click()
    qtbot.waitUntil(lambda: bool(closed))
    assert not box._bar.isVisible() and not box.problem and box.info is None
    monkeypatch.undo()
    box.choose("builtin:digits")
    qtbot.waitUntil(is_settled(box))
    assert box.look is not None and box.look.count == 5000


def test_the_time_left_is_told_once_it_can_be(
    box: DataBox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def steadily(spec: str, **_: object) -> Iterator[Importing]:
        for done in range(10**6):
            yield Importing(done, 10**6, "Reading")
            np.linalg.norm(np.ones(2000))

    monkeypatch.setattr("genstudio.ui.train.looker._UNSURE", 0.05)
    monkeypatch.setattr(load, "load", steadily)
    box.choose("builtin:digits")
    qtbot.waitUntil(lambda: box._sentence.text().endswith(" left"))
    assert " of 1,000,000, " in box._sentence.text()
