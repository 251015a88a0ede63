"""The point: moves, gestures, locks, undo and redo."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from genstudio.ui.explore import point as module
from genstudio.ui.explore.point import Point


@pytest.fixture
def point(qapp: QApplication) -> Point:
    point = Point()
    point.place(np.zeros(4, np.float32))
    return point


def test_a_drag_is_one_step(point: Point) -> None:
    point.begin()
    for value in np.linspace(0, 2, 50):
        point.set_value(1, float(value))
    point.end()
    assert point.stack.count() == 1
    point.stack.undo()
    assert point.z.tolist() == [0, 0, 0, 0]
    point.stack.redo()
    assert point.z.tolist() == [0, 2, 0, 0]


def test_two_drags_are_two_steps(point: Point) -> None:
    for value in (1.0, 2.0):
        point.begin()
        point.set_value(0, value)
        point.end()
    point.stack.undo()
    assert point.z[0] == 1


def test_quick_key_presses_on_one_slider_are_one_step(point: Point) -> None:
    for value in (0.1, 0.2, 0.3):
        point.set_value(2, value)
    assert point.stack.count() == 1
    point.set_value(3, 0.1)
    assert point.stack.count() == 2


def test_slow_key_presses_are_steps_of_their_own(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MERGE_SECONDS", -1.0)
    point.set_value(2, 0.1)
    point.set_value(2, 0.2)
    assert point.stack.count() == 2


def test_a_drag_that_comes_back_leaves_nothing_to_undo(point: Point) -> None:
    point.begin()
    point.set_value(0, 1.0)
    point.set_value(0, 0.0)
    point.end()
    assert point.stack.count() == 0
    assert not point.stack.canUndo()


def test_shuffle_and_reset_leave_locked_dimensions(point: Point) -> None:
    point.set_value(1, 1.5)
    point.set_locked(1, True)
    drawn = np.random.default_rng(0).standard_normal(4, dtype=np.float32)
    point.shuffle(drawn)
    assert point.z[1] == 1.5
    assert np.array_equal(np.delete(point.z, 1), np.delete(drawn, 1))
    point.reset()
    assert point.z.tolist() == [0, 1.5, 0, 0]
    point.stack.undo()
    assert np.array_equal(np.delete(point.z, 1), np.delete(drawn, 1))


def test_a_move_to_where_it_is_is_no_step(point: Point) -> None:
    point.move_to(np.zeros(4, np.float32), "nowhere")
    point.set_value(0, 0.0)
    assert point.stack.count() == 0


def test_placing_forgets_history_and_locks(point: Point) -> None:
    point.set_value(0, 1.0)
    point.set_locked(0, True)
    point.place(np.ones(2, np.float32))
    assert point.size == 2
    assert not point.stack.canUndo()
    assert not point.locked.any()


def test_what_it_hands_out_is_a_copy(point: Point) -> None:
    point.z[:] = 9
    point.locked[:] = True
    assert point.z.max() == 0
    assert not point.locked.any()


def test_many_steps_survive_garbage_collection(point: Point) -> None:
    for step in range(300):
        point.begin()
        point.set_value(step % 4, step / 100 + 0.01)
        point.set_value(step % 4, step / 100 + 0.02)
        point.end()
    gc.collect()
    assert point.stack.count() == 300
    for _ in range(300):
        point.stack.undo()
    assert point.z.tolist() == [0, 0, 0, 0]


def test_locked_axes_keep_their_place_and_nothing_else_does(point: Point) -> None:
    point.move_to(np.float32([1, 2, 3, 4]), "somewhere")
    slanted = np.float32([0.6, 0.8, 0, 0])
    askew = np.float32([0, 0.6, 0.8, 0])  # not at a right angle to the other
    point.lock_axis(("set", "one"), slanted)
    point.lock_axis(("set", "two"), askew)
    before = point.z
    drawn = np.random.default_rng(0).standard_normal(4, dtype=np.float32)
    point.shuffle(drawn)
    for direction in (slanted, askew):
        assert point.z @ direction == pytest.approx(before @ direction, abs=1e-5)
    assert point.z[3] == drawn[3] and not np.array_equal(point.z[:3], before[:3])
    point.lock_axis(("set", "two"), None)
    point.set_locked(0, True)
    point.reset()
    assert point.z[0] == pytest.approx(before[0], abs=1) and point.z[2:].tolist() == [0, 0]
    assert point.z @ slanted == pytest.approx(before @ slanted, abs=1e-5)
    point.place(np.zeros(4, np.float32))
    assert not point.locked_axes
