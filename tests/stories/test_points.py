"""Points of a plane in place of pictures: chosen, trained on by a GAN, seen, and explored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from person import Person
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QPushButton

from genstudio.core import places, scatter
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.ui.widgets.picture import PictureView

STEPS = 120
ORANGE, GREY = np.array([214, 84, 20]), np.array([120, 128, 140])


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_gan_learns_a_ring_of_points_and_is_explored(person: Person) -> None:
    choose_the_ring(person)
    train_a_gan(person)
    look_at_the_points(person)
    explore_a_point(person)


def choose_the_ring(person: Person) -> None:
    person.go_to("Train")
    person.choose("Pictures to learn from", "Points: a ring of 8")
    person.wait(lambda: person.reads("100,000 points"))
    person.wait(lambda: person.find(PictureView, "Sample of the pictures").count == 1)
    assert not person.sees(QAbstractSpinBox, "Picture size, px")  # a point has none
    assert not person.find(QPushButton, "Check pictures…").isEnabled()


def train_a_gan(person: Person) -> None:
    person.click("Train a GAN")
    nets = person.find(QComboBox, "Network")
    offered = [nets.itemText(row) for row in range(nets.count())]
    assert offered == ["Fully connected with waves", "Fully connected"]
    assert nets.currentText() == offered[0]
    person.type_into("Steps", str(STEPS))
    person.click("Train")
    person.wait(lambda: person.reads(f"Trained {STEPS} steps. Everything is saved."), 150_000)
    assert person.sees(pg.PlotWidget, "Chart: Discriminator's mean score")


def look_at_the_points(person: Person) -> None:
    view = person.find(PictureView, "Previews")
    assert person.reads("Orange: made points; grey: real ones")
    cloud = Model.open(the_run().path, moment=STEPS).cloud(seed=0)
    person.wait(lambda: np.array_equal(shown(view), cloud))  # of the model as it is now
    [sheet] = shown(view)
    assert sheet.shape == scatter.SHAPE
    assert len(inked(sheet, ORANGE)) > 50 and len(inked(sheet, GREY)) > 50


def explore_a_point(person: Person) -> None:
    person.click("Explore this run")
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count == 1)
    model = Model.open(the_run().path)
    sliders = [s for s in person.all(QAbstractSlider) if s.accessibleName().startswith("z ")]
    slider = min(sliders, key=lambda s: s.mapToGlobal(QPoint(0, 0)).y())
    before = shown(picture)
    person.click(slider, QPoint(slider.width() - 24, slider.height() // 3))
    person.wait(lambda: not np.array_equal(shown(picture), before))
    z = person.window.build("explore").panel.point.z
    person.wait(lambda: np.array_equal(shown(picture), model.decode(z[None])))


def inked(sheet: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Where a sheet (3, H, W) has about that colour."""
    return np.argwhere(np.abs(sheet.transpose(1, 2, 0) - ink).max(-1) < 40)


def shown(view: PictureView) -> np.ndarray:
    return np.asarray(view._pictures).astype(int)


def the_run() -> RunFolder:
    [path] = [path for path in Path(places.library()).iterdir() if path.name[0] != "."]
    return RunFolder(path)
