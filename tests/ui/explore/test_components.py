"""What the components keep, on a real PCA of digits: switched, counted, redrawn, compared."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from genstudio.runs.principal import redraw
from genstudio.ui.explore.beside_list import fits
from genstudio.ui.explore.components import Components
from genstudio.ui.explore.posterior import Given

from .conftest import Lab


def opened(lab: Lab) -> Components:
    lab.explore("pca")
    lab.tab.ideas.fold("pca").set_open(True)
    lab.settle()
    return lab.tab.ideas.components


def share(panel: Components) -> float:
    return float(panel.words.text().partition("keep ")[2].partition(" %")[0])


def test_components_are_switched_by_a_click_and_counted(lab: Lab) -> None:
    panel = opened(lab)
    assert panel.kept.sum() == 8 and panel.grid.count == 32
    before, shown = share(panel), panel.grid.picture()
    place = panel.grid.picture_rect(3).center().toPoint()  # the mean is first
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=place)
    assert not panel.kept[2] and panel.kept.sum() == 7 and share(panel) < before
    assert panel.grid.picture() != shown
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=place)
    assert share(panel) == before
    mean = panel.grid.picture_rect(0).center().toPoint()
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=mean)
    assert panel.kept.sum() == 8  # the mean cannot be switched off
    panel.count.setValue(70)
    assert panel.kept.all() and "70 of 70" in panel.words.text()
    assert "70 components keep" in panel.scree.accessibleDescription()


def test_a_picture_goes_to_numbers_and_back(lab: Lab) -> None:
    panel = opened(lab)
    model = lab.tab.session.model.front
    picture = lab.tab.mine.strip.first
    assert panel.sizes.text(0) == "Original · 784 · 784 · 0"
    wanted = redraw(model, picture, np.arange(70) < 8)
    assert panel.sizes.text(1) == f"PCA · 8 · 32 · {wanted.mse:.4f}"
    panel.count.setValue(40)
    lab.settle()
    assert panel.sizes.text(1).startswith("PCA · 40 · 160 · ")
    own = np.full((1, 28, 28), 200, np.uint8)
    lab.tab.take(Given("mine", own))
    lab.settle()
    assert panel.note.text().startswith("Your picture")
    wanted = redraw(model, own, np.arange(70) < 40)
    assert panel.sizes.text(1).endswith(f"{wanted.mse:.4f}")


def test_a_vae_of_the_same_pictures_stands_beside(lab: Lab) -> None:
    panel = opened(lab)
    names = [panel.beside.itemText(row) for row in range(panel.beside.count())]
    assert names == ["Beside: no other run", "Beside: tiny vae"]  # a GAN cannot redraw
    assert not panel.sizes.views[2].isVisible()
    panel.beside.setCurrentIndex(1)
    lab.settle()
    assert panel.sizes.views[2].isVisible()
    numbers = panel.sizes.text(2).split(" · ")
    assert numbers[1:3] == ["6", "24"] and float(numbers[3]) > 0
    lab.library.delete(lab.library.entry(lab.key("vae")))
    lab.studio.runs_changed.emit()
    lab.settle()
    assert not panel.sizes.views[2].isVisible() and not panel.beside.isVisible()


def test_a_run_beside_that_cannot_be_opened_is_a_sentence(lab: Lab) -> None:
    panel = opened(lab)
    for file in (lab.library.root / "vae").glob("*.safetensors"):
        file.write_bytes(b"broken")
    panel.beside.setCurrentIndex(1)
    lab.settle()
    assert "damaged" in panel.note.text() and not panel.sizes.views[2].isVisible()


def test_it_is_there_for_pca_alone_and_starts_over_with_another_run(lab: Lab) -> None:
    panel = opened(lab)
    panel.count.setValue(40)
    lab.explore("vae")
    assert not lab.tab.ideas.fold("pca").isVisible()
    lab.explore("pca")
    assert panel.kept.sum() == 8 and panel.sizes.text(1).startswith("PCA · 8")
    lab.tab.side.explain(topic="pca")
    assert "one at a right angle" in lab.tab.side.text


@pytest.mark.parametrize(
    ("change", "wanted"),
    [({}, True), ({"conditional": True}, False), ({"objective": "nsgan"}, False)],
)
def test_only_what_redraws_the_same_pictures_is_offered(lab: Lab, change, wanted) -> None:
    pca = lab.library.entry(lab.key("pca"))
    folder = lab.library.entry(lab.key("vae")).folder
    folder.write_recipe(folder.read_recipe().change(**change))
    assert fits(lab.library.entry(lab.key("vae")), pca) == wanted
    assert not fits(pca, pca)
