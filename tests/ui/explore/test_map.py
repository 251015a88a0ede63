"""The map in the tab: raster and camera, pointing, clicking, walking, the lasso, other runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from genstudio.runs import embedding
from genstudio.runs.model import Model
from genstudio.ui import theme
from genstudio.ui.explore.map_page import MapPage
from genstudio.ui.explore.map_raster import (
    Camera,
    class_colours,
    ground,
    inside,
    raster,
    resampled,
)
from genstudio.ui.explore.map_view import MapView

from .conftest import Lab


@pytest.fixture(autouse=True)
def quick_tsne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_FITTED", 150)
    monkeypatch.setattr(embedding, "_EARLY", 20)
    monkeypatch.setattr(embedding, "_LATE", 20)


def open_map(lab: Lab, name: str) -> MapPage:
    """Open a run's map and wait until all of it is there."""
    lab.explore(name)
    lab.tab.map_act.setChecked(True)
    page = lab.tab.middle.map
    assert page is not None
    lab.bot.waitUntil(lambda: page.view.plane is not None and page.is_idle, timeout=60_000)
    lab.bot.wait(100)  # the line of progress goes, and the map takes its room
    return page


def a_place(page: MapPage) -> tuple[QPoint, np.ndarray]:
    """A pixel near a point of the map, and its place."""
    plane, camera = page.view.plane, page.view.camera
    middle = camera.place(camera.width / 3, camera.height / 2)
    near = int(np.linalg.norm(plane.places - middle, axis=1).argmin())
    pixel = camera.pixels(plane.places[near : near + 1])[0]
    where = QPoint(round(float(pixel[0])), round(float(pixel[1])))
    return where, camera.place(where.x(), where.y())


def test_the_camera_keeps_the_place_under_the_pointer() -> None:
    camera = Camera(1.0, -2.0, 30.0, 400, 300)
    at = (320.0, 70.0)
    place = camera.place(*at)
    assert camera.pixels(place)[0] == pytest.approx(at, abs=1e-3)
    assert camera.zoomed(3.0, at).pixels(place)[0] == pytest.approx(at, abs=1e-2)
    moved = camera.moved(15, -8).pixels(place)[0]
    assert moved == pytest.approx((at[0] + 15, at[1] - 8), abs=1e-3)


def test_points_are_squares_of_their_colour_where_they_lie() -> None:
    camera = Camera(0, 0, 10, 40, 30)
    places = np.array([[0.0, 0.0], [1.0, 1.0], [99.0, 0.0]], np.float32)
    colours = np.array([0xFF112233, 0xFF445566, 0xFF778899], np.uint32)
    image = np.zeros((30, 40), np.uint32)
    seen = raster(places, colours, camera, size=3, on=image)
    assert seen.tolist() == [0, 1]
    assert (image[14:17, 19:22] == 0xFF112233).all()
    assert (image[4:7, 29:32] == 0xFF445566).all()
    assert (image != 0).sum() == 18


def test_the_ground_lies_where_its_cells_are() -> None:
    cells = np.array([[1, 2], [3, 4]], np.uint32)
    low, high = np.array([-1.0, -1.0]), np.array([1.0, 1.0])
    out = np.zeros((40, 40), np.uint32)
    ground(cells, low, high, Camera(0, 0, 10, 40, 40), out)
    assert (out[10:20, 10:20] == 1).all() and (out[10:20, 20:30] == 2).all()
    assert (out[20:30, 10:20] == 3).all() and (out[20:30, 20:30] == 4).all()
    assert (out[:10] == 1).all() and (out[:, 30:] == 1).all()


def test_class_colours_differ() -> None:
    for count in (2, 10, 30):
        assert len(set(class_colours(count, is_dark=False).tolist())) == count


def test_a_lasso_catches_what_is_inside() -> None:
    outline = np.array([[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]], float)
    points = np.array([[1, 1], [2, 3], [3.5, 2], [5, 1], [2, 0.5]], float)
    assert inside(outline, points).tolist() == [True, False, True, False, True]


def test_a_path_is_walked_at_one_speed() -> None:
    path = np.array([[0, 0], [0.1, 0], [0.2, 0], [3, 0], [3, 3]], float)
    steps = np.linalg.norm(np.diff(resampled(path, 50), axis=0), axis=1)
    assert steps.max() == pytest.approx(steps.min(), rel=0.6)
    assert resampled(path, 50)[[0, -1]] == pytest.approx(path[[0, -1]])


