"""GAN losses at scores where the answer is known, and the switches that any of them takes."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.objectives.critic import Critic
from genstudio.objectives.game import Batch

GANS = [key for key, entry in catalog.OBJECTIVES.items() if entry.family == "gan"]
NETS = ("mlp", "dcgan", "residual")


def game(key, classes=0, **values):
    torch.manual_seed(0)
    values = {"net": "mlp", "width": 4, "latent": 3, "r1": 0.5, "r2": 0.5} | values
    recipe = Recipe(objective=key, conditional=classes > 0, **values)
    return catalog.build(recipe, (1, 28, 28), classes)


def batch(**values):
    pictures = torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(2)) * 2 - 1
    facts = {"progress": 0.0, "penalty_scale": 1.0} | values
    return Batch(pictures, generator=torch.Generator().manual_seed(1), **facts)


def scores(count=7):
    generator = torch.Generator().manual_seed(4)
    return torch.randn(count, generator=generator), torch.randn(count, generator=generator)


REAL, MADE = scores()
D_REAL, D_MADE = torch.sigmoid(REAL), torch.sigmoid(MADE)
GAP = torch.sigmoid(REAL - MADE)
CLOSED = {  # the critic's loss and the generator's, as the papers write them
    "minimax": (-D_REAL.log() - (1 - D_MADE).log(), (1 - D_MADE).log()),
    "nsgan": (-D_REAL.log() - (1 - D_MADE).log(), -D_MADE.log()),
    "lsgan": (0.5 * (REAL - 1) ** 2 + 0.5 * (MADE + 1) ** 2, 0.5 * MADE**2),
    "hinge": ((1 - REAL).clamp_min(0) + (1 + MADE).clamp_min(0), -MADE),
    "wgan": (MADE - REAL, -MADE),
    "wgangp": (MADE - REAL, -MADE),
    "rpgan": (-GAP.log(), -(1 - GAP).log()),
}


@pytest.mark.parametrize("key", GANS)
def test_each_loss_equals_its_closed_form(key):
    it = game(key)
    critic, generator = CLOSED[key]
    assert float(it.critic_loss(REAL, MADE)) == pytest.approx(float(critic.mean()), rel=1e-5)
    assert float(it.generator_loss(REAL, MADE)) == pytest.approx(float(generator.mean()), rel=1e-5)


@pytest.mark.parametrize("key", GANS)
def test_only_differences_count_exactly_where_it_is_said(key):
    it = game(key)
    moved = it.critic_loss(REAL + 2, MADE + 2)
    is_same = math.isclose(float(moved), float(it.critic_loss(REAL, MADE)), abs_tol=1e-5)
    assert is_same == it.only_differences == it.critic.only_differences


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


def test_smoothed_targets_are_where_the_best_scores_lie():
    real = torch.zeros(1, requires_grad=True)
    far = torch.full((1,), -50.0)
    for key, best in (("nsgan", math.log(0.9 / 0.1)), ("lsgan", 0.8)):
        it = game(key, label_smoothing=0.1)
        at = real + best
        (slope,) = torch.autograd.grad(it.critic_loss(at, far), real)
        assert float(slope) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("key", GANS)
def test_label_smoothing_is_offered_where_scores_have_targets(key):
    smooth, plain = (float(game(key, label_smoothing=s).critic_loss(REAL, MADE)) for s in (0.2, 0))
    assert (smooth != plain) == ("targets" in catalog.objective(key).traits)


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
    assert -1 <= float(parts["sign_real"]) <= 1


def test_penalties_add_up_and_fall_and_grow_after_a_rollback():
    it = game("rpgan")
    plain, bare = it.loss("critic", batch()), game("rpgan", r1=0.0, r2=0.0).loss("critic", batch())
    penalty = 0.5 * float(plain.parts["r1"] + plain.parts["r2"])
    assert plain.total.item() == pytest.approx(bare.total.item() + penalty, rel=1e-4)
    late = it.loss("critic", batch(progress=1.0))
    assert late.total.item() == pytest.approx(bare.total.item() + 0.1 * penalty, rel=1e-4)
    scaled = it.loss("critic", batch(penalty_scale=2.0))
    assert scaled.total.item() == pytest.approx(bare.total.item() + 2 * penalty, rel=1e-4)


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("penalties", [{"r1": 0.0, "r2": 0.0}, {"r2": 0.0}, {}])
def test_scoring_both_in_one_pass_changes_nothing(net, penalties):
    it = game("rpgan", classes=3, net=net, **penalties)
    nn.init.normal_(it.critic.projection.weight)
    labels = torch.tensor([0, 1, 2, 2, 1, 0])
    weights = it.model.one_hot(labels)
    before = {name: tensor.clone() for name, tensor in it.critic.state_dict().items()}
    seen = batch(labels=labels)
    loss = it.loss("critic", seen)
    it.critic.load_state_dict(before)
    with torch.no_grad():
        made = it.model.decode(it._latents(batch(labels=labels)), weights)
    scores, penalty = [], 0.0
    for seen_alone, gamma in ((seen.pictures, it.recipe.r1), (made, it.recipe.r2)):
        pictures = seen_alone.clone().requires_grad_()
        scores.append(it.critic(pictures, weights))
        (slope,) = torch.autograd.grad(scores[-1].sum(), pictures)
        penalty += gamma * 0.5 * float(slope.flatten(1).square().sum(1).mean())
    real, made = (score.detach() for score in scores)
    assert float(loss.parts["score_made"]) == pytest.approx(float(made.mean()), abs=1e-5)
    expected = float(it.critic_loss(real, made)) + penalty
    assert loss.total.item() == pytest.approx(expected, rel=1e-4)


def test_a_lazy_penalty_counts_for_the_steps_between_and_is_remembered():
    every = game("nsgan", r2=0.0)
    lazy = game("nsgan", r2=0.0, penalty_every=4)
    bare = game("nsgan", r1=0.0, r2=0.0).loss("critic", batch()).total.item()
    each = every.loss("critic", batch()).total.item() - bare
    now, then = lazy.loss("critic", batch(step=8)), lazy.loss("critic", batch(step=9))
    assert now.total.item() - bare == pytest.approx(4 * each, rel=1e-4)
    assert then.total.item() == pytest.approx(bare, rel=1e-5)
    assert float(then.parts["r1"]) == float(now.parts["r1"]) > 0


class _Slope(nn.Module):
    """A critic whose slope is known: the sum of the pixels times a number."""

    def __init__(self, slope):
        super().__init__()
        self.slope = slope

    def forward(self, pictures):
        return self.slope * pictures.flatten(1).sum(1, keepdim=True)


@pytest.mark.parametrize("slope", [0.0, 1 / 28, 3 / 28])
def test_the_gradient_penalty_is_zero_at_slope_one(slope):
    it = game("wgangp", r1=0.0, r2=0.0, gp=10.0, penalty_final=1.0)
    it.critic.net = _Slope(slope)
    loss = it.loss("critic", batch())
    expected = (abs(slope) * 28 - 1) ** 2
    assert float(loss.parts["gp"]) == pytest.approx(expected, abs=1e-5)
    wanted = float(loss.parts["loss_critic"]) + 10 * expected
    assert loss.total.item() == pytest.approx(wanted, abs=1e-4)


def test_instance_noise_blurs_the_start_and_is_gone_at_the_end():
    it = game("nsgan", instance_noise=0.3)
    pictures = torch.zeros(40, 1, 28, 28)
    for progress, sigma in ((0.0, 0.3), (0.5, 0.15), (1.0, 0.0)):
        seen = it.critic.shown(pictures, batch(progress=progress))
        assert float(seen.std()) == pytest.approx(sigma, abs=0.01)


@pytest.mark.parametrize("key", ["nsgan", "rpgan"])
def test_held_out_scores_are_asked_for_without_a_trace(key):
    it = game(key, net="dcgan", spectral_norm=True).train()
    it.loss("critic", batch())
    before = {name: tensor.clone() for name, tensor in it.state_dict().items()}
    found = it.critic_scores(batch().pictures)
    assert found.shape == (6,) and it.critic.training
    assert all(torch.equal(before[name], tensor) for name, tensor in it.state_dict().items())


def test_where_only_differences_count_held_out_scores_stand_above_made_ones():
    it = game("rpgan", net="mlp")
    for _ in range(500):
        it.critic._look_back(torch.full((4,), 7.0), torch.full((4,), 5.0))
    assert float(it.critic.level) == pytest.approx(5.0, rel=0.01)


# -- told the classes --------------------------------------------------------------------------


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("spectral", [False, True])
def test_the_projection_adds_what_a_class_says_of_the_features(net, spectral):
    torch.manual_seed(0)
    recipe = Recipe(objective="hinge", net=net, width=4, spectral_norm=spectral)
    critic = Critic(recipe, (1, 28, 28), 3).eval()
    if not spectral:
        nn.init.normal_(critic.projection.weight)
    x, weights = torch.randn(4, 1, 28, 28), torch.eye(3)[[0, 1, 2, 0]]
    extra = critic(x, weights) - critic(x)
    expected = (critic.projection.weight.T[[0, 1, 2, 0]] * critic.net.features(x)).sum(1)
    assert torch.allclose(extra, expected, atol=1e-4) and bool(extra.abs().max() > 1e-3)
    mixed = critic(x, torch.full((4, 3), 1 / 3)) - critic(x)
    thirds = [critic(x, torch.eye(3)[[k] * 4]) - critic(x) for k in range(3)]
    assert torch.allclose(mixed, sum(thirds) / 3, atol=1e-4)


@pytest.mark.parametrize("net", NETS)
def test_a_conditional_generator_is_told_its_class(net):
    it = game("rpgan", classes=4, net=net)
    labels = torch.tensor([0, 1, 2, 3, 0, 1])
    for player in it.players():
        it.loss(player.name, batch(labels=labels)).total.backward()
    assert any(p.grad is not None for p in it.critic.projection.parameters())
    z = torch.randn(1, 3).repeat(2, 1)
    made = it.model.eval().decode(z, torch.eye(4)[:2])
    assert not torch.allclose(made[0], made[1])
    assert it.critic_scores(batch().pictures, labels).shape == (6,)
