"""The Fréchet distance by closed forms."""

from __future__ import annotations

import pytest
import torch

from genstudio.evaluation.frechet import PixelDistance, frechet_distance


def shifted_normals():
    """The distance of N(0, I) to N(μ, I), and ‖μ‖²."""
    eye, mu = torch.eye(6, dtype=torch.float64), torch.arange(6, dtype=torch.float64)
    return frechet_distance(0 * mu, eye, mu, eye), float(mu @ mu)


def test_shifted_normals_are_the_squared_shift_apart():
    found, expected = shifted_normals()
    assert found == pytest.approx(expected)


def test_scaled_normals_follow_the_closed_form():
    eye, zero = torch.eye(4, dtype=torch.float64), torch.zeros(4, dtype=torch.float64)
    assert frechet_distance(zero, eye, zero, 9 * eye) == pytest.approx(4 * (3 - 1) ** 2)


def test_it_is_symmetric_and_zero_on_itself():
    generator = torch.Generator().manual_seed(0)
    a, b = (torch.randn(5, 5, generator=generator, dtype=torch.float64) for _ in range(2))
    a, b, zero = a @ a.T, b @ b.T, torch.zeros(5, dtype=torch.float64)
    assert frechet_distance(zero, a, zero, b) == pytest.approx(frechet_distance(zero, b, zero, a))
    assert frechet_distance(zero, a, zero, a) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("count", [200, 2000])
def test_pixel_distance_sees_collapse_and_shift(count):
    generator = torch.Generator().manual_seed(1)
    draw = lambda: torch.randn(count, 1, 28, 28, generator=generator).cumsum(-1) / 20  # noqa: E731
    distance = PixelDistance(draw())
    same, collapsed, shifted = draw(), draw()[:1].expand(count, -1, -1, -1), draw() + 0.5
    assert distance(same) < 0.2 * distance(collapsed)
    assert distance(same) < 0.2 * distance(shifted)


@pytest.mark.parametrize("count", [2, 5, 9])
def test_a_handful_of_real_pictures_is_enough_not_to_fail(count):
    real = torch.rand(count, 1, 6, 6) * 2 - 1
    distance = PixelDistance(real)
    assert distance(real.repeat(8, 1, 1, 1)) < distance(torch.rand(64, 1, 6, 6) + 2)
