"""The min/max pyramid never hides an extreme and never draws too many points."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core.pyramid import Pyramid


def grown(y, bunch):
    pyramid = Pyramid()
    for start in range(0, len(y), bunch):
        part = y[start : start + bunch]
        pyramid.extend(np.arange(start, start + len(part), dtype=float), part)
    return pyramid


@pytest.mark.parametrize("bunch", [1, 7, 1000])
def test_extremes_survive(bunch):
    y = np.random.default_rng(0).standard_normal(5003)
    y[1234], y[4321] = 50, -60
    x, drawn = grown(y, bunch).between(0, 5003, 400)
    assert drawn.max() == 50 and drawn.min() == -60
    assert len(x) == len(drawn) <= 600
    assert (np.diff(x) >= 0).all()
    assert x[-1] == 5002 and drawn[-1] == y[-1]


def test_few_points_are_drawn_as_they_are():
    x, y = grown(np.arange(100.0), 10).between(20, 30, 400)
    assert x[0] <= 20 and x[-1] >= 30
    assert (x == y).all()


def test_a_zoom_shows_the_detail():
    y = np.zeros(100_000)
    y[50_000] = 1
    x, drawn = grown(y, 999).between(49_990, 50_010, 200)
    assert x[drawn == 1].tolist() == [50_000]


def test_empty_and_all_missing():
    assert len(Pyramid().between(0, 1, 100)[0]) == 0
    pyramid = grown(np.full(3000, np.nan), 100)
    assert np.isnan(pyramid.between(0, 3000, 100)[1]).all()
