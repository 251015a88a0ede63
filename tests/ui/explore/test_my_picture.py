"""My picture on real runs: ways in, reconstruction, bands, ε, and a GAN's search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from genstudio.ui.explore.posterior import Given, error

from .conftest import Lab
from .test_tab import drop, shown


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.png"
    Image.effect_noise((60, 40), 120).save(path)
    return path


def seen(lab: Lab):
    found = lab.tab.mine.seen
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["vae", "pca"])
def test_a_dropped_picture_is_redrawn_from_its_mean(lab: Lab, file: Path, name: str) -> None:
    from genstudio.runs.model import Model

    lab.explore(name)
    drop(lab, file)
    lab.settle()
    model = Model.open(Path(lab.key(name)))
    posterior = model.encode(seen(lab).original[None])
    assert lab.tab.panel.point.z == pytest.approx(posterior.mu[0], abs=1e-5)
    assert np.array_equal(shown(lab), model.decode(posterior.mu)[0])
    figures = error(seen(lab).original, shown(lab)).sentence
    assert lab.tab.mine.errors.text() == f"Redrawn from μ: {figures}"


def test_each_row_shows_its_band(lab: Lab, file: Path) -> None:
    lab.explore("vae")
    drop(lab, file)
    lab.settle()
    for dimension in range(6):
        band = lab.tab.panel.list.row(dimension).slider.look.band
        assert band == pytest.approx((seen(lab).mu[dimension], seen(lab).sigma[dimension]))


def test_rolling_moves_by_noise_and_the_mean_brings_it_back(lab: Lab, file: Path) -> None:
    lab.explore("vae")
    drop(lab, file)
    lab.settle()
    tab = lab.tab
    tab.panel.point.set_locked(2, True)
    tab.mine.roll_act.trigger()
    lab.settle()
    noise = seen(lab).noise(tab.panel.point.z)
    assert noise[2] == pytest.approx(0, abs=1e-4)
    assert (np.abs(np.delete(noise, 2)) > 1e-4).all()
    assert "Drawn at the sliders" in tab.mine.errors.text()
    tab.mine.mean_act.trigger()
    lab.settle()
    assert tab.panel.point.z == pytest.approx(seen(lab).mu)
    assert "Redrawn from μ" in tab.mine.errors.text()
    tab.panel.undo_act.trigger()
    assert seen(lab).noise(tab.panel.point.z) == pytest.approx(noise, abs=1e-4)


def test_the_formula_follows_the_active_slider(lab: Lab, file: Path) -> None:
    lab.explore("vae")
    drop(lab, file)
    lab.settle()
    lab.tab.panel.list.focus(3)
    assert lab.tab.mine.formula.text().startswith("z₄ = μ + σ·ε")
    lab.tab.panel.list.changed.emit(3, 2.5)
    assert lab.tab.mine.formula.text().endswith("= 2.50")


def test_one_of_the_runs_own_held_out_pictures_can_be_chosen(lab: Lab) -> None:
    from genstudio.data.load import load_now

    lab.explore("vae")
    tab = lab.tab
    assert tab.mine.strip.view.count == 12
    place = tab.mine.strip.view.picture_rect(4).center().toPoint()
    QTest.mouseClick(tab.mine.strip.view, Qt.MouseButton.LeftButton, pos=place)
    lab.settle()
    recipe = lab.library.entry(lab.key("vae")).recipe
    assert recipe is not None
    images = load_now(recipe.data, size=28, channels=recipe.channels, fit=recipe.fit)
    _, held_out = images.split(recipe.held_out, recipe.split_seed)
    assert any(np.array_equal(images.pictures[index], seen(lab).original) for index in held_out)


def test_others_shows_other_pictures(lab: Lab) -> None:
    lab.explore("vae")
    strip = lab.tab.mine.strip
    before = strip.view.picture()
    strip.more_act.trigger()
    assert strip.view.picture() != before


def test_a_gan_seeks_the_picture_and_lands_in_the_sliders(lab: Lab, file: Path) -> None:
    from genstudio.runs.model import Model

    lab.explore("gan")
    tab = lab.tab
    assert "no encoder" in tab.mine.note.text() and "searched" in tab.mine.note.text()
    before = tab.panel.point.z
    drop(lab, file)
    assert tab.mine.search.isVisible()
    lab.bot.waitUntil(lambda: not tab.reader.seeker.is_seeking, timeout=60_000)
    lab.settle()
    found = seen(lab)
    assert found.how == "search" and np.array_equal(tab.panel.point.z, found.mu)
    assert not tab.mine.search.isVisible()
    model = Model.open(Path(lab.key("gan")))
    drawn = model.decode(np.stack([found.mu, before])).astype(np.float32)
    errors = np.square(drawn - found.original).mean((1, 2, 3))
    assert errors[0] < errors[1]
    assert tab.mine.errors.text().startswith("Found by search: MSE")
    assert "found + what you moved" in tab.mine.formula.text()
    tab.panel.undo_act.trigger()
    assert np.array_equal(tab.panel.point.z, before)
    lab.settle()
    assert tab.mine.errors.text().startswith("Drawn at the sliders")


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches go on until they are stopped."""
    from genstudio.runs import inversion

    seek, effort = inversion.seek, inversion.Effort(2, 100_000)
    monkeypatch.setattr(inversion, "seek", lambda *given: seek(*given, effort=effort))


