"""Walks whose length and jumps are known."""

from __future__ import annotations

import math

import pytest
import torch

from genstudio.evaluation.smoothness import smoothness


def test_a_straight_even_walk_is_one_and_one():
    ends = torch.randn(5, 8, generator=torch.Generator().manual_seed(0))
    walks = torch.linspace(0, 1, 9)[None, :, None] * ends[:, None]
    found = smoothness(walks)
    assert found.detour.numpy() == pytest.approx(1) and found.jump.numpy() == pytest.approx(1)


def test_a_half_circle_is_half_pi_as_long_as_its_diameter():
    angle = torch.linspace(0, math.pi, 400)
    found = smoothness(torch.stack([angle.cos(), angle.sin()], 1)[None])
    assert float(found.detour) == pytest.approx(math.pi / 2, rel=1e-3)


def test_one_leap_among_sixteen_steps_is_sixteen_times_the_mean():
    walk = torch.zeros(1, 17, 2)
    walk[:, 9:] = 1.0
    assert float(smoothness(walk).jump) == pytest.approx(16)


def test_walks_that_stand_still_say_nothing():
    assert len(smoothness(torch.ones(3, 5, 2)).jump) == 0
