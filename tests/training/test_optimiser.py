"""Schedules, and what keeps gradients and weights within bounds."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from genstudio.core.recipe import Recipe
from genstudio.objectives.game import Player
from genstudio.training.optimiser import PlayerOptimiser, rate


@pytest.mark.parametrize("schedule", ["cosine", "linear", "warm-up", "constant"])
def test_each_schedule_starts_and_ends_where_it_says(schedule):
    assert rate(schedule, 0.1, 0.0) == pytest.approx(0.0 if schedule == "warm-up" else 1.0)
    assert rate(schedule, 0.1, 1.0) == pytest.approx(1.0 if schedule == "constant" else 0.1)


def test_the_courses_between():
    assert rate("linear", 0.0, 0.25) == pytest.approx(0.75)
    assert rate("cosine", 0.0, 0.5) == pytest.approx(0.5)
    assert rate("warm-up", 0.2, 0.025) == pytest.approx(0.5 * rate("cosine", 0.2, 0.025))
    assert rate("warm-up", 0.2, 0.3) == rate("cosine", 0.2, 0.3)


def test_a_long_gradient_is_shortened_and_weights_are_kept_within_their_bound():
    layer = nn.Linear(3, 1)
    player = Player("it", layer, lr=1.0, bound=0.05)
    optimiser = PlayerOptimiser(player, Recipe(gradient_clip=0.5))
    optimiser.step(1000 * layer(torch.ones(1, 3)).sum(), progress=0.0, lr_scale=1.0)
    gradient = torch.cat([p.grad.flatten() for p in layer.parameters()])
    assert float(gradient.norm()) == pytest.approx(0.5, rel=1e-4)
    assert all(float(p.detach().abs().max()) <= 0.05 + 1e-8 for p in layer.parameters())
