"""My picture on real runs: ways in, reconstruction, bands, ε, and why a GAN cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
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


def test_a_gan_says_why_not_and_what_to_do(lab: Lab, file: Path) -> None:
    lab.explore("gan")
    tab, told = lab.tab, list[str]()
    lab.studio.said.connect(told.append)
    assert "no encoder" in tab.mine.note.text()
    assert "VAE or a PCA" in tab.mine.note.text()
    assert not tab.mine.open_act.isEnabled()
    drop(lab, file)
    lab.settle()
    assert tab.mine.seen is None
    assert "GAN cannot read" in told[-1]


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
