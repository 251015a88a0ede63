"""Points as a picture: where a point is drawn, and what the critic's surface tints."""

from __future__ import annotations

import numpy as np

from genstudio.core import scatter


def test_a_point_is_drawn_where_it_is():
    sheet = scatter.draw(np.array([[0.8, 0.6]], np.float32)).astype(int)
    assert sheet.shape == scatter.SHAPE
    rows, columns = np.nonzero(np.abs(sheet - sheet[:, :1, :1]).sum(0) > 60)
    place = (scatter.SIZE - 1) * np.array([0.8 + 1.1, 1.1 - 0.6]) / 2.2
    assert np.allclose([columns.mean(), rows.mean()], place, atol=1)


def test_made_and_real_points_differ_and_those_outside_are_left_out():
    point = np.zeros((1, 2), np.float32)
    empty = np.empty((0, 2), np.float32)
    made, real = scatter.draw(point), scatter.draw(empty, point)
    blank = scatter.draw(empty)
    assert not np.array_equal(made, real) and not np.array_equal(made, blank)
    assert np.array_equal(scatter.draw(np.array([[9.0, 0.0]], np.float32)), blank)


def test_the_surface_is_blue_where_the_critic_says_real():
    plane = scatter.plane(32)
    sheet = scatter.draw(np.empty((0, 2), np.float32), None, plane[:, 0]).astype(int)
    left, right = sheet[:, 96, 5], sheet[:, 96, -5]
    assert right[2] > right[0] and left[0] > left[2]
    assert plane[0].tolist() == [-np.float32(1.1), np.float32(1.1)]


def test_only_points_are_shown_as_a_scatter():
    assert scatter.shape_shown((2, 1, 1)) == scatter.SHAPE
    assert scatter.shape_shown((1, 28, 28)) == (1, 28, 28)
