"""The Explore tab on real tiny runs: open, move, switch, break, delete, remember."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from genstudio.core import axes, latents
from genstudio.core.events import Worked
from genstudio.runs import atlas as surveys
from genstudio.runs import origin as origins
from genstudio.runs.library import Library
from genstudio.ui.explore.tab import ExploreTab
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio

from .conftest import Lab


def shown(lab: Lab) -> np.ndarray:
    """The picture on show."""
    drawing = lab.tab.canvas.drawing
    assert drawing is not None
    return drawing.pictures[0]


def sentence(lab: Lab) -> str:
    """The sentence in place of the picture."""
    assert lab.tab.canvas.drawing is None
    assert lab.tab.canvas.view.count == 0
    return lab.tab.canvas.view.accessibleDescription()


@pytest.mark.parametrize(("name", "count"), [("vae", 6), ("pca", 70), ("gan", 5)])
def test_a_run_opens_with_a_slider_for_every_dimension(lab: Lab, name: str, count: int) -> None:
    from genstudio.runs.model import Model

    lab.tab.panel.axis_bar.all_act.setChecked(True)
    lab.explore(name)
    tab = lab.tab
    assert sorted(tab.panel.list.order) == list(range(count))
    model = Model.open(Path(lab.key(name)))
    assert np.array_equal(shown(lab), model.decode(tab.panel.point.z[None])[0])
    [atlas] = [e.result for e in surveys.survey(model, axes.raw(count)) if isinstance(e, Worked)]
    values = atlas.change[list(tab.panel.list.order)]
    assert (np.diff(values) <= 0).all()


def test_a_slider_moves_the_picture_and_undo_brings_it_back(lab: Lab) -> None:
    lab.explore("pca")
    tab, before = lab.tab, shown(lab)
    row = tab.panel.list.row(tab.panel.list.order[0])
    middle = row.slider.rect().center()
    QTest.mousePress(row.slider, Qt.MouseButton.LeftButton, pos=QPoint(12, middle.y()))
    for x in range(20, 100, 10):
        QTest.mouseMove(row.slider, QPoint(x, middle.y()))
        lab.bot.wait(8)
    QTest.mouseRelease(row.slider, Qt.MouseButton.LeftButton, pos=QPoint(90, middle.y()))
    lab.settle()
    assert not np.array_equal(shown(lab), before)
    assert row.box.value() == pytest.approx(row.slider.latent, abs=0.006)
    assert tab.panel.point.stack.count() == 1
    tab.panel.undo_act.trigger()
    lab.settle()
    assert np.array_equal(shown(lab), before)
    tab.panel.redo_act.trigger()
    lab.settle()
    assert not np.array_equal(shown(lab), before)


def test_a_double_click_is_zero_whatever_the_first_click_did(lab: Lab) -> None:
    lab.explore("vae")
    slider = lab.tab.panel.list.row(2).slider
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 15))
    assert lab.tab.panel.point.z[2] == 0


def test_a_typed_value_may_go_beyond_and_the_picture_follows(lab: Lab) -> None:
    from genstudio.runs.model import Model

    lab.explore("pca")
    lab.tab.panel.list.changed.emit(0, 7.5)
    lab.settle()
    z = lab.tab.panel.point.z
    assert z[0] == 7.5
    assert np.array_equal(shown(lab), Model.open(Path(lab.key("pca"))).decode(z[None])[0])


def test_lock_by_key_then_shuffle_keeps_it(lab: Lab) -> None:
    lab.explore("vae")
    tab = lab.tab
    tab.panel.list.focus(1)
    before = tab.panel.point.z
    QTest.keyClick(tab.panel.list.row(1).slider, Qt.Key.Key_L)
    assert tab.panel.list.row(1).lock.isChecked()
    tab.panel.shuffle_act.trigger()
    after = tab.panel.point.z
    assert after[1] == before[1]
    assert (np.delete(after, 1) != np.delete(before, 1)).all()


def test_shortcuts_work_while_the_keyboard_is_in_the_tab(lab: Lab) -> None:
    lab.explore("vae")
    slider = lab.tab.panel.list.row(0).slider
    lab.tab.activateWindow()
    lab.tab.panel.list.focus(0)
    QTest.keyClick(slider, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert not lab.tab.panel.point.z.any()
    QTest.keyClick(slider, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert lab.tab.panel.point.z.any()


def test_no_two_acts_share_a_shortcut(lab: Lab) -> None:
    keys = [act.shortcut().toString() for act in lab.tab.actions_() if not act.shortcut().isEmpty()]
    assert len(set(keys)) == len(keys) > 8


def test_sort_can_be_turned_off(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.panel.set_sorted(False)
    assert lab.tab.panel.list.order == tuple(range(6))
    lab.tab.panel.set_sorted(True)
    assert lab.tab.panel.list.order != tuple(range(6))


def test_the_neighbourhood_shows_what_its_latents_decode_to(lab: Lab) -> None:
    from genstudio.runs.model import Model

    lab.explore("pca")
    tab = lab.tab
    tab.grid_act.trigger()
    lab.settle()
    drawing, z = tab.canvas.drawing, tab.panel.point.z
    assert drawing is not None
    first, second = tab.panel.list.order[:2]
    around = latents.neighbourhood(z, first, second, side=4, reach=1.5)
    assert np.array_equal(drawing.pictures[1:], Model.open(Path(lab.key("pca"))).decode(around))
    assert tab.canvas.view.count == 16


def test_a_click_in_the_neighbourhood_moves_there_and_can_be_undone(lab: Lab) -> None:
    lab.explore("vae")
    tab = lab.tab
    tab.grid_act.trigger()
    lab.settle()
    before = tab.panel.point.z
    wanted = tab.canvas.latents(before)[1 + 2]
    place = tab.canvas.view.picture_rect(2).center().toPoint()
    QTest.mouseClick(tab.canvas.view, Qt.MouseButton.LeftButton, pos=place)
    assert np.array_equal(tab.panel.point.z, wanted)
    tab.panel.undo_act.trigger()
    assert np.array_equal(tab.panel.point.z, before)


def test_each_run_keeps_its_point_while_others_are_looked_at(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.panel.list.changed.emit(0, 1.25)
    lab.explore("gan")
    lab.explore("vae")
    assert lab.tab.panel.point.z[0] == 1.25


def test_a_switch_before_the_first_is_open_shows_the_second(lab: Lab) -> None:
    for name in ("vae", "gan", "vae", "pca"):
        lab.tab.explore(lab.key(name))
    lab.settle()
    assert lab.tab.panel.point.size == 70
    assert lab.tab.explorer.family == "pca"


@pytest.mark.parametrize("breakage", ["missing", "text", "nan", "shape"])
def test_a_broken_weight_file_is_a_sentence_and_no_stale_picture(lab: Lab, breakage: str) -> None:
    lab.explore("gan")
    folder = Path(lab.key("vae"))
    break_weights(folder, breakage)
    lab.explore("vae")
    assert len(sentence(lab)) > 20
    assert lab.tab.panel.point.size == 0
    assert not lab.tab.save_act.isEnabled()
    lab.explore("gan")
    assert shown(lab).shape == (1, 28, 28)


def break_weights(folder: Path, how: str) -> None:
    from safetensors.torch import load_file, save_file

    files = [path for path in folder.glob("*.safetensors") if path.is_file()]
    for path in files:
        if how == "missing":
            path.unlink()
        elif how == "text":
            path.write_text("hello")
        else:
            tensors = load_file(path)
            for name, tensor in tensors.items():
                if tensor.is_floating_point() and tensor.ndim == 2:
                    broken = tensor * float("nan") if how == "nan" else tensor[:1].clone()
                    tensors[name] = broken
            save_file(tensors, path)


def test_a_damaged_recipe_is_a_sentence(lab: Lab) -> None:
    (Path(lab.key("vae")) / "recipe.json").write_text('{"objektive": "vae"}')
    lab.studio.runs_changed.emit()
    lab.explore("vae")
    assert "objektive" in sentence(lab)


def test_a_run_deleted_while_open_says_so_and_comes_back_as_it_was(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.panel.list.changed.emit(0, 1.5)
    deleted = lab.library.delete(lab.library.entry(lab.key("vae")))
    lab.studio.runs_changed.emit()
    assert "tiny vae" in sentence(lab)
    assert "no longer there" in sentence(lab)
    lab.library.restore(deleted)
    lab.studio.runs_changed.emit()
    lab.settle()
    assert lab.tab.panel.point.z[0] == 1.5
    assert shown(lab).shape == (1, 28, 28)


def test_the_empty_state_offers_models_and_opens_one(lab: Lab) -> None:
    tab = lab.tab
    assert tab.empty.isVisible()
    names = [card.accessibleName() for card in tab.empty.cards]
    assert sorted(names) == ["Explore tiny gan", "Explore tiny pca", "Explore tiny vae"]
    QTest.mouseClick(tab.empty.cards[0], Qt.MouseButton.LeftButton)
    lab.settle()
    assert not tab.empty.isVisible()
    assert tab.picker.key == tab.session.key == tab.empty.cards[0].key


def test_without_any_run_the_empty_state_says_what_to_do(
    make_tab: Callable[[], ExploreTab], studio: Studio
) -> None:
    tab = make_tab()
    assert tab.empty.cards == []
    texts = [label.text() for label in tab.empty.findChildren(QWidget) if hasattr(label, "text")]
    assert any("Train tab" in text for text in texts)


def test_before_torch_is_there_it_says_so_and_opens_when_it_is(
    make_tab: Callable[[], ExploreTab], studio: Studio, trained: Path, qtbot: QtBot
) -> None:
    shutil.copytree(trained, studio.library.root)
    tab = make_tab()
    tab.explore(str(studio.library.root / "vae"))
    qtbot.waitUntil(lambda: "Getting ready" in tab.canvas.view.accessibleDescription())
    studio.mark_torch_loaded()
    qtbot.waitUntil(lambda: tab.canvas.drawing is not None, timeout=20_000)


def test_explore_requested_opens_the_run(lab: Lab) -> None:
    lab.studio.explore_requested.emit(lab.key("gan"))
    lab.settle()
    assert lab.tab.picker.key == lab.key("gan")
    assert lab.tab.explorer.family == "gan"


def test_choices_are_remembered(
    lab: Lab, make_tab: Callable[[], ExploreTab], settings: Settings, qtbot: QtBot
) -> None:
    lab.explore("pca")
    lab.tab.panel.set_reach(5.0)
    lab.tab.panel.set_sorted(False)
    lab.tab.grid_act.setChecked(True)
    lab.tab.side.words_fold.set_open(False)
    lab.tab.save_state()
    tab = make_tab()
    qtbot.waitUntil(lambda: tab.canvas.drawing is not None, timeout=20_000)
    assert tab.session.key == lab.key("pca")
    assert tab.panel.reach == 5.0
    assert not tab.panel.is_sorted
    assert tab.canvas.is_grid
    assert not tab.side.words_fold.is_open


def test_a_remembered_run_that_is_gone_shows_the_empty_state(
    lab: Lab, make_tab: Callable[[], ExploreTab]
) -> None:
    lab.explore("vae")
    lab.tab.save_state()
    lab.library.delete(lab.library.entry(lab.key("vae")))
    tab = make_tab()
    assert tab.empty.isVisible()


@pytest.mark.parametrize("values", [{"explore/reach": "x"}, {"explore/run": 5}])
def test_damaged_settings_are_forgotten(
    make_tab: Callable[[], ExploreTab], settings: Settings, values: dict[str, object]
) -> None:
    for key, value in values.items():
        settings.set(key, value)
    assert make_tab().panel.reach == 3.0


def test_a_saved_picture_brings_run_and_sliders_back(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.explore("vae")
    lab.tab.panel.list.changed.emit(3, -1.75)
    lab.settle()
    z = lab.tab.panel.point.z
    path = tmp_path / "kept"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    lab.tab.save_act.trigger()
    saved = path.with_suffix(".png")
    origin = origins.read(saved)
    assert origin is not None
    assert origin.run == "tiny vae"
    assert origin.stamp.startswith("vae@")
    lab.tab.panel.reset_act.trigger()
    lab.explore("gan")
    drop(lab, saved)
    lab.settle()
    assert lab.tab.session.key == lab.key("vae")
    assert np.array_equal(lab.tab.panel.point.z, z)
    assert lab.tab.mine.seen is None


def test_a_save_that_fails_is_a_dialog_and_nothing_is_lost(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from genstudio.ui.errors import ErrorDialog

    lab.explore("vae")
    (tmp_path / "file").write_text("")
    chosen = str(tmp_path / "file" / "a.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    lab.tab.save_act.trigger()
    dialogs = lab.tab.findChildren(ErrorDialog)
    assert len(dialogs) == 1
    assert "a.png" in dialogs[0].failures[0].message
    dialogs[0].close()


def test_copy_puts_an_enlarged_picture_on_the_clipboard(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.copy_act.trigger()
    assert QGuiApplication.clipboard().image().width() == 28 * 19


def test_the_explanation_follows_family_and_keyboard(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.activateWindow()
    lab.tab.panel.list.focus(0)
    assert "KL" in lab.tab.side.text
    lab.tab.canvas.view.setFocus()
    assert "decoder" in lab.tab.side.text
    lab.explore("gan")
    assert "generator" in lab.tab.side.text


def test_every_control_has_a_name(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.grid_act.trigger()
    nameless = [
        widget
        for widget in lab.tab.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.window() is lab.tab  # not the lists that combo boxes open
        and not isinstance(widget, QLineEdit)  # a part of a spin box, which has one
        and not widget.accessibleName()
    ]
    assert nameless == []


def test_the_list_of_runs_keeps_its_choice_and_marks_damage(lab: Lab) -> None:
    lab.explore("pca")
    (Path(lab.key("gan")) / "summary.json").write_text("{")
    lab.studio.runs_changed.emit()
    picker = lab.tab.picker
    assert picker.key == lab.key("pca")
    assert picker.currentText() == "tiny pca"
    assert set(picker.keys()) == {lab.key(name) for name in ("vae", "pca", "gan")}


def test_closing_in_the_middle_of_everything_leaves_nothing_running(
    make_tab: Callable[[], ExploreTab], studio: Studio, trained: Path, app: QApplication
) -> None:
    shutil.copytree(trained, studio.library.root)
    studio.mark_torch_loaded()
    for name in ("vae", "gan", "pca"):
        tab = make_tab()
        tab.explore(str(studio.library.root / name))
        app.processEvents()
        tab.close()


def test_a_tab_deleted_without_being_closed_ends_its_threads(
    studio: Studio, trained: Path, settings: Settings, app: QApplication
) -> None:
    shutil.copytree(trained, studio.library.root)
    studio.mark_torch_loaded()
    tab = ExploreTab(studio, settings)
    tab.show()
    tab.explore(str(studio.library.root / "vae"))
    tab.deleteLater()
    app.sendPostedEvents(None, 0)
    app.processEvents()


def drop(lab: Lab, path: Path) -> None:
    """Drop a file on the tab."""
    from PySide6.QtCore import QMimeData, QPointF, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, data, button, none)
    lab.tab.dragEnterEvent(enter)
    assert enter.isAccepted()
    lab.tab.dropEvent(QDropEvent(QPointF(50, 50), action, data, button, none))


def test_a_folder_is_left_to_the_window(lab: Lab, tmp_path: Path) -> None:
    from PySide6.QtCore import QMimeData, QUrl
    from PySide6.QtGui import QDragEnterEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    lab.tab.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_bundled_models_are_on_offer(
    tmp_path: Path, trained: Path, settings: Settings, qtbot: QtBot, app: QApplication
) -> None:
    studio = Studio(Library(tmp_path / "none", bundled=trained))
    tab = ExploreTab(studio, settings)
    qtbot.addWidget(tab)
    tab.show()
    assert tab.empty.cards[0].accessibleName() == "Explore tiny vae"
    tab.close()
