"""Explore in a narrow window: the sides give way first, then the words over the picture."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from genstudio.ui.explore.bars import WordBar
from genstudio.ui.explore.point import Point
from genstudio.ui.explore.thirds import Thirds


def test_a_window_that_shrinks_takes_from_the_sides_first(app: QApplication, qtbot: QtBot) -> None:
    thirds = Thirds(QWidget(), QWidget(), QWidget())
    qtbot.addWidget(thirds)
    thirds.resize(1280, 500)
    thirds.show()
    wide = thirds.sizes()
    thirds.resize(1150, 500)
    narrow = thirds.sizes()
    assert narrow[1] >= min(wide[1], 460)
    assert narrow[0] < wide[0] or narrow[2] < wide[2]
    thirds.resize(930, 500)
    assert thirds.sizes()[0] == 340 and thirds.sizes()[2] == 312


def test_a_window_that_opens_narrow_has_room_for_the_picture(
    app: QApplication, qtbot: QtBot
) -> None:
    thirds = Thirds(QWidget(), QWidget(), QWidget())
    qtbot.addWidget(thirds)
    thirds.resize(1080, 500)
    thirds.show()
    left, middle, right = thirds.sizes()
    assert middle > 400 and (left, right) == (340, 312)


def test_what_the_user_made_narrow_stays_so_and_is_remembered(
    app: QApplication, qtbot: QtBot
) -> None:
    thirds = Thirds(QWidget(), QWidget(), QWidget())
    qtbot.addWidget(thirds)
    thirds.resize(1400, 500)
    thirds.show()
    thirds.moveSplitter(1080, 2)  # as a hand on the handle
    thirds.moveSplitter(780, 1)
    middle = thirds.sizes()[1]
    assert middle < 310
    thirds.resize(1380, 500)
    assert abs(thirds.sizes()[1] - middle) <= 25
    again = Thirds(QWidget(), QWidget(), QWidget())
    qtbot.addWidget(again)
    again.restoreState(thirds.saveState())
    again.resize(1380, 500)
    again.show()
    assert again.sizes() == pytest.approx(thirds.sizes(), abs=2)


def test_words_go_where_they_would_be_cut_and_come_back(app: QApplication, qtbot: QtBot) -> None:
    bar = WordBar([(QAction("Neighbourhood of this"), "Neighbourhood"), (QAction("Map"), "Map")])
    room = QWidget()
    qtbot.addWidget(room)
    bar.setParent(room)
    bar.resize(500, 40)
    room.show()
    buttons = bar.findChildren(QToolButton)
    style = Qt.ToolButtonStyle
    worded, bare = style.ToolButtonTextBesideIcon, style.ToolButtonIconOnly
    assert {each.toolButtonStyle() for each in buttons} == {worded}
    bar.resize(90, 40)
    assert {each.toolButtonStyle() for each in buttons} == {bare}
    bar.resize(500, 40)
    assert {each.toolButtonStyle() for each in buttons} == {worded}


def test_what_no_lock_holds_is_free(app: QApplication) -> None:
    point = Point()
    point.place(np.zeros(4, np.float32))
    assert np.array_equal(point.freedom(), np.eye(4))
    point.set_locked(1, True)
    axis = np.array([0.6, 0.8, 0.0, 0.0])  # of which one dimension is locked already
    point.lock_axis(("Own", "slant"), axis)
    free = point.freedom()
    assert np.array_equal(free[1], np.zeros(4))
    assert free @ axis == pytest.approx(np.zeros(4), abs=1e-12)
    assert free @ free == pytest.approx(free) and np.trace(free) == pytest.approx(2)
    point.lock_axis(("Own", "same"), axis)  # twice the same holds no more than once
    assert np.trace(point.freedom()) == pytest.approx(2)
