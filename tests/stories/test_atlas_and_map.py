"""Finding one's way through a model: the atlas of its sliders, new axes, a walk on the map."""

from __future__ import annotations

import numpy as np
import pytest
from person import Person
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractSlider, QComboBox

from genstudio.core import places
from genstudio.runs import embedding
from genstudio.ui.explore.map_view import MapView
from genstudio.ui.widgets.picture import PictureView


@pytest.fixture(autouse=True)
def quick_tsne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_FITTED", 300)
    monkeypatch.setattr(embedding, "_EARLY", 30)
    monkeypatch.setattr(embedding, "_LATE", 30)


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_atlas_axes_and_a_walk_on_the_map(person: Person) -> None:
    explore_the_bundled_vae(person)
    find_class_axes_and_make_it_a_seven(person)
    undo_everything(person)
    walk_on_the_map(person)


def explore_the_bundled_vae(person: Person) -> None:
    person.window.studio.explore_requested.emit(str(places.bundled("models") / "digits-vae"))
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count > 0)
    tab = person.window.build("explore")
    person.wait(lambda: tab.surveyor.is_idle and tab.panel.list._strips is not None)
    assert len(sliders(person)) == 10
    values = tab.panel._ranking.values[list(tab.panel.list.order)]
    assert (np.diff(values) <= 0).all() and values[-1] > 0


def find_class_axes_and_make_it_a_seven(person: Person) -> None:
    tab = person.window.build("explore")
    tab.panel.axis_bar.classes_act.trigger()
    person.wait(lambda: person.find(QComboBox, "Axes").currentText() == "Classes", 120_000)
    person.wait(lambda: tab.surveyor.is_idle and "7" in sliders(person))
    seven = sliders(person)["7"]
    person.click(seven, QPoint(seven.width() - 12, seven.height() // 3))
    row = tab.panel.axes.names.index("7")
    assert tab.panel.axes.coordinates(tab.panel.point.z)[row] > 2.5
    folder = places.home() / "axes"
    person.wait((folder / "digits-vae.json").is_file)


def undo_everything(person: Person) -> None:
    panel = person.window.build("explore").panel
    for _ in range(2):
        person.click("Undo")
    assert panel.is_raw and person.find(QComboBox, "Axes").count() == 1


def walk_on_the_map(person: Person) -> None:
    tab = person.window.build("explore")
    person.click("Map")
    view = person.find(MapView, "Map of the latents")
    page = tab.middle.map
    person.wait(lambda: page.is_idle and view.plane is not None, 120_000)
    assert person.find(QComboBox, "Layout of the map").count() == 2
    before = tab.panel.point.z
    person.click("Walk on the map")
    start, end = QPoint(120, 200), QPoint(260, 330)
    person.press(view, start)
    for step in range(1, 11):
        person.move(view, start + (end - start) * (step / 10))
    person.release(view, end)
    person.wait(lambda: not page.is_idle)
    person.wait(lambda: page.is_idle, 60_000)
    there = view.plane.latents(view.camera.place(end.x(), end.y()))[0]
    assert tab.panel.point.z == pytest.approx(there, abs=1e-2)
    person.click("Undo")
    assert np.array_equal(tab.panel.point.z, before)


def sliders(person: Person) -> dict[str, QAbstractSlider]:
    rows = person.window.build("explore").panel.list
    shown = {rows.row(each).slider for each in rows.order}
    return {slider.accessibleName(): slider for slider in shown}
