"""Error bars by simulation: they hold the truth about as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.evaluation.frechet import feature_distance
from genstudio.evaluation.kernel import kernel_distance
from genstudio.evaluation.resampling import bootstrap_mean, jackknife


def share_held(trials=400):
    """How often 95 % intervals of the mean of 60 skewed numbers hold the true mean."""
    generator = np.random.default_rng(0)
    held = []
    for trial in range(trials):
        values = generator.exponential(2.0, 60)
        held.append(abs(values.mean() - 2.0) < 1.96 * bootstrap_mean(values, seed=trial, draws=200))
    return float(np.mean(held))


def test_bootstrap_intervals_hold_the_mean_about_95_times_in_100():
    assert 0.90 < share_held() < 0.97


def test_bootstrap_of_a_share_is_the_binomial_error():
    values = (np.arange(400) % 4 == 0).astype(float)
    assert bootstrap_mean(values) == pytest.approx(np.sqrt(0.25 * 0.75 / 400), rel=0.15)
    assert np.isnan(bootstrap_mean(np.ones(1)))


def test_jackknife_of_a_mean_is_its_standard_error():
    generator = torch.Generator().manual_seed(0)
    a, b = torch.randn(4000, generator=generator), 3 * torch.randn(1000, generator=generator)
    errors = [
        jackknife(lambda a, b: (float(a.mean() - b.mean()),), a[i:], b, groups=20)[0]
        for i in range(0, 40, 2)
    ]
    assert np.mean(errors) == pytest.approx(np.sqrt(1 / 4000 + 9 / 1000), rel=0.3)


@pytest.mark.parametrize("figure", [feature_distance, kernel_distance])
def test_jackknife_errors_match_the_spread_over_fresh_samples(figure):
    def draw(seed):
        generator = torch.Generator().manual_seed(seed)
        real = torch.randn(200, 6, generator=generator)
        return real, torch.randn(200, 6, generator=generator) + 0.4

    values = [figure(*draw(seed)) for seed in range(100)]
    errors = [jackknife(lambda a, b: (figure(a, b),), *draw(seed))[0] for seed in range(12)]
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.35)
