"""GAN losses at scores where the answer is known."""

from __future__ import annotations

import math

import pytest
import torch

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.objectives.game import Batch

GANS = [key for key, entry in catalog.OBJECTIVES.items() if entry.family == "gan"]


def game(key, **values):
    torch.manual_seed(0)
    values = {"net": "mlp", "width": 4, "latent": 3, "r1": 0.5, "r2": 0.5} | values
    return catalog.build(Recipe(objective=key, **values), (1, 28, 28))


def batch(**values):
    pictures = torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(2)) * 2 - 1
    facts = {"progress": 0.0, "penalty_scale": 1.0} | values
    return Batch(pictures, generator=torch.Generator().manual_seed(1), **facts)


def test_a_critic_that_cannot_tell_pays_log_two_a_picture():
    zero = torch.zeros(4)
    assert float(game("minimax").critic_loss(zero, zero)) == pytest.approx(2 * math.log(2))
    assert float(game("nsgan").generator_loss(zero, zero)) == pytest.approx(math.log(2))
    assert float(game("rpgan").critic_loss(zero, zero)) == pytest.approx(math.log(2))
    assert float(game("hinge").critic_loss(zero, zero)) == pytest.approx(2.0)


def test_the_minimax_game_is_zero_sum_in_the_made_pictures():
    made, real = torch.randn(5), torch.randn(5)
    minimax = game("minimax")
    of_made = minimax.critic_loss(real, made) - minimax.critic_loss(real, torch.full((5,), -1e4))
    assert float(of_made + minimax.generator_loss(real, made)) == pytest.approx(0, abs=1e-5)


def test_only_the_minimax_generator_stalls_when_the_critic_is_sure():
    slopes = {}
    for key in ("minimax", "nsgan"):
        made = torch.full((1,), -12.0, requires_grad=True)
        game(key).generator_loss(torch.zeros(1), made).backward()
        slopes[key] = abs(float(made.grad))
    assert slopes["minimax"] < 1e-4 < 0.9 < slopes["nsgan"]


@pytest.mark.parametrize("key", GANS)
def test_each_player_moves_only_its_own_weights(key):
    it = game(key)
    for player in it.players():
        it.zero_grad()
        it.loss(player.name, batch()).total.backward()
        moved = [p.grad is not None and bool(p.grad.any()) for p in player.module.parameters()]
        assert any(moved)
        if player.name == "critic":
            assert all(p.grad is None for p in it.model.parameters())


@pytest.mark.parametrize("key", GANS)
def test_every_column_is_reported(key):
    it = game(key)
    parts = {}
    for player in it.players():
        parts |= it.loss(player.name, batch()).parts
    assert set(parts) == set(it.columns)


def test_penalties_add_up_and_fall_and_grow_after_a_rollback():
    it = game("rpgan")
    plain, bare = it.loss("critic", batch()), game("rpgan", r1=0.0, r2=0.0).loss("critic", batch())
    penalty = 0.5 * float(plain.parts["r1"] + plain.parts["r2"])
    assert plain.total.item() == pytest.approx(bare.total.item() + penalty, rel=1e-4)
    late = it.loss("critic", batch(progress=1.0))
    assert late.total.item() == pytest.approx(bare.total.item() + 0.1 * penalty, rel=1e-4)
    scaled = it.loss("critic", batch(penalty_scale=2.0))
    assert scaled.total.item() == pytest.approx(bare.total.item() + 2 * penalty, rel=1e-4)
