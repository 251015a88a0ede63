"""The list of sliders: rows made when seen, order, keyboard, wheel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.ui.explore.ranking import Ranking
from genstudio.ui.explore.sliders import SliderList


@pytest.fixture
def sliders(app: QApplication, qtbot: QtBot) -> SliderList:
    sliders = SliderList()
    qtbot.addWidget(sliders)
    sliders.resize(450, 400)
    sliders.show()
    sliders.activateWindow()
    sliders.start_over(512)
    app.processEvents()
    return sliders


def ranking(count: int) -> Ranking:
    values = np.arange(count, dtype=float)
    reasons = ("dead", *[""] * (count - 1))
    return Ranking(values, values / count, "KL", "nats", tuple(range(count))[::-1], reasons)


def test_only_rows_near_the_view_are_made(sliders: SliderList) -> None:
    assert 10 < len(sliders._rows) < 30
    sliders.verticalScrollBar().setValue(sliders.verticalScrollBar().maximum())
    assert 511 in sliders._rows
    assert 200 not in sliders._rows


def test_a_row_made_late_shows_all_that_was_said_before(sliders: SliderList) -> None:
    z = np.linspace(-1, 1, 512).astype(np.float32)
    sliders.show_point(z)
    sliders.show_locked(300, True)
    sliders.show_bands(np.ones((512, 2), np.float32))
    sliders.set_reach(2.0)
    sliders.show_ranking(ranking(512))
    row = sliders.row(300)
    assert row.slider.latent == pytest.approx(float(z[300]))
    assert row.box.value() == pytest.approx(float(z[300]), abs=0.005)
    assert row.lock.isChecked()
    assert row.slider.look.band == (1.0, 1.0)
    assert row.slider.look.reach == 2.0
    assert "300.0 nats" in row.toolTip()


def test_order_moves_rows_and_goes_to_the_top(sliders: SliderList) -> None:
    sliders.row(0).slider.clearFocus()
    sliders.verticalScrollBar().setValue(500)
    sliders.set_order(ranking(512).order)
    assert sliders.verticalScrollBar().value() == 0
    assert sliders.row(511).y() == 0
    assert sliders.row(510).y() == sliders.row(511).height()
    assert sliders.current == 511


def test_arrows_walk_through_rows_and_bring_them_into_view(sliders: SliderList) -> None:
    sliders.focus(0)
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert sliders.current == 40
    row = sliders.row(40)
    assert row.slider.hasFocus()
    assert sliders.viewport().rect().contains(row.mapTo(sliders.viewport(), QPoint(5, 5)))
    QTest.keyClick(row.slider, Qt.Key.Key_Up)
    assert sliders.current == 39


def test_one_row_is_a_stop_of_the_tab_key(sliders: SliderList) -> None:
    sliders.focus(3)
    stops = [
        dimension
        for dimension, row in sliders._rows.items()
        if row.slider.focusPolicy() == Qt.FocusPolicy.StrongFocus
    ]
    assert stops == [3]


def test_a_digit_begins_an_entry_that_may_go_beyond(sliders: SliderList, qtbot: QtBot) -> None:
    sliders.focus(2)
    slider, box = sliders.row(2).slider, sliders.row(2).box
    QTest.keyClicks(slider, "4")
    assert box.hasFocus()
    QTest.keyClicks(box, ".25")
    with qtbot.waitSignal(sliders.changed) as told:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert told.args == [2, 4.25]
    assert slider.hasFocus()


def test_escape_leaves_the_value_as_it_was(sliders: SliderList, qtbot: QtBot) -> None:
    sliders.focus(2)
    box = sliders.row(2).box
    QTest.keyClicks(sliders.row(2).slider, "7")
    with qtbot.assertNotEmitted(sliders.changed):
        QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.value() == 0
    assert sliders.row(2).slider.hasFocus()


def test_a_double_click_asks_for_zero(sliders: SliderList, qtbot: QtBot) -> None:
    sliders.show_point(np.full(512, 1.0, np.float32))
    slider = sliders.row(1).slider
    with qtbot.waitSignal(sliders.changed) as told:
        QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert told.args == [1, 0.0]


def test_the_wheel_scrolls_the_list_and_changes_nothing_on_the_way(
    sliders: SliderList, qtbot: QtBot, app: QApplication
) -> None:
    slider = sliders.row(2).slider
    middle = QPointF(slider.mapTo(sliders, slider.rect().center()))
    window = sliders.windowHandle()
    with qtbot.assertNotEmitted(sliders.changed):
        for _ in range(5):
            QTest.wheelEvent(window, middle, QPoint(0, -120))
            app.processEvents()
    assert sliders.verticalScrollBar().value() > 0


def test_starting_over_leaves_no_row_behind(sliders: SliderList, app: QApplication) -> None:
    sliders.start_over(3)
    app.sendPostedEvents(None, 0)
    assert sorted(sliders._rows) == [0, 1, 2]
    sliders.start_over(0)
    assert sliders._rows == {}
    assert sliders.current == -1
