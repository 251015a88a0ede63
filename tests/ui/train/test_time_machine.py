"""The time machine in the Train tab: moments decoded, other latents, markers, choosing, films."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.core.events import Kept, Preview
from genstudio.core.recipe import Recipe
from genstudio.runs import jobs, moments
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library
from genstudio.runs.model import Model
from genstudio.training import engine
from genstudio.training import moments as keeping
from genstudio.training.cadence import Cadence
from genstudio.ui.studio import Studio
from genstudio.ui.train.banner import Banner
from genstudio.ui.train.film_dialog import FilmDialog
from genstudio.ui.train.machine import Machine
from genstudio.ui.train.moments_bar import MomentsBar
from genstudio.ui.train.previews import PreviewsPanel
from genstudio.ui.train.resuming import ResumeDialog
from genstudio.ui.train.tab import TrainTab

STEPS = 10


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained VAE with a moment at every step that is due."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "Cadence", lambda seconds: Cadence(0.0, share=float("inf")))
        patch.setattr(keeping, "_SHARE", float("inf"))
        root = tmp_path_factory.mktemp("library")
        recipe = Recipe(net="mlp", width=4, latent=3, batch=16, steps=STEPS, threads=1)
        folder = Library(root, bundled=root).create(recipe, name="a VAE")
        list(jobs.train(folder))
    return folder.path


@pytest.fixture
def folder(template: Path, library: Library) -> RunFolder:
    source = Library(template.parent, bundled=template.parent).entry(template)
    return library.duplicate(source).folder


@pytest.fixture
def panel(app: QApplication, qtbot: QtBot) -> PreviewsPanel:
    panel = PreviewsPanel()
    qtbot.addWidget(panel)
    panel.resize(460, 620)
    panel.show()
    return panel


def finished(panel: PreviewsPanel, folder: RunFolder) -> None:
    panel.begin((), (1, 28, 28), folder=folder)
    panel.look_again(is_live=False)


def bar(panel: PreviewsPanel) -> MomentsBar:
    return panel.bar.slider


def shown(panel: PreviewsPanel) -> np.ndarray | None:
    return panel.view._pictures


def shows(panel: PreviewsPanel, pictures: np.ndarray) -> bool:
    now = shown(panel)
    return now is not None and now.shape == pictures.shape and bool((now == pictures).all())


def spoil(path: Path) -> None:
    """Put another file in its place; cutting one that is mapped into memory would end us."""
    path.unlink()
    path.write_bytes(b"junk")


def drawn(folder: RunFolder, step: int, seed: int = 0) -> np.ndarray:
    return Model.open(folder.path, moment=step).sample(36, seed=seed)


def test_every_moment_is_decoded_and_the_bar_has_them_all(
    panel: PreviewsPanel, folder: RunFolder, qtbot: QtBot
) -> None:
    finished(panel, folder)
    steps = [moment.step for moment in moments.timeline(folder)]
    assert steps[0] == 0 and steps[-1] == STEPS and len(steps) > 5
    assert bar(panel).maximum() == len(steps) - 1 and panel.step == STEPS
    for index in (0, 3, len(steps) - 1):
        bar(panel).setValue(index)
        qtbot.waitUntil(lambda: shows(panel, drawn(folder, steps[index])))  # noqa: B023
        assert panel.step == steps[index] == panel.moment_step
    words = bar(panel).accessibleDescription()
    assert f"{len(steps)} moments from step 0 to 10; the best is at step" in words
    assert f"Time machine: {len(steps)} moments, " in panel.bar.room.text()
    assert panel.bar.room.text().endswith(" of 50 MB")


def test_the_keyboard_walks_from_moment_to_moment(
    panel: PreviewsPanel, folder: RunFolder, qtbot: QtBot
) -> None:
    finished(panel, folder)
    told: list[object] = []
    panel.moved.connect(told.append)
    bar(panel).setFocus()
    last = bar(panel).value()
    for _ in range(2):
        QTest.keyClick(bar(panel), Qt.Key.Key_Left)
    assert bar(panel).value() == last - 2 and not panel.is_live
    qtbot.waitUntil(lambda: bool(told) and told[-1] == panel.step)
    QTest.keyClick(bar(panel), Qt.Key.Key_Right)
    assert bar(panel).value() == last - 1
    panel.bar.newest.click()
    qtbot.waitUntil(lambda: told[-1] is None)
    assert panel.is_live and panel.step == STEPS


def test_other_latents_are_the_same_at_every_moment(
    panel: PreviewsPanel, folder: RunFolder, qtbot: QtBot
) -> None:
    finished(panel, folder)
    qtbot.waitUntil(panel.acts.shuffle.isEnabled)
    assert not panel.acts.same.isEnabled()
    panel.acts.shuffle.trigger()
    seed = panel.seed
    assert seed is not None
    for index in (bar(panel).maximum(), 2):
        bar(panel).setValue(index)
        step = panel.step or 0
        qtbot.waitUntil(lambda: shows(panel, drawn(folder, step, seed)))  # noqa: B023
    panel.acts.same.trigger()
    qtbot.waitUntil(lambda: shows(panel, drawn(folder, 2)))


def test_while_it_trains_what_was_drawn_since_the_last_moment_is_the_newest(
    panel: PreviewsPanel, folder: RunFolder, qtbot: QtBot
) -> None:
    for path in (folder.rolling_path, folder.best_path):
        path.unlink()
    keeping.Shelf(folder.moments_path).cut(4)
    panel.begin((), (1, 28, 28), folder=folder)
    panel.extend(Preview(5, np.full((36, 1, 28, 28), 50, np.uint8)))
    qtbot.waitUntil(lambda: shows(panel, np.full((36, 1, 28, 28), 50, np.uint8)))
    assert panel.step == 5 and panel.moment_step is None
    assert not panel.acts.explore.isEnabled() and "recorded" in panel.acts.explore.toolTip()
    panel.acts.shuffle.trigger()  # those latents only moments can show
    assert panel.step == 4
    panel.keep(Kept(4, 5, 100, 1000, "The disk is full: try again."))
    qtbot.waitUntil(lambda: panel.bar.room.text() == "The disk is full: try again.")


def test_looking_at_a_moment_stays_there_while_others_are_thinned(
    panel: PreviewsPanel, folder: RunFolder
) -> None:
    finished(panel, folder)
    bar(panel).setValue(5)
    step = panel.step
    keeping.Shelf(folder.moments_path).path(1).unlink()
    panel.keep(Kept(10, 7, 100, 1000))
    assert panel.step == step and bar(panel).value() == 4


def test_redrawn_pictures_of_a_moment(
    panel: PreviewsPanel, folder: RunFolder, qtbot: QtBot
) -> None:
    finished(panel, folder)
    originals = drawn(folder, STEPS)[:12]
    panel.extend(Preview(STEPS, drawn(folder, STEPS), originals, originals))
    panel.head.redrawn.click()
    bar(panel).setValue(2)
    model = Model.open(folder.path, moment=panel.step)
    redrawn = model.decode(model.encode(originals).mu)
    qtbot.waitUntil(lambda: panel.view.count == 24)
    qtbot.waitUntil(lambda: bool((shown(panel)[6:12] != 255).any()))
    qtbot.waitUntil(lambda: _has(shown(panel), redrawn))


def _has(pictures: np.ndarray | None, wanted: np.ndarray) -> bool:
    assert pictures is not None
    found = {picture.tobytes() for picture in pictures}
    return all(picture.tobytes() in found for picture in wanted)


def test_a_damaged_moment_says_so_and_the_others_still_show(
    panel: PreviewsPanel, folder: RunFolder, qtbot: QtBot
) -> None:
    finished(panel, folder)
    spoil(keeping.Shelf(folder.moments_path).path(2))
    bar(panel).setValue(2)
    qtbot.waitUntil(lambda: "damaged" in panel.view.accessibleDescription())
    bar(panel).setValue(3)
    qtbot.waitUntil(lambda: shows(panel, drawn(folder, 3)))


def test_marks_lie_below_the_handle(panel: PreviewsPanel, folder: RunFolder) -> None:
    finished(panel, folder)
    places = [bar(panel).place(value) for value in range(bar(panel).maximum() + 1)]
    gaps = np.diff(places)
    assert places[0] > 0 and places[-1] < bar(panel).width()
    assert gaps.min() > 10 and gaps.max() - gaps.min() <= 1


@pytest.fixture
def machine(studio: Studio, panel: PreviewsPanel, folder: RunFolder, qtbot: QtBot) -> Machine:
    banner = Banner()
    qtbot.addWidget(banner)
    machine = Machine(studio, panel, banner, panel)
    machine.follow(str(folder.path))
    finished(panel, folder)
    bar(panel).setValue(3)
    qtbot.waitUntil(panel.acts.choose.isEnabled)
    return machine


def test_a_moment_is_made_the_model_undone_and_redone(
    machine: Machine, panel: PreviewsPanel, folder: RunFolder, studio: Studio, qtbot: QtBot
) -> None:
    best = Model.open(folder.path).stamp
    told: list[str] = []
    studio.model_changed.connect(told.append)
    panel.acts.choose.trigger()
    assert Model.open(folder.path).stamp.endswith("@3") and told == [str(folder.path)]
    assert "now as it was after step 3" in machine._banner.sentence
    qtbot.waitUntil(lambda: not panel.acts.choose.isEnabled())
    assert panel.acts.choose.toolTip() == "This moment is the model."
    assert panel.head.step.text() == "Step 3 · the model"
    panel.acts.undo.trigger()
    assert Model.open(folder.path).stamp == best
    assert "training judged best" in machine._banner.sentence
    panel.acts.redo.trigger()
    assert Model.open(folder.path).stamp.endswith("@3") and len(told) == 3
    assert "chosen by hand: step 3" in bar(panel).accessibleDescription()


def test_what_cannot_be_chosen_is_told(
    machine: Machine, panel: PreviewsPanel, folder: RunFolder, studio: Studio
) -> None:
    failures: list[object] = []
    studio.erred.connect(failures.append)
    spoil(keeping.Shelf(folder.moments_path).path(3))
    panel.acts.choose.trigger()
    assert "damaged" in failures[0].message and not folder.chosen_path.exists()
    assert not machine.stack.canUndo()


def test_a_moment_is_handed_to_explore(
    machine: Machine, panel: PreviewsPanel, folder: RunFolder, studio: Studio, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(studio.moment_requested) as caught:
        panel.acts.explore.trigger()
    assert caught.args == [str(folder.path), 3]


@pytest.fixture
def dialog(folder: RunFolder, panel: PreviewsPanel, qtbot: QtBot) -> FilmDialog:
    dialog = FilmDialog(folder, None, panel)
    qtbot.addWidget(dialog)
    dialog.count.setValue(4)
    dialog.seconds.setValue(1)
    dialog.fps.setValue(10)
    dialog.show()
    return dialog


def test_a_film_is_written(dialog: FilmDialog, tmp_path: Path, qtbot: QtBot) -> None:
    said: list[str] = []
    dialog.said.connect(said.append)
    dialog.write(tmp_path / "film.gif")
    assert dialog.is_writing and not dialog.seconds.isEnabled()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    with Image.open(tmp_path / "film.gif") as image:
        assert image.n_frames == 10
    assert said and "film.gif" in said[0]


def test_a_film_given_up_leaves_nothing(dialog: FilmDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.seconds.setValue(600)
    dialog.write(tmp_path / "film.webp")
    qtbot.waitUntil(lambda: "left" in dialog._status.text(), timeout=20_000)
    dialog.reject()
    qtbot.waitUntil(lambda: not dialog.is_writing, timeout=20_000)
    assert dialog.isVisible() and "nothing was left behind" in dialog._status.text()
    assert not list(tmp_path.glob("*film*"))


def test_a_film_that_fails_says_why_and_can_be_tried_again(
    dialog: FilmDialog, folder: RunFolder, tmp_path: Path, qtbot: QtBot
) -> None:
    kept = sorted(folder.moments_path.iterdir())
    for path in (*kept[1:], folder.rolling_path, folder.best_path):
        spoil(path)
    dialog.write(tmp_path / "film.gif")
    qtbot.waitUntil(lambda: "fewer than two moments" in dialog._status.text(), timeout=20_000)
    assert dialog.isVisible() and not dialog.is_writing and dialog.seconds.isEnabled()


def test_a_finished_run_can_be_looked_back_at(
    tab: TrainTab, folder: RunFolder, qtbot: QtBot
) -> None:
    tab.acts.look_back.trigger()
    dialog = tab.findChild(ResumeDialog)
    assert dialog.windowTitle() == "Look back at a run" and dialog.table.rowCount() == 1
    dialog.accept()
    panel = tab.watch.previews
    qtbot.waitUntil(lambda: shows(panel, drawn(folder, STEPS)))
    qtbot.waitUntil(lambda: len(tab.watch.curves.views) > 1)
    assert tab.watch.record.last_step == STEPS
    assert tab.watch.readout.status.endswith(": done") and tab.acts.explore.isEnabled()
    bar(panel).setValue(2)
    qtbot.waitUntil(lambda: tab.watch.curves.views[0]._mark.value() == panel.step)
    assert tab.watch.curves.views[0]._mark.isVisible()
    panel.bar.newest.click()
    qtbot.waitUntil(lambda: not tab.watch.curves.views[0]._mark.isVisible())