def test_pointing_draws_there_and_a_click_goes_there(lab: Lab) -> None:
    page = open_map(lab, "vae")
    assert page._layouts.count() == 2 and page.view.plane.kind == "t-sne"
    pixel, place = a_place(page)
    drawn: list[np.ndarray] = []
    page.painter.drawn.connect(lambda drawing: drawn.append(drawing.z[0]))
    QTest.mouseMove(page.view, pixel + QPoint(4, 4))
    QTest.mouseMove(page.view, pixel)
    wanted = page.view.plane.latents(place)[0]
    lab.bot.waitUntil(
        lambda: bool(drawn) and np.allclose(drawn[-1], wanted, atol=1e-4), timeout=30_000
    )
    assert "nearest points" in page.note.text()
    before = lab.tab.panel.point.z
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=pixel)
    assert lab.tab.panel.point.z == pytest.approx(page.view.plane.latents(place)[0], abs=1e-4)
    lab.tab.panel.undo_act.trigger()
    assert np.array_equal(lab.tab.panel.point.z, before)


def test_the_principal_plane_is_exact_and_marks_the_sliders(lab: Lab) -> None:
    page = open_map(lab, "vae")
    page._layouts.setCurrentIndex(0)
    page._show_chosen()
    plane = page.view.plane
    assert plane.kind == "pca"
    pixel, place = a_place(page)
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=pixel)
    z = lab.tab.panel.point.z
    assert plane.exact.coordinates(z) == pytest.approx(place[0], abs=1e-4)
    lab.tab.panel.list.changed.emit(0, 2.0)
    assert page.view._marker == pytest.approx(plane.place_of(lab.tab.panel.point.z), abs=1e-5)


def test_a_walk_moves_the_sliders_and_is_one_step_to_undo(lab: Lab) -> None:
    page = open_map(lab, "vae")
    before, view = lab.tab.panel.point.z, page.view
    pixel, _ = a_place(page)
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(view, Qt.MouseButton.LeftButton, shift, pixel)
    for step in range(1, 9):
        QTest.mouseMove(view, pixel + QPoint(9 * step, 4 * step))
    end = pixel + QPoint(72, 32)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, shift, end)
    page._play.setInterval(1)
    lab.bot.waitUntil(lambda: page.is_idle, timeout=20_000)
    there = view.plane.latents(view.camera.place(end.x(), end.y()))[0]
    assert lab.tab.panel.point.z == pytest.approx(there, abs=1e-3)
    lab.tab.panel.undo_act.trigger()
    assert np.array_equal(lab.tab.panel.point.z, before)


def test_a_walk_on_the_map_becomes_keyframes_of_a_film(lab: Lab) -> None:
    page = open_map(lab, "vae")
    film = lab.tab.film
    film.act.setChecked(True)
    said: list[str] = []
    film.said.connect(said.append)
    film.desk.way_act.trigger()
    assert "There is no walk yet" in said[-1] and not film.filmer.keyframes
    pixel, _ = a_place(page)
    ends = [page.view.camera.place(pixel.x() + far, pixel.y()) for far in (0, 60)]
    page.walk(np.stack([np.ravel(end) for end in ends]))
    page._play.setInterval(1)
    lab.bot.waitUntil(lambda: page.is_idle, timeout=20_000)
    film.desk.way_act.trigger()
    frames = film.filmer.keyframes
    assert len(frames) == 8
    for frame, end in zip((frames[0], frames[-1]), ends, strict=True):
        assert frame.z == pytest.approx(page.view.plane.latents(end)[0], abs=1e-3)
    lab.tab.panel.undo_act.trigger()
    assert not film.filmer.keyframes
    lab.explore("gan")
    film.desk.way_act.trigger()  # the way belongs to the other run
    assert not film.filmer.keyframes


def test_points_in_a_lasso_become_favourites_in_one_step(lab: Lab) -> None:
    page = open_map(lab, "vae")
    shelf, told = lab.tab.shelf, list[str]()
    lab.studio.said.connect(told.append)
    assert not page.lasso.favourites_act.isEnabled()
    rows = np.arange(5)
    page.view.caught.emit(rows)
    page.lasso.favourites_act.trigger()
    lab.settle()
    points = page.view.plane.codes.points
    model = Model.open(Path(lab.key("vae")))
    kept = shelf.favourites
    assert np.array_equal([each.origin.z for each in kept], points[rows])
    assert np.array_equal([each.picture for each in kept], model.decode(points[rows]))
    assert {each.origin.model for each in kept} == {model.hash} and "5 favourites" in told[-1]
    lab.tab.panel.undo_act.trigger()
    assert shelf.favourites == ()
    page.view.caught.emit(np.arange(100))
    page.lasso.favourites_act.trigger()
    lab.settle()
    assert len(shelf.favourites) == 24 and "24 of the 100 points" in page.note.text()


