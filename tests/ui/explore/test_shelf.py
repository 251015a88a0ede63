"""Favourites: kept with the run, undone, gone back to, mixed and bred; a PNG leads back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from genstudio.core import latents
from genstudio.runs import favourites, origin
from genstudio.runs.folder import RunFolder
from genstudio.ui.explore.posterior import Given

from .conftest import Lab


def on_disk(lab: Lab, name: str) -> list[np.ndarray]:
    return [each.origin.z for each in favourites.read_all(RunFolder(Path(lab.key(name))))]


def keep_two(lab: Lab, name: str) -> tuple[np.ndarray, np.ndarray]:
    lab.explore(name)
    kept = []
    for _ in range(2):
        lab.tab.panel.shuffle_act.trigger()
        lab.settle()
        lab.tab.keep_act.trigger()
        kept.append(lab.tab.panel.point.z)
    lab.settle()
    return kept[0], kept[1]


def test_a_favourite_is_kept_with_the_run_and_undo_takes_it_away(lab: Lab) -> None:
    first, second = keep_two(lab, "gan")
    assert np.array_equal(on_disk(lab, "gan"), [first, second])
    [kept, _] = favourites.read_all(RunFolder(Path(lab.key("gan"))))
    from genstudio.runs.model import Model

    model = Model.open(Path(lab.key("gan")))
    assert np.array_equal(kept.picture, model.decode(first[None])[0])
    assert kept.origin.model == model.hash and kept.origin.sampler == "prior"
    lab.tab.panel.undo_act.trigger()
    lab.settle()
    assert np.array_equal(on_disk(lab, "gan"), [first])
    lab.tab.panel.redo_act.trigger()
    lab.settle()
    assert np.array_equal(on_disk(lab, "gan"), [first, second])


def test_each_run_has_its_own_shelf(lab: Lab) -> None:
    keep_two(lab, "gan")
    lab.explore("vae")
    assert lab.tab.shelf.favourites == ()
    lab.explore("gan")
    assert len(lab.tab.shelf.favourites) == 2
    assert lab.tab.shelf.list.item(0).toolTip().startswith("Favourite 1: drawn by gan@")


def test_enter_goes_there_and_delete_removes_and_undo_brings_back(lab: Lab) -> None:
    first, second = keep_two(lab, "gan")
    shelf = lab.tab.shelf
    shelf.list.setCurrentRow(0)
    QTest.keyClick(shelf.list, Qt.Key.Key_Return)
    assert np.array_equal(lab.tab.panel.point.z, first)
    lab.tab.activateWindow()
    shelf.list.setFocus()
    QTest.keyClick(shelf.list, Qt.Key.Key_Delete)
    lab.settle()
    assert np.array_equal(on_disk(lab, "gan"), [second])
    lab.tab.panel.undo_act.trigger()
    lab.settle()
    assert np.array_equal(on_disk(lab, "gan"), [first, second])


def test_mixing_walks_the_great_circle_and_a_drag_is_one_step(lab: Lab) -> None:
    first, second = keep_two(lab, "gan")
    shelf, point = lab.tab.shelf, lab.tab.panel.point
    assert not shelf.mix.isVisible()
    shelf.list.selectAll()
    assert shelf.mix.isVisible() and shelf.breed_act.isEnabled()
    before = point.stack.count()
    knob = QPoint(shelf.mix.width() // 2, shelf.mix.height() // 2)
    QTest.mousePress(shelf.mix, Qt.MouseButton.LeftButton, pos=knob)
    for x in range(knob.x(), knob.x() + 60, 6):
        QTest.mouseMove(shelf.mix, QPoint(x, knob.y()))
    QTest.mouseRelease(shelf.mix, Qt.MouseButton.LeftButton, pos=knob + QPoint(60, 0))
    amount = shelf.mix.value() / 100
    assert 0.5 < amount < 1
    expected = latents.slerp(first, second, np.array([amount]))[0]
    assert np.array_equal(point.z, expected)
    assert point.stack.count() == before + 1
    lab.tab.panel.undo_act.trigger()
    assert np.array_equal(point.z, second)


def test_a_child_has_each_number_of_one_parent(lab: Lab) -> None:
    first, second = keep_two(lab, "pca")
    lab.tab.shelf.list.selectAll()
    lab.tab.shelf.breed_act.trigger()
    child = lab.tab.panel.point.z
    assert ((child == first) | (child == second)).all()
    assert (child == first).any() and (child == second).any()
    lab.tab.shelf.breed_act.trigger()
    assert not np.array_equal(lab.tab.panel.point.z, child)


def test_a_favourite_kept_at_the_last_moment_is_not_lost(lab: Lab) -> None:
    lab.explore("gan")
    lab.tab.keep_act.trigger()
    lab.tab.close()
    assert len(on_disk(lab, "gan")) == 1


def test_a_shelf_that_cannot_be_written_says_so(lab: Lab) -> None:
    lab.explore("gan")
    told = list[str]()
    lab.studio.said.connect(told.append)
    (Path(lab.key("gan")) / "favourites").write_text("in the way")
    lab.tab.keep_act.trigger()
    lab.settle()
    assert any("favourites" in sentence for sentence in told)


@pytest.mark.parametrize("other", ["same", "retrained", "missing, fits", "missing"])
def test_a_picture_says_how_it_was_taken_back(lab: Lab, tmp_path: Path, other: str) -> None:
    lab.explore("vae")
    lab.settle()
    found, told = lab.tab.explorer.origin, list[str]()
    assert found is not None and len(found.model) == 10
    lab.studio.said.connect(told.append)
    values = {"folder": "vae" if not other.startswith("missing") else "elsewhere"}
    values["model"] = found.model if other == "same" else "f" * 10
    latent = found.latent[:3] if other == "missing" else (1.0,) * 6
    picture = np.zeros((1, 28, 28), np.uint8)
    changed = type(found)(**(vars(found) | values | {"latent": latent}))
    origin.write(tmp_path / "a.png", picture, changed)
    lab.tab.take(Given("a.png", tmp_path / "a.png"))
    lab.settle()
    words = {
        "same": "The sliders are where “tiny vae” drew this picture.",
        "retrained": "has other weights now than at 12 steps",
        "missing, fits": "is not here; its latent is shown with another model",
        "missing": "is not here. Put its folder into the library",
    }
    assert words[other] in told[-1]
    assert (lab.tab.panel.point.z[:3] == 1).all() == (other != "missing")
