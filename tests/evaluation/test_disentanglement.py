"""MIG, DCI and the FactorVAE score on codes whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.evaluation.disentanglement import dci, disentanglement, factor_score


def mig(latents, factors):
    return disentanglement(factors, latents).gap


@pytest.fixture
def factors():
    return independent_factors()


def independent_factors():
    return np.random.default_rng(0).integers(0, 4, (4000, 3)).astype(float)


def noise(shape, seed=1):
    return 1e-3 * np.random.default_rng(seed).normal(size=shape)


def test_a_latent_for_each_factor_is_perfect(factors):
    latents = factors[:, [2, 0, 1]] * [3, -1, 2] + noise(factors.shape)
    assert mig(latents, factors) > 0.95  # bins cut through a few values
    found = dci(latents, factors)
    assert found.disentanglement > 0.97 and found.completeness > 0.97
    assert found.informativeness > 0.99


def constructed_mig(factors):
    """z₀ tells four values (log 4), z₁ only whether they are odd (log 2): the gap is half of H."""
    v = factors[:, :1]
    return mig(np.hstack([v, v % 2]), v)


def test_mig_of_a_constructed_case_is_a_half(factors):
    assert constructed_mig(factors) == pytest.approx(0.5, abs=0.01)


def test_a_factor_told_by_two_latents_alike_has_no_gap(factors):
    both = np.hstack([factors[:, :1], -factors[:, :1]])
    assert mig(both, factors[:, :1]) == pytest.approx(0, abs=1e-9)


def test_mixed_factors_are_not_disentangled(factors):
    turned, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))
    mixed = factors @ turned
    assert mig(mixed, factors) < 0.3
    assert dci(mixed, factors).disentanglement < 0.5


def votes(encode, count=120):
    random = np.random.default_rng(4)
    made = []
    for vote in range(count):
        rows = random.normal(size=(32, 3))
        rows[:, vote % 3] = rows[0, vote % 3]
        made.append((vote % 3, encode(rows)))
    return made


def test_the_factor_score_is_one_for_single_latents_and_a_guess_for_mixed_ones():
    def single(rows):
        return np.hstack([rows[:, [1, 2, 0]], np.zeros((len(rows), 1))])  # and an idle one

    assert factor_score(votes(single), np.array([1, 1, 1, 1e-6]), train=80) == 1
    random = np.random.default_rng(5)

    def empty(rows):
        return random.normal(size=(len(rows), 4))

    assert factor_score(votes(empty), np.ones(4), train=80) < 0.65
    assert factor_score(votes(single), np.zeros(4), train=80) == 0