def test_a_search_can_be_stopped_and_keeps_the_best_so_far(lab: Lab, file: Path, endless) -> None:
    lab.explore("gan")
    tab = lab.tab
    drop(lab, file)
    lab.bot.waitUntil(lambda: tab.mine.redrawn.count == 1, timeout=60_000)
    tab.mine.search.stop_act.trigger()
    lab.bot.waitUntil(lambda: not tab.reader.seeker.is_seeking, timeout=60_000)
    assert np.array_equal(tab.panel.point.z, seen(lab).mu)


@pytest.mark.parametrize("what", ["switch", "delete", "another", "forget", "close"])
def test_whatever_happens_during_a_search_leaves_no_stale_picture(
    lab: Lab, file: Path, endless, what: str
) -> None:
    lab.explore("gan")
    tab = lab.tab
    drop(lab, file)
    lab.bot.waitUntil(lambda: tab.mine.redrawn.count == 1, timeout=60_000)
    z = tab.panel.point.z
    if what == "switch":
        lab.explore("vae")
        assert tab.mine.seen is None or tab.mine.seen.how == "encoder"
    elif what == "delete":
        lab.library.delete(lab.library.entry(lab.key("gan")))
        lab.studio.runs_changed.emit()
        assert tab.mine.seen is None and tab.canvas.drawing is None
    elif what == "another":
        tab.take(Given("black", np.zeros((1, 28, 28), np.uint8)))
        lab.bot.waitUntil(lambda: bool(tab.mine.seen) and seen(lab).name == "black", timeout=60_000)
        assert (seen(lab).original == 0).all() and tab.reader.seeker.is_seeking
    elif what == "forget":
        tab.mine.forget_act.trigger()
        assert tab.mine.seen is None and np.array_equal(tab.panel.point.z, z)
    else:
        tab.close()
    if what != "another":
        assert not tab.reader.seeker.is_seeking and not tab.mine.search.isVisible()


def test_a_drawing_is_redrawn(lab: Lab) -> None:
    from genstudio.ui.explore.sketch import Sketch

    lab.explore("vae")
    lab.tab.mine.draw_act.trigger()
    sketch = lab.tab.findChild(Sketch)
    assert sketch is not None
    paper = sketch.paper
    QTest.mousePress(paper, Qt.MouseButton.LeftButton, pos=QPoint(160, 60))
    for y in range(60, 260, 20):
        QTest.mouseMove(paper, QPoint(160, y))
    QTest.mouseRelease(paper, Qt.MouseButton.LeftButton, pos=QPoint(160, 260))
    ink = paper.image
    sketch.undo.click()
    assert paper.is_blank and paper.image != ink
    QTest.mouseClick(paper, Qt.MouseButton.LeftButton, pos=QPoint(160, 160))
    sketch.accept()
    lab.settle()
    picture = seen(lab).original[0].astype(int)
    ground = picture[0, 0]
    assert ground in (0, 255) and abs(picture[14, 14] - ground) > 150
    assert (picture[:6] == ground).all()


