"""Wilson's interval against published values, and how often it holds the truth."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.evaluation.proportion import Interval, wilson


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_values_published_by_newcombe_1998(hits: int, trials: int, low: float, high: float) -> None:
    found = wilson(hits, trials)
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


def test_edges_are_exact_and_nothing_says_nothing() -> None:
    assert wilson(0, 10).low == 0.0 and wilson(10, 10).high == 1.0
    assert wilson(0, 0) == Interval(0.0, 1.0)
    left, right = wilson(3, 10), wilson(7, 10)
    assert left.low == pytest.approx(1 - right.high) and left.holds(0.3) and not left.holds(0.9)


@pytest.mark.parametrize(("hits", "trials"), [(-1, 4), (5, 4)])
def test_impossible_counts_are_refused(hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(hits, trials)


@pytest.mark.parametrize("truth", [0.5, 0.7, 0.9])
def test_it_holds_the_truth_about_95_times_in_100(truth: float) -> None:
    counts = np.random.default_rng(0).binomial(20, truth, size=4000)
    share = np.mean([wilson(int(count), 20).holds(truth) for count in counts])
    assert 0.92 < share < 0.98
