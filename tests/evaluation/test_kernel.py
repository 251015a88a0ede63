"""KID: unbiased, and 0 only between equals."""

from __future__ import annotations

import numpy as np
import torch

from genstudio.evaluation.kernel import kernel_distance, kernel_distances
from genstudio.evaluation.resampling import finished, jackknife


def draws(count, *, shift=0.0, seed=0, d=8):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, d, generator=generator) + shift


def between_equals(times=400):
    """The distances of so many pairs of samples of one distribution."""
    pairs = ((draws(20, seed=2 * i), draws(30, seed=2 * i + 1)) for i in range(times))
    return [kernel_distance(*pair) for pair in pairs]


def test_it_is_zero_on_average_between_equals_however_few():
    values = between_equals()
    error = np.std(values) / np.sqrt(len(values))
    assert abs(np.mean(values)) < 3 * error
    assert min(values) < 0 < max(values)


def test_it_does_not_depend_on_the_count_but_on_the_shift():
    few = np.mean(
        [
            kernel_distance(draws(40, seed=2 * i), draws(40, shift=0.5, seed=2 * i + 1))
            for i in range(200)
        ]
    )
    many = kernel_distance(draws(4000), draws(4000, shift=0.5, seed=1))
    assert abs(few / many - 1) < 0.2
    further = kernel_distance(draws(4000), draws(4000, shift=1.0, seed=1))
    assert further > 2 * many > 0


def test_a_shift_follows_the_closed_form():
    """With d = 1, x ~ 0 and y ~ c exactly: (0+1)³ + (c²+1)³ − 2·(0+1)³."""
    value = kernel_distance(torch.zeros(5, 1), torch.full((7, 1), 2.0))
    assert value == 1 + 125 - 2


def test_its_error_from_sums_is_that_of_leaving_groups_out():
    real, made = draws(97), draws(80, shift=0.5, seed=1)
    found = finished(kernel_distances(real, made, groups=8))
    (error,) = jackknife(lambda a, b: (kernel_distance(a, b),), real, made, groups=8)
    assert np.isclose(found.value, kernel_distance(real, made), rtol=1e-12)
    assert np.isclose(found.error, error, rtol=1e-9)