@pytest.mark.parametrize("content", [b"", b"hello", None])
def test_a_bad_file_is_a_sentence_and_nothing_moves(
    lab: Lab, tmp_path: Path, content: bytes | None
) -> None:
    lab.explore("vae")
    z = lab.tab.panel.point.z
    path = tmp_path / "bad.png"
    if content is not None:
        path.write_bytes(content)
    lab.tab.take(Given("bad.png", path))
    lab.settle()
    assert "bad.png" in lab.tab.mine.note.text()
    assert lab.tab.mine.seen is None
    assert np.array_equal(lab.tab.panel.point.z, z)


def test_paste_takes_a_picture_and_says_when_there_is_none(lab: Lab) -> None:
    lab.explore("vae")
    QGuiApplication.clipboard().setText("no picture")
    lab.tab.mine.paste_act.trigger()
    assert "no picture on the clipboard" in lab.tab.mine.note.text()
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    lab.tab.mine.paste_act.trigger()
    lab.settle()
    assert (seen(lab).original == 255).all()
    assert "Drop a picture" in lab.tab.mine.note.text()


def test_open_takes_a_file(lab: Lab, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.explore("pca")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    lab.tab.mine.open_act.trigger()
    lab.settle()
    assert seen(lab).name == "mine.png"


def test_forgetting_takes_bands_away_and_leaves_the_sliders(lab: Lab, file: Path) -> None:
    lab.explore("vae")
    drop(lab, file)
    lab.settle()
    z = lab.tab.panel.point.z
    lab.tab.mine.forget_act.trigger()
    assert lab.tab.mine.seen is None
    assert lab.tab.panel.list.row(0).slider.look.band is None
    assert np.array_equal(lab.tab.panel.point.z, z)


def test_a_picture_goes_with_one_to_another_run_that_can_read_it(lab: Lab, file: Path) -> None:
    lab.explore("vae")
    drop(lab, file)
    lab.settle()
    lab.explore("pca")
    assert seen(lab).mu.shape == (70,)
    assert lab.tab.panel.point.z == pytest.approx(seen(lab).mu)
    lab.explore("gan")
    assert lab.tab.mine.seen is None


def test_a_run_whose_pictures_are_gone_says_so(lab: Lab) -> None:
    folder = lab.library.entry(lab.key("vae")).folder
    folder.write_recipe(folder.read_recipe().change(data="folder:/nowhere/at/all"))
    lab.explore("vae")
    note = lab.tab.mine.strip.note
    assert note.isVisible()
    assert "cannot be shown" in note.text()
    assert not lab.tab.mine.strip.view.isVisible()


def test_bundled_pictures_stand_in_for_those_that_would_be_downloaded(lab: Lab) -> None:
    folder = lab.library.entry(lab.key("vae")).folder
    folder.write_recipe(folder.read_recipe().change(data="torchvision:MNIST"))
    lab.explore("vae")
    strip = lab.tab.mine.strip
    assert strip.view.count == 12
    assert "bundled" in strip.note.text()
    assert "may have trained" in strip.note.text()
    strip.view.clicked.emit(0)
    lab.settle()
    assert seen(lab).original.shape == (1, 28, 28)


def test_what_has_no_stand_in_is_not_downloaded_by_the_way(lab: Lab) -> None:
    folder = lab.library.entry(lab.key("vae")).folder
    folder.write_recipe(folder.read_recipe().change(data="torchvision:KMNIST"))
    lab.explore("vae")
    assert "not on this computer" in lab.tab.mine.strip.note.text()
    assert not lab.tab.mine.strip.view.isVisible()


def test_the_same_roll_nearer_and_further(lab: Lab, file: Path) -> None:
    lab.explore("vae")
    drop(lab, file)
    lab.settle()
    tab, width = lab.tab, lab.tab.mine.width_
    assert width.isVisible()
    tab.mine.roll_act.trigger()
    found = seen(lab)
    once = found.noise(tab.panel.point.z)
    for value in (0, 50, 200):
        width.setValue(value)
        np.testing.assert_allclose(
            found.noise(tab.panel.point.z), once * value / 100, rtol=1e-2, atol=1e-3
        )
    count = tab.panel.point.stack.count()
    tab.panel.undo_act.trigger()
    assert tab.panel.point.stack.count() == count  # nothing is pushed by undoing
    np.testing.assert_allclose(found.noise(tab.panel.point.z), once / 2, rtol=1e-2, atol=1e-3)
    lab.explore("gan")
    assert not width.isVisible()
