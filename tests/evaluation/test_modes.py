"""Modes, reverse KL and share of high quality where the answers are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from genstudio.data.points import MIXTURES
from genstudio.evaluation import modes


@pytest.mark.parametrize("name", MIXTURES)
def test_perfect_samples_find_all_and_are_98_9_percent_of_high_quality(name):
    mixture = MIXTURES[name]
    drawn, _ = mixture.sample(100_000, seed=5)
    score = modes.score(drawn, mixture.means, mixture.sigma)
    assert score.found == score.total == len(mixture.means)
    assert score.reverse_kl < 1e-3
    assert score.high_quality == pytest.approx(0.989, abs=0.001)
    assert pytest.approx(1 - math.exp(-4.5)) == modes.PERFECT_SHARE


def test_a_collapsed_model_is_all_quality_and_one_mode():
    grid = MIXTURES["grid"]
    score = modes.score(np.repeat(grid.means[3:4], 500, 0), grid.means, grid.sigma)
    assert (score.found, score.high_quality) == (1, 1.0)
    assert score.reverse_kl == pytest.approx(math.log(25))


def test_uneven_modes_cost_what_the_formula_says():
    ring = MIXTURES["ring"]
    counts = (60, 20, 10, 5, 2, 1, 1, 1)
    drawn = np.repeat(ring.means, counts, axis=0)
    shares = np.array(counts) / 100
    expected = float((shares * np.log(shares * 8)).sum())
    score = modes.score(drawn, ring.means, ring.sigma)
    assert score.reverse_kl == pytest.approx(expected) and score.found == 8


def test_points_between_the_modes_count_for_none():
    ring = MIXTURES["ring"]
    near = ring.means[:1] + np.array([[2.9 * ring.sigma, 0]])
    drawn = np.concatenate([np.zeros((30, 2)), near])
    score = modes.score(drawn, ring.means, ring.sigma)
    assert score.found == 1 and score.high_quality == pytest.approx(1 / 31)
    nothing = modes.score(np.zeros((5, 2)), ring.means, ring.sigma)
    assert (nothing.found, nothing.high_quality, nothing.reverse_kl) == (0, 0.0, math.inf)
