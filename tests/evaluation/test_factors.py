"""Mutual information of factors and latents, against cases with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.evaluation.disentanglement import disentanglement


def test_a_dimension_that_is_a_factor_tells_all_of_it_and_noise_nothing() -> None:
    generator = np.random.default_rng(0)
    factors = np.stack([generator.integers(0, 5, 5000), generator.integers(0, 3, 5000)], 1)
    noise = generator.standard_normal(5000)
    points = np.stack([noise, factors[:, 1] * 2.0 - 1, -factors[:, 0].astype(float)], 1)
    found = disentanglement(factors.astype(float), points)
    assert found.shares == pytest.approx(np.array([[0, 0, 1], [0, 1, 0]]), abs=0.01)
    assert found.gap == pytest.approx(1, abs=0.02)
    assert found.told == pytest.approx([0, 1, 1], abs=0.01)


def test_two_dimensions_with_the_same_factor_have_no_gap() -> None:
    factor = np.random.default_rng(0).random(5000)
    points = np.stack([factor, factor**3, np.zeros(5000)], 1)
    found = disentanglement(factor[:, None], points)
    assert found.shares[0] == pytest.approx([1, 1, 0], abs=0.02)
    assert found.gap == pytest.approx(0, abs=0.01)


def test_monotone_changes_of_a_latent_change_nothing() -> None:
    generator = np.random.default_rng(1)
    factor = generator.random(4000)
    z = factor + 0.3 * generator.standard_normal(4000)
    first = disentanglement(factor[:, None], z[:, None])
    second = disentanglement(factor[:, None], np.exp(z)[:, None])
    assert first.shares == pytest.approx(second.shares, abs=1e-6)
    assert 0.1 < first.shares[0, 0] < 0.9


def test_a_factor_that_never_varies_is_told_of_by_nothing() -> None:
    found = disentanglement(np.ones((100, 1)), np.random.default_rng(0).random((100, 2)))
    assert not found.shares.any()
