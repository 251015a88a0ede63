"""The film desk: keyframes, undo, scrubbing, playing, rendering with a way out; per run."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from genstudio.runs import walk
from genstudio.ui.explore.film_corner import FilmCorner
from genstudio.ui.explore.posterior import Given

from .conftest import Lab


def corner(lab: Lab, name: str = "gan", count: int = 3) -> FilmCorner:
    """The desk, with keyframes at drawn points."""
    lab.explore(name)
    film = lab.tab.film
    film.act.setChecked(True)
    for _ in range(count):
        lab.tab.panel.shuffle_act.trigger()
        film.desk.add_act.trigger()
    lab.settle()
    return film


def times(film: FilmCorner) -> list[float]:
    return [keyframe.at for keyframe in film.filmer.keyframes]


def test_it_is_made_when_it_is_first_wanted(lab: Lab) -> None:
    lab.explore("gan")
    assert not hasattr(lab.tab.film, "desk") and not lab.tab.film.isVisible()
    lab.tab.film.act.setChecked(True)
    assert lab.tab.film.desk.isVisible()
    assert "press Add" in lab.tab.film.desk.words.text()
    assert not lab.tab.film.desk.write_act.isEnabled()


def test_keyframes_are_added_and_undone(lab: Lab) -> None:
    film = corner(lab)
    assert times(film) == pytest.approx([0, 1 / 3, 2 / 3])
    assert film.filmer.keyframes[-1].latent == tuple(map(float, lab.tab.panel.point.z))
    lab.tab.panel.undo_act.trigger()
    assert times(film) == pytest.approx([0, 1 / 2])
    lab.tab.panel.redo_act.trigger()
    film.desk.loop.setChecked(False)
    assert times(film) == pytest.approx([0, 1 / 2, 1])
    film.desk.timeline.removed.emit(1)
    assert times(film) == pytest.approx([0, 1])


def test_favourites_become_keyframes(lab: Lab) -> None:
    film = corner(lab, count=0)
    told = list[str]()
    lab.studio.said.connect(told.append)
    film.desk.favourites_act.trigger()
    assert "no favourite yet" in told[-1]
    for _ in range(2):
        lab.tab.panel.shuffle_act.trigger()
        lab.settle()
        lab.tab.keep_act.trigger()
    film.desk.favourites_act.trigger()
    kept = [each.origin.latent for each in lab.tab.shelf.favourites]
    assert [keyframe.latent for keyframe in film.filmer.keyframes] == kept


def test_scrubbing_draws_the_film_there_and_is_one_step_to_undo(lab: Lab) -> None:
    film = corner(lab)
    timeline, point = film.desk.timeline, lab.tab.panel.point
    before, count = point.z, point.stack.count()
    start = QPoint(timeline.width() // 2, 8)
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=start)
    for x in range(0, 60, 10):
        QTest.mouseMove(timeline, start + QPoint(x, 0))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=start + QPoint(50, 0))
    assert np.array_equal(point.z, film.filmer.walk().latent(timeline.place))
    assert 0.5 < timeline.place < 1 and point.stack.count() == count + 1
    lab.tab.panel.undo_act.trigger()
    assert np.array_equal(point.z, before)


def test_keys_step_by_frames_choose_move_and_remove(lab: Lab) -> None:
    film = corner(lab)
    timeline = film.desk.timeline
    timeline.setFocus()
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.place == pytest.approx(1 / 120)
    QTest.keyClick(timeline, Qt.Key.Key_PageDown)
    QTest.keyClick(timeline, Qt.Key.Key_PageDown)
    QTest.keyClick(timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert times(film) == pytest.approx([0, 1 / 3 + 1 / 120, 2 / 3])
    QTest.keyClick(timeline, Qt.Key.Key_Delete)
    assert times(film) == pytest.approx([0, 2 / 3])
    lab.tab.panel.undo_act.trigger()
    lab.tab.panel.undo_act.trigger()
    assert times(film) == pytest.approx([0, 1 / 3, 2 / 3])


def test_a_dragged_keyframe_stays_between_its_neighbours(lab: Lab) -> None:
    film = corner(lab)
    timeline = film.desk.timeline
    place = timeline._rect(1).center().toPoint()
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(timeline, QPoint(timeline.width() - 5, place.y()))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(0, 0))
    assert times(film)[1] == pytest.approx(2 / 3 - 0.005)
    assert film.filmer.walk().frames == 120


def test_playing_moves_the_sliders_along_the_film(lab: Lab) -> None:
    film = corner(lab)
    film.desk.seconds.setValue(0.5)
    seen = list[float]()
    lab.tab.panel.point.moved.connect(lambda: seen.append(film.desk.timeline.place))
    film.desk.play_act.setChecked(True)
    lab.bot.waitUntil(lambda: len(set(seen)) > 4, timeout=20_000)
    film.desk.play_act.setChecked(False)
    count = len(seen)
    lab.bot.wait(80)
    assert len(seen) == count
    assert np.array_equal(
        lab.tab.panel.point.z, film.filmer.walk().latent(film.desk.timeline.place)
    )


def test_each_run_has_its_own_keyframes(lab: Lab) -> None:
    film = corner(lab)
    kept = film.filmer.keyframes
    lab.explore("vae")
    assert film.filmer.keyframes == () and not film.desk.play_act.isEnabled()
    lab.explore("gan")
    assert film.filmer.keyframes == kept


def test_a_film_and_a_sheet_are_written(lab: Lab, tmp_path: Path, monkeypatch) -> None:
    film = corner(lab)
    film.desk.seconds.setValue(0.5)
    film.desk.scale.setCurrentIndex(1)
    film.renderer.write(tmp_path / "film.gif")
    assert film.renderer.is_writing and not film.desk.write_act.isEnabled()
    lab.bot.waitUntil(lambda: not film.renderer.is_writing, timeout=60_000)
    with Image.open(tmp_path / "film.gif") as image:
        assert image.n_frames == 15 and image.size == (28, 28)
    found = walk.read(tmp_path / "film.gif.json")
    assert found is not None and found.walk == film.filmer.walk()
    assert film.desk.write_act.isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "way"), ""))
    film.desk.sheet_act.trigger()
    lab.settle()
    assert (tmp_path / "way.png").is_file()


@pytest.mark.parametrize("what", ["cancel", "switch", "delete", "close"])
def test_whatever_happens_while_a_film_is_written(lab: Lab, tmp_path: Path, what: str) -> None:
    film = corner(lab)
    film.desk.seconds.setValue(600 if what in ("cancel", "close") else 2)
    film.renderer.write(tmp_path / "film.webp")
    lab.bot.waitUntil(lambda: film.desk.words.text().startswith("Frame"), timeout=60_000)
    if what == "cancel":
        film.desk.cancel_act.trigger()
    elif what == "switch":
        lab.explore("vae")
    elif what == "delete":
        lab.library.delete(lab.library.entry(lab.key("gan")))
        lab.studio.runs_changed.emit()
    else:
        lab.tab.close()
    lab.bot.waitUntil(lambda: not film.renderer.is_writing, timeout=60_000)
    names = sorted(path.name for path in tmp_path.glob("*film*"))
    whole = what in ("switch", "delete")
    assert names == (["film.webp", "film.webp.json"] if whole else [])


def test_what_cannot_be_written_is_a_sentence(lab: Lab, tmp_path: Path) -> None:
    film = corner(lab)
    film.renderer.write(tmp_path / "film.avi")
    assert "A film ends in" in film.desk.words.text() and not film.renderer.is_writing
    film.desk.fps.setValue(60)
    film.renderer.write(tmp_path / "film.gif")
    assert "takes 1 to 50 frames" in film.desk.words.text()


def test_a_films_description_lays_it_out_again(lab: Lab, tmp_path: Path) -> None:
    film = corner(lab)
    film.desk.seconds.setValue(0.3)
    film.desk.loop.setChecked(False)
    film.renderer.write(tmp_path / "film.gif")
    lab.bot.waitUntil(lambda: not film.renderer.is_writing, timeout=60_000)
    made = film.filmer.walk()
    for _ in range(3):
        film.desk.timeline.removed.emit(0)
    film.desk.loop.setChecked(True)
    lab.explore("vae")
    told = list[str]()
    lab.studio.said.connect(told.append)
    lab.tab.take(Given("film", tmp_path / "film.gif.json"))
    lab.settle()
    assert lab.tab.session.key == lab.key("gan") and film.filmer.walk() == made
    assert "on the desk again" in told[-1]
    (tmp_path / "other.json").write_text("[]")
    lab.tab.take(Given("other", tmp_path / "other.json"))
    assert "describes no film" in told[-1]


def test_sheets_for_print(lab: Lab, tmp_path: Path, monkeypatch) -> None:
    lab.explore("vae")
    for act, name in zip(lab.tab.printer.acts(), ("grid.png", "traversal.pdf"), strict=True):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, p=path: (str(p), ""))
        act.trigger()
        lab.settle()
        assert path.stat().st_size > 1000


def test_a_run_deleted_while_its_film_is_rendered_leaves_a_whole_film(
    lab: Lab, tmp_path: Path
) -> None:
    film = corner(lab)
    film.desk.seconds.setValue(20)
    film.desk.scale.setCurrentIndex(1)
    film.renderer.write(tmp_path / "film.gif")
    shutil.rmtree(lab.key("gan"))
    lab.studio.runs_changed.emit()
    assert "no longer there" in lab.tab.canvas.view.accessibleDescription()
    assert lab.tab.canvas.drawing is None and not film.desk.add_act.isEnabled()
    lab.bot.waitUntil(lambda: not film.renderer.is_writing, timeout=60_000)
    with Image.open(tmp_path / "film.gif") as image:
        assert image.n_frames == 600
    found = walk.read(walk.sidecar(tmp_path / "film.gif"))
    assert found is not None and len(found.walk.keyframes) == 3
    assert film.filmer.keyframes == () and not film.desk.write_act.isEnabled()
