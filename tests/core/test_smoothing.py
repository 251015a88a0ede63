"""The smoother: against its definition, whole or in parts, with gaps."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core.smoothing import Smoother


def by_definition(values: np.ndarray, decay: float) -> np.ndarray:
    result, total, weight = [], 0.0, 0.0
    for value in values:
        there = np.isfinite(value)
        total = decay * total + (value if there else 0.0)
        weight = decay * weight + there
        result.append(total / weight if there else np.nan)
    return np.array(result)


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.95, 0.9999])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 5000])
def test_equals_the_definition(decay: float, count: int) -> None:
    values = np.random.default_rng(0).normal(3, 1, count)
    values[count // 2 :: 7] = np.nan
    np.testing.assert_allclose(Smoother(decay).extend(values), by_definition(values, decay))


def test_parts_equal_the_whole() -> None:
    values = np.random.default_rng(1).normal(size=1000)
    whole = Smoother(0.98).extend(values)
    smoother = Smoother(0.98)
    parts = [smoother.extend(part) for part in np.split(values, [1, 2, 70, 71, 640])]
    np.testing.assert_allclose(np.concatenate(parts), whole)


def test_first_value_is_not_pulled_to_zero_and_a_constant_stays() -> None:
    np.testing.assert_allclose(Smoother(0.999).extend(np.full(300, 7.0)), 7.0)


def test_nothing_gives_nothing() -> None:
    assert len(Smoother(0.9).extend(np.empty(0))) == 0
