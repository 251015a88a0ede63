"""What goes wrong outside the program is told in a clear sentence, and nothing is lost."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from person import Person
from PIL import Image
from PySide6.QtWidgets import QAbstractSlider, QPushButton, QTableWidget
from safetensors.torch import load_file, save_file

from genstudio.core import places, storage
from genstudio.core.recipe import Recipe
from genstudio.runs import jobs
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library
from genstudio.ui.errors import ErrorDialog
from genstudio.ui.widgets.picture import PictureView

pytestmark = pytest.mark.timeout(120)

FOLDER = "My folder…"


def test_an_empty_folder_is_told_and_the_bundled_set_still_works(person: Person, tmp_path) -> None:
    empty = tmp_path / "nothing here"
    empty.mkdir()
    person.go_to("Train")
    person.choose_folder(FOLDER, empty)
    person.wait(lambda: person.reads(f"No pictures in {empty}: it is empty. Choose a folder with"))
    assert not person.find(QPushButton, "Train").isEnabled()
    person.choose("Pictures to learn from", "Handwritten digits")
    person.wait(lambda: person.reads("5,000 pictures"))
    person.wait(person.find(QPushButton, "Train").isEnabled)


def test_text_files_named_png_are_told(person: Person, tmp_path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.png").write_text("Dear Sir or Madam", encoding="utf-8")
    person.go_to("Train")
    person.choose_folder(FOLDER, folder)
    person.wait(lambda: person.reads("None of the 3 pictures in letters could be used."))
    assert person.reads("not a picture") and not person.find(QPushButton, "Train").isEnabled()
    assert [p.read_text() for p in sorted(folder.iterdir())] == ["Dear Sir or Madam"] * 3


def test_a_cut_off_jpeg_is_left_out_and_listed_and_the_others_are_trained_on(
    person: Person, tmp_path
) -> None:
    folder = pictures(tmp_path / "mine", 6)
    whole = (folder / "3.jpg").read_bytes()
    (folder / "3.jpg").write_bytes(whole[: len(whole) // 2])
    person.go_to("Train")
    person.choose_folder(FOLDER, folder)
    person.wait(lambda: person.reads("5 pictures"))
    assert person.find(QPushButton, "Files that were left out").text().startswith("1 file was")
    person.click("Files that were left out")
    table = person.find(QTableWidget, "Files that were left out")
    assert table.rowCount() == 1 and table.item(0, 0).text().endswith("3.jpg")
    assert "cut off" in table.item(0, 1).text() or "truncated" in table.item(0, 1).text()
    person.click("Close")
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "3")
    person.click("Train")
    person.wait(lambda: person.reads("Trained 3 steps. Everything is saved."))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda f: f.best_path.unlink(), "has no weights yet"),
        (lambda f: put_nan(f.best_path), "hold NaN or infinity"),
        (lambda f: put_other_shape(f.best_path), "do not fit the recipe"),
        (lambda f: f.best_path.write_bytes(b"\x10"), "are damaged"),
        (lambda f: add_key(f.recipe_path), "“learning_rat” is not a field of a recipe"),
    ],
    ids=["missing", "nan", "shape", "cut off", "unknown key"],
)
def test_a_spoilt_run_is_told_in_explore_and_the_good_one_still_opens(
    open_window: Callable[[], Person], spoil: Callable[[RunFolder], object], sentence: str
) -> None:
    good, bad = a_trained_run("good"), a_trained_run("bad")
    for folder in (good, bad):
        folder.rolling_path.unlink()
    person = open_window()
    person.go_to("Explore")
    person.choose("Run to explore", "bad")
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    spoil(bad)
    kept = {path: path.read_bytes() for path in good.path.iterdir() if path.is_file()}
    person.choose("Run to explore", "good")
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    person.choose("Run to explore", "bad")
    person.wait(lambda: person.reads(sentence))
    person.choose("Run to explore", "good")
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    assert person.all(QAbstractSlider, "z 1")
    assert kept == {path: path.read_bytes() for path in kept}


@pytest.mark.parametrize("reason", ["a file is in its place", "read-only"])
def test_a_library_that_cannot_be_written_is_told_and_the_window_lives_on(
    person: Person, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    if reason == "read-only":  # root may write anywhere, so rights cannot be taken from it
        monkeypatch.setattr(Path, "touch", refuse(errno.EROFS))
        sentence = f"No permission for {places.library()}"
    else:
        shutil.rmtree(places.library(), ignore_errors=True)
        places.library().parent.mkdir(exist_ok=True)
        places.library().write_text("in the way")
        sentence = f"{places.library()}"
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures"))
    person.click("Train")
    person.find(ErrorDialog)
    assert person.reads(sentence) and person.reads("What was saved is safe.")
    person.click("Close")
    person.wait(person.find(QPushButton, "Train").isEnabled)
    person.go_to("Explore")
    person.go_to("Compare")
    person.go_to("Train")


def test_a_disk_that_fills_up_is_told_and_after_tidying_the_run_goes_on(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures"))
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "200000")
    person.click("Advanced")
    person.type_into("Save every, s", "0.3")
    person.click("Train")
    person.wait(lambda: saved_step() > 0)
    with monkeypatch.context() as full:
        full.setattr(storage.os, "fsync", refuse(errno.ENOSPC))
        person.find(ErrorDialog)
        assert person.reads("The disk is full: ")
        person.click("Close")
        kept = saved_step()
        assert kept > 0 and person.reads("The disk is full")  # it stays written in Train
    person.click("Resume")
    person.wait(lambda: saved_step() > kept)
    person.click("Stop")
    person.wait(lambda: person.reads("saved. Resume goes on from exactly here."))
    steps = the_run().read_history()["step"]
    assert np.array_equal(steps, np.arange(1, len(steps) + 1))


# -- what is put in the way --------------------------------------------------------------------


def pictures(folder: Path, count: int) -> Path:
    folder.mkdir()
    generator = np.random.default_rng(0)
    for number in range(count):
        noise = generator.integers(0, 256, (40, 40), dtype=np.uint8)
        Image.fromarray(noise).save(folder / f"{number}.jpg")
    return folder


def a_trained_run(name: str) -> RunFolder:
    recipe = Recipe(objective="vae", net="mlp", width=4, latent=3, steps=2, batch=8)
    folder = Library().create(recipe, name=name)
    for _ in jobs.train(folder):
        pass
    return folder


def put_nan(path: Path) -> None:
    change_a_tensor(path, lambda tensor: torch.full_like(tensor, float("nan")))


def put_other_shape(path: Path) -> None:
    change_a_tensor(path, lambda tensor: torch.cat([tensor, tensor]))


def change_a_tensor(path: Path, change: Callable[[torch.Tensor], torch.Tensor]) -> None:
    tensors = load_file(path)
    name = next(name for name, tensor in tensors.items() if tensor.ndim == 2)
    save_file({**tensors, name: change(tensors[name])}, path)


def add_key(path: Path) -> None:
    path.write_text(path.read_text().replace("{", '{"learning_rat": 0.1,', 1))


def refuse(number: int) -> Callable[..., object]:
    def call(*_: object, **__: object) -> object:
        raise OSError(number, "refused by the test")

    return call


def the_run() -> RunFolder:
    [path] = [path for path in places.library().iterdir() if path.name[0] != "."]
    return RunFolder(path)


def saved_step() -> int:
    """The step the rolling checkpoint holds."""
    from genstudio.training import checkpoint

    if not places.library().is_dir() or not the_run().has_checkpoint:
        return 0
    return int(checkpoint.load(the_run().rolling_path)[1]["progress"]["step"])