def test_a_lasso_makes_an_axis(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_map(lab, "vae")
    view = page.view
    control = Qt.KeyboardModifier.ControlModifier
    corners = [QPoint(3, 3), QPoint(view.width() // 2, 3)]
    corners += [QPoint(view.width() // 2, view.height() - 3), QPoint(3, view.height() - 3)]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, control, corners[0])
    for corner in corners[1:]:
        QTest.mouseMove(view, corner)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, control, corners[-1])
    pixels = view.camera.pixels(view.plane.places)
    right, bottom = view.width() // 2, view.height() - 3
    left = (pixels[:, 0] < right) & (pixels[:, 1] < bottom) & (pixels > 3).all(1)
    assert set(page.lasso.rows.tolist()) == set(np.flatnonzero(left))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("leftish", True))
    page.lasso.axis_act.trigger()
    lab.settle()
    assert lab.tab.panel.axes.names == ("leftish",)
    along = lab.tab.panel.axes.coordinates(view.plane.codes.points)[:, 0]
    chosen = np.isin(np.arange(len(along)), page.lasso.rows)
    assert along[chosen].mean() > along[~chosen].mean()
    page.lasso.clear_act.trigger()
    assert not len(page.lasso.rows) and not page.lasso.axis_act.isEnabled()


def test_legend_and_dots_have_the_same_colours_in_either_theme(app: QApplication, lab: Lab) -> None:
    page = open_map(lab, "vae")
    for mode in ("light", "dark"):
        theme.apply(app, mode)
        lab.settle()
        for row in range(page.legend.count()):
            chip = page.legend.item(row).icon().pixmap(10, 10).toImage().pixelColor(5, 5)
            dots = page.view._colours[page.view.plane.codes.labels == row]
            assert {chip.rgb()} == {int(colour) for colour in dots}


def test_classes_can_be_hidden_and_the_wheel_zooms(lab: Lab) -> None:
    page = open_map(lab, "vae")
    view, before = page.view, page.view.camera.scale
    assert page.legend.count() == 10
    view.grab()
    everything = len(view._seen)
    page.legend.item(3).setCheckState(Qt.CheckState.Unchecked)
    view.grab()
    labels = view.plane.codes.labels
    assert everything > len(view._seen) > 0 and not (labels[view._seen] == 3).any()
    middle = QPointF(view.rect().center())
    turn = QWheelEvent(
        middle, view.mapToGlobal(middle), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, turn)
    assert view.camera.scale == pytest.approx(before * 1.44)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.camera.scale == pytest.approx(before)


def test_close_points_are_their_pictures(lab: Lab) -> None:
    page = open_map(lab, "gan")
    view = page.view
    pixel, _ = a_place(page)
    view._look(view.camera.zoomed(60, (pixel.x(), pixel.y())))
    view.grab()
    view._redraw()
    view.grab()
    assert 0 < len(view._seen) <= 160 and set(view._thumbs) == set(view._seen.tolist())


def test_far_from_all_points_it_says_that_it_guesses(lab: Lab) -> None:
    page = open_map(lab, "vae")
    page._hover(np.array([[1e3, 1e3]], np.float32))
    assert "guess" in page.note.text()
    page._hover(None)
    assert "Point anywhere" in page.note.text()


def test_another_run_brings_another_map_even_in_the_middle(lab: Lab) -> None:
    page = open_map(lab, "vae")
    first = page.view.plane
    lab.tab.explore(lab.key("gan"))
    lab.tab.explore(lab.key("vae"))
    lab.tab.explore(lab.key("gan"))
    lab.bot.waitUntil(lambda: page.view.plane not in (None, first) and page.is_idle, timeout=60_000)
    assert page.view.plane.codes.points.shape[1] == 5
    assert set(page._planes) == {"pca", "t-sne"}


def test_deleting_the_run_while_its_map_is_drawn(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.map_act.setChecked(True)
    shutil.rmtree(lab.key("vae"))
    lab.studio.runs_changed.emit()
    page = lab.tab.middle.map
    lab.bot.waitUntil(lambda: page.is_idle, timeout=60_000)
    assert page.view.plane is None and not Path(lab.key("vae")).exists()
    assert "run" in page.view._text


def test_the_picture_comes_back(lab: Lab) -> None:
    page = open_map(lab, "gan")
    lab.tab.grid_act.setChecked(True)
    assert not lab.tab.map_act.isChecked() and not page.isVisible()
    lab.settle()
    model = Model.open(Path(lab.key("gan")))
    z = lab.tab.panel.point.z
    assert np.array_equal(lab.tab.canvas.drawing.pictures[0], model.decode(z[None])[0])


def test_a_view_without_a_plane_says_why(qapp: QApplication) -> None:
    view = MapView()
    view.show_text("Nothing yet.")
    assert not view.grab().isNull()
    view.fit()
    view.show_plane(None)


@pytest.mark.parametrize(
    ("name", "words"), [("vae", "where the encoder puts it"), ("gan", "a draw of the noise z")]
)
def test_what_am_i_seeing_follows_to_the_map(lab: Lab, name: str, words: str) -> None:
    page = open_map(lab, name)
    assert words in lab.tab.side.text
    lab.tab.activateWindow()
    lab.tab.panel.list.focus(0)
    assert words not in lab.tab.side.text
    page.view.setFocus()
    assert words in lab.tab.side.text
    lab.tab.map_act.setChecked(False)
    assert words not in lab.tab.side.text
