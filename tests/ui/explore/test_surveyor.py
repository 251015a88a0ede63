"""Axes and atlas in the tab: found, measured, searched, kept, undone, refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog

from genstudio.core import axes as maths
from genstudio.runs import axes
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model

from .conftest import Lab


def said(lab: Lab) -> list[str]:
    """Collect what the tab says from now on."""
    found: list[str] = []
    lab.studio.said.connect(found.append)
    return found


def find(lab: Lab, kind: str) -> None:
    lab.tab.surveyor.find(kind)
    lab.bot.waitUntil(lambda: not lab.tab.surveyor.finding.is_busy, timeout=30_000)
    lab.settle()


def test_eight_sliders_first_then_search_then_all(lab: Lab) -> None:
    lab.explore("pca")
    panel = lab.tab.panel
    order = panel.list.order
    assert len(order) == 8
    values = panel._ranking.values
    assert min(values[list(order)]) >= np.sort(values)[-8]
    panel.axis_bar.search.setText("z12")
    assert panel.list.order == (11,)
    panel.axis_bar.search.setText("12")
    assert panel.list.order == (11,)
    panel.axis_bar.search.setText("nothing of that name")
    assert panel.list.order == ()
    panel.axis_bar.search.clear()
    assert panel.list.order == order
    panel.axis_bar.all_act.setChecked(True)
    assert sorted(panel.list.order) == list(range(70))


def test_a_strip_shows_what_the_slider_draws_and_leads_there(lab: Lab) -> None:
    lab.explore("vae")
    panel = lab.tab.panel
    row = panel.list.row(panel.list.order[0])
    assert len(row._strip) == 5
    place = row._picture_rect(4).center().toPoint() + QPoint(0, 8)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=place)
    assert panel.point.z[row.dimension] == 2.0
    strips = panel.list._strips
    expected = np.zeros((1, 6), np.float32)
    expected[0, row.dimension] = 2
    drawn = Model.open(Path(lab.key("vae"))).decode(expected)[0]
    assert np.array_equal(strips[row.dimension, 4], drawn)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("vae", "pca"), ("vae", "classes"), ("gan", "pca"), ("gan", "first layer")],
)
def test_found_axes_move_the_point_and_stay_with_the_run(lab: Lab, name: str, kind: str) -> None:
    lab.explore(name)
    panel, before = lab.tab.panel, lab.tab.panel.point.z
    find(lab, kind)
    shown = panel.axes
    assert not panel.is_raw and len(panel.list.order) == len(shown)
    assert panel.list.row(panel.list.order[0]).slider.accessibleName() in shown.names
    assert np.array_equal(panel.point.z, before), "choosing axes moves nothing"
    panel.list.changed.emit(1, 1.5)
    assert panel.point.z == pytest.approx(shown.moved(before, 1, 1.5))
    assert panel.list.row(1).box.value() == pytest.approx(1.5, abs=0.006)
    assert panel._is_measured and len(panel.list.row(1)._strip) == 5
    panel.undo_act.trigger()
    assert np.array_equal(panel.point.z, before)
    lab.settle()
    kept = Model.open(Path(lab.key(name))).axes()
    assert [each.name for each in kept] == [shown.name]
    assert kept[0].directions == pytest.approx(shown.directions)


def test_axes_can_be_deleted_and_come_back(lab: Lab) -> None:
    lab.explore("vae")
    find(lab, "first layer")
    panel, folder = lab.tab.panel, RunFolder(Path(lab.key("vae")))
    panel.axis_bar.delete_act.trigger()
    lab.settle()
    assert panel.is_raw and lab.tab.surveyor.sets == () == axes.read_all(folder, 6)
    panel.undo_act.trigger()
    lab.settle()
    assert panel.axes.name == "First layer"
    assert len(axes.read_all(folder, 6)) == 1
    panel.undo_act.trigger()  # the finding itself
    assert panel.is_raw and lab.tab.surveyor.sets == ()
    lab.explore("gan")
    lab.explore("vae")
    assert panel.is_raw and panel.axis_bar._sets.count() == 1


def test_an_axis_from_a_to_b_and_one_of_two_deleted(lab: Lab) -> None:
    lab.explore("vae")
    acts, panel = lab.tab.axis_acts, lab.tab.panel
    for name in ("slanted", "bold"):
        a = panel.point.z
        acts.ask_for_examples()
        dialog = acts._dialog
        assert not dialog.make.isEnabled()
        dialog.without.add(acts._here())
        panel.shuffle_act.trigger()
        lab.settle()
        b = panel.point.z
        dialog.having.add(acts._here())
        dialog.name.setText(name)
        dialog.make.click()
        lab.settle()
        assert acts._dialog is None
        row = panel.axes.names.index(name)
        found = panel.axes.coordinates(np.stack([a, b]))[:, row]
        assert found[1] - found[0] == pytest.approx(2, abs=1e-3)
    assert panel.axes.names == ("slanted", "bold")
    panel.list.row(1).slider.focused.emit()  # the keyboard goes there
    panel.axis_bar.delete_act.trigger()
    lab.settle()
    assert panel.axes.names == ("slanted",)


def test_my_picture_s_bands_turn_with_the_axes(lab: Lab) -> None:
    lab.explore("vae")
    panel = lab.tab.panel
    bands = np.stack([np.arange(6), np.full(6, 0.5)], axis=1).astype(np.float32)
    panel.show_bands(bands)
    find(lab, "first layer")
    shown = panel.axes
    mu, sigma = panel.list.row(0).slider.look.band
    assert mu == pytest.approx(float(shown.coordinates(bands[:, 0])[0]), abs=1e-4)
    assert sigma == pytest.approx(0.5, abs=1e-3), "a turn keeps a round cloud round"
    assert panel.dimension == -1
    lab.tab.surveyor.choose("")
    assert panel.list.row(2).slider.look.band == pytest.approx((2, 0.5))


def test_files_of_axes_go_out_and_in_and_wrong_ones_say_why(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.explore("vae")
    find(lab, "first layer")
    path = tmp_path / "mine.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    lab.tab.panel.axis_bar.save_act.trigger()
    sentences = said(lab)
    lab.explore("gan")
    lab.tab.axis_acts.take_file(path)
    [sentence] = sentences
    assert "for latents of 6 dimensions, but this model has 5. Choose axes" in sentence
    path.write_text("no axes")
    lab.tab.axis_acts.take_file(path)
    assert "damaged" in sentences[-1]
    assert lab.tab.panel.is_raw and lab.tab.surveyor.sets == ()


def test_a_damaged_axes_file_of_the_run_is_told_and_nothing_else_breaks(lab: Lab) -> None:
    (Path(lab.key("vae")) / "axes.json").write_text('{"format": 1, "sets": [{"name": 1}]}')
    sentences = said(lab)
    lab.explore("vae")
    assert any("damaged" in sentence for sentence in sentences)
    assert lab.tab.canvas.drawing is not None


def test_another_run_in_the_middle_of_measuring_shows_nothing_stale(lab: Lab) -> None:
    lab.explore("pca")
    lab.tab.surveyor.measure()
    lab.tab.surveyor.find("classes")
    lab.explore("gan")
    panel = lab.tab.panel
    assert len(panel.axes) == 5 == len(panel.list._strips) and panel.is_raw
    assert lab.tab.surveyor.sets == () and not (Path(lab.key("pca")) / "axes.json").exists()


def test_deleting_the_run_while_axes_are_found_brings_nothing_back(lab: Lab) -> None:
    lab.explore("vae")
    lab.tab.surveyor.find("classes")
    shutil.rmtree(lab.key("vae"))
    lab.studio.runs_changed.emit()
    lab.settle()
    assert not Path(lab.key("vae")).exists()
    assert lab.tab.panel.point.size == 0 and len(lab.tab.panel.list.order) == 0
    assert maths.raw(0).latent == 0


def test_an_axis_is_renamed_undone_and_stays_so(lab: Lab, monkeypatch) -> None:
    lab.explore("vae")
    find(lab, "pca")
    panel = lab.tab.panel
    panel.list.focus(1)
    asked = list[str]()

    def answer(*given: object) -> tuple[str, bool]:
        asked.append(str(given[2]))
        return "  slant  ", True

    monkeypatch.setattr(QInputDialog, "getText", answer)
    panel.axis_bar.rename_act.trigger()
    lab.settle()
    assert "“PC 2”" in asked[0] and panel.axes.names[:3] == ("PC 1", "slant", "PC 3")
    assert panel.list.row(1).slider.accessibleName() == "slant"
    kept = axes.read_all(RunFolder(Path(lab.key("vae"))), 6)
    assert kept[0].names[1] == "slant"
    row = panel.list.row(0)
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row._columns.name[0] + 3, 10))
    lab.settle()
    assert panel.axes.names[:2] == ("slant 2", "slant")
    panel.undo_act.trigger()
    panel.undo_act.trigger()
    lab.settle()
    assert panel.axes.names[:2] == ("PC 1", "PC 2")
    lab.tab.surveyor.choose("")
    assert panel.is_raw and not panel.axis_bar.rename_act.isEnabled()


def test_a_locked_axis_holds_against_shuffle_reset_and_truncation(lab: Lab) -> None:
    lab.explore("vae")
    find(lab, "pca")
    panel, point = lab.tab.panel, lab.tab.panel.point
    panel.list.changed.emit(1, 1.25)
    row = panel.list.row(1)
    assert row.lock.isVisible() and row.lock.accessibleName() == "Lock PC 2"
    QTest.keyClick(row.slider, Qt.Key.Key_L)
    assert row.lock.isChecked()

    def along() -> float:
        return float(panel.axes.coordinates(point.z)[1])

    before = point.z
    panel.shuffle_act.trigger()
    assert along() == pytest.approx(1.25, abs=1e-4) and not np.allclose(point.z, before)
    panel.steering.spread.setValue(30)
    assert along() == pytest.approx(1.25, abs=1e-4)
    panel.reset_act.trigger()
    assert along() == pytest.approx(1.25, abs=1e-4)
    shown = panel.axes
    lab.tab.surveyor.choose("")
    assert "1 locked on other sliders" in panel._count.text()
    panel.shuffle_act.trigger()
    assert shown.coordinates(point.z)[1] == pytest.approx(1.25, abs=1e-4)
    panel.list.row(2).lock.click()
    lab.tab.surveyor.choose(shown.name)
    assert panel.list.row(1).lock.isChecked() and not panel.list.row(2).lock.isChecked()
    assert "1 locked on other sliders" in panel._count.text()
    panel.axis_bar.delete_act.trigger()
    assert panel.is_raw and panel.list.row(2).lock.isChecked() and not point.locked_axes
