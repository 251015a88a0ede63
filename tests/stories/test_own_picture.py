"""A person gives a digit of their own to a VAE, which answers, and to a GAN, which seeks it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person
from PIL import Image
from PySide6.QtWidgets import QComboBox, QProgressBar

from genstudio.core import places
from genstudio.runs.model import Model
from genstudio.ui.widgets.picture import PictureView


@pytest.fixture
def digit(tmp_path: Path) -> Path:
    """A seven, drawn with a ruler."""
    pixels = np.zeros((28, 28), np.uint8)
    pixels[6:8, 8:20] = 255
    for row in range(8, 23):
        pixels[row, 19 - (row - 8) // 2 : 21 - (row - 8) // 2] = 255
    Image.fromarray(pixels).save(tmp_path / "seven.png")
    return tmp_path / "seven.png"


@pytest.mark.timeout(240)
def test_own_picture_into_a_vae_and_into_a_gan(person: Person, digit: Path) -> None:
    person.go_to("Explore")
    person.choose("Run to explore", "Digits VAE")
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    assert person.drop(digit)
    person.wait(lambda: person.reads("Redrawn from μ: MSE"))
    tab = person.window.rooms["explore"].tab
    original = tab.mine.seen.original
    assert np.abs(original[0] / 255 - np.asarray(Image.open(digit)) / 255).max() < 0.02

    person.choose("Run to explore", "Digits GAN")
    person.wait(lambda: tab.explorer.family == "gan")
    before = tab.panel.point.z
    assert person.drop(digit)
    person.find(QProgressBar, "Progress of the search")
    person.wait(lambda: person.reads("Best so far: MSE"))
    person.wait(lambda: person.reads(" of 200 · MSE"))
    step = tab.mine.search.bar.value
    person.wait(lambda: step() > 60, 180_000)
    person.click("Stop searching")
    person.wait(lambda: person.reads("Found by search: MSE"))
    z = tab.panel.point.z
    assert not np.array_equal(z, before)
    model = Model.open(places.bundled("models") / "digits-gan")
    drawn = model.decode(np.stack([z, *model.draw_latents(1000, seed=1)])).astype(np.float32)
    errors = np.square((drawn - original) / 255).mean((1, 2, 3))
    assert errors[0] < 0.7 * errors[1:].min()  # closer than the luckiest of 1,000 draws


@pytest.mark.timeout(120)
def test_the_run_is_changed_while_it_is_sought(person: Person, digit: Path) -> None:
    person.go_to("Explore")
    person.choose("Run to explore", "Digits GAN")
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count == 1)
    assert person.drop(digit)
    person.wait(lambda: person.reads("Best so far: MSE"))
    person.choose("Run to explore", "Digits PCA")
    tab = person.window.rooms["explore"].tab
    person.wait(lambda: tab.explorer.family == "pca")
    assert not person.sees(QProgressBar, "Progress of the search")
    person.wait(lambda: person.reads("Redrawn from μ: MSE"))  # what the new run makes of it
    assert person.find(QComboBox, "Run to explore").currentText() == "Digits PCA"
    assert tab.mine.seen.how == "encoder" and tab.panel.point.size == len(tab.mine.seen.mu)
