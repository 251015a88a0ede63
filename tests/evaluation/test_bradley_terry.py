"""Bradley–Terry against strengths that are known, closed forms, and simulated votes."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.evaluation.bradley_terry import strengths

TRUTH = np.array([1.0, 0.4, -0.3, -1.1])


def chances(theta: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(theta[None] - theta[:, None]))


def test_known_strengths_are_found_again() -> None:
    wins = 1e6 * chances(TRUTH)
    np.fill_diagonal(wins, 0)
    found = strengths(wins)
    assert [each.theta for each in found] == pytest.approx(TRUTH - TRUTH.mean(), abs=1e-4)
    assert [each.rank for each in found] == [1, 2, 3, 4]


def test_two_models_are_a_share_of_votes() -> None:
    """θ₁ − θ₂ = log(w/l), with variance 1/(n·p·q): the logit of a share."""
    wins = np.array([[0.0, 700.0], [300.0, 0.0]])
    one, other = strengths(wins)
    assert one.theta - other.theta == pytest.approx(np.log(700 / 300), abs=3e-3)
    assert 2 * one.error == pytest.approx(1 / np.sqrt(1000 * 0.7 * 0.3), rel=3e-3)
    assert (one.rank, other.rank) == (1, 2)
    assert one.interval.holds(one.chance) and one.chance == pytest.approx(1 - other.chance)


def test_votes_that_cannot_tell_leave_a_tie() -> None:
    halves = np.array([[0.0, 5.0], [5.0, 0.0]])
    assert [each.rank for each in strengths(halves)] == [1, 1]
    assert strengths(halves)[0].chance == pytest.approx(0.5)


def test_one_that_always_wins_stays_finite() -> None:
    first, second = strengths(np.array([[0.0, 10.0], [0.0, 0.0]]))
    assert np.isfinite(first.theta) and 0.5 < first.interval.low < first.interval.high < 1
    assert second.rank == 2


def test_what_was_never_compared_is_refused() -> None:
    wins = np.zeros((3, 3))
    wins[0, 1] = 4
    with pytest.raises(ValueError, match="never compared"):
        strengths(wins)
    wins[2, 1] = 1  # through the second
    assert len(strengths(wins)) == 3


def votes(theta: np.ndarray, each: int, generator: np.random.Generator) -> np.ndarray:
    """Simulate `each` votes on every pair."""
    chance = chances(theta)
    wins = np.triu(generator.binomial(each, chance), 1)
    return wins + np.tril(each - wins.T, -1)


def test_equal_models_seldom_get_different_places() -> None:
    generator = np.random.default_rng(1)
    told = [
        len({each.rank for each in strengths(votes(np.zeros(4), 20, generator))}) > 1
        for _ in range(400)
    ]
    assert np.mean(told) < 0.07


def test_the_intervals_hold_the_truth_about_95_times_in_100() -> None:
    generator = np.random.default_rng(0)
    centred = TRUTH - TRUTH.mean()
    hits = []
    for _ in range(400):
        found = strengths(votes(TRUTH, 30, generator))
        hits += [
            each.interval.holds(1 / (1 + np.exp(-truth)))
            for each, truth in zip(found, centred, strict=True)
        ]
    assert 0.93 < np.mean(hits) < 0.975
