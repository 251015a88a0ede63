"""A critic that judges bundles: what it sees, what it pays, and who may not use it."""

from __future__ import annotations

import pytest
import torch

from genstudio.core.recipe import Recipe, RecipeError, fields
from genstudio.objectives import catalog
from genstudio.objectives.critic import Critic
from genstudio.objectives.game import Batch

GANS = [key for key, entry in catalog.OBJECTIVES.items() if entry.family == "gan"]
NETS = ("mlp", "dcgan", "residual")


def recipe(key="nsgan", **values):
    return Recipe(**{"objective": key, "net": "mlp", "width": 4, "latent": 3} | values)


def game(key="nsgan", classes=0, **values):
    torch.manual_seed(0)
    chosen = recipe(key, batch=8, conditional=classes > 0, **values)
    return catalog.build(chosen, (1, 28, 28), classes)


def batch(count=8, labels=None):
    pictures = torch.rand(count, 1, 28, 28, generator=torch.Generator().manual_seed(2)) * 2 - 1
    return Batch(pictures, 0.0, 1.0, torch.Generator().manual_seed(1), labels)


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("key", GANS)
def test_every_gan_plays_with_bundles_of_any_net(key, net):
    labels = torch.arange(8) % 3
    switches = {"r1": 0.1, "r2": 0.1, "gp": 1.0, "spectral_norm": net != "residual"}
    it = game(key, 3, pack=4, net=net, **switches)
    for player in it.players():
        total = it.loss(player.name, batch(labels=labels)).total
        total.backward()
        gradients = [p.grad for p in player.module.parameters() if p.grad is not None]
        assert torch.isfinite(total) and gradients
        assert all(bool(gradient.isfinite().all()) for gradient in gradients)
    assert it.critic_scores(batch().pictures, labels).shape == (2,)


def test_a_bundle_is_pictures_one_behind_the_other_and_so_are_their_classes():
    critic = game(classes=3, pack=2).critic
    pictures, weights = batch(5).pictures, torch.eye(3)[torch.tensor([0, 1, 2, 0, 1])]
    laid, told = critic.bundled(pictures, weights)
    assert laid.shape == (2, 2, 28, 28) and told.shape == (2, 6)
    assert torch.equal(laid[1], pictures[2:4, 0])
    assert torch.equal(told[1], torch.cat([weights[2], weights[3]]))


def test_a_bundle_of_one_changes_nothing():
    plain, packed = game("rpgan"), game("rpgan", pack=1)
    assert all(
        torch.equal(a, b)
        for a, b in zip(plain.state_dict().values(), packed.state_dict().values(), strict=True)
    )
    pictures = batch().pictures
    assert plain.critic.bundled(pictures, None)[0] is pictures


def test_a_bundled_critic_sees_what_single_pictures_do_not_tell():
    """Pairs of equal signs against pairs of opposite signs: each picture alone is the same."""
    torch.manual_seed(0)
    critic = Critic(recipe(batch=32, r1=0.0, r2=0.0), (2, 1, 1), pack=2)
    optimiser = torch.optim.Adam(critic.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(3)
    for _ in range(150):
        first = torch.randn(64, 2, 1, 1, generator=generator)
        alike = torch.stack([first, first], 1).flatten(0, 1)
        other = torch.stack([first, -first], 1).flatten(0, 1)
        scores = [critic(*critic.bundled(each, None)) for each in (alike, other)]
        loss = torch.nn.functional.softplus(scores[1] - scores[0]).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float((scores[0] > scores[1]).float().mean()) > 0.95


def test_a_bundle_pays_for_its_whole_slope():
    """R1 of a score that is linear with slopes a in each of n numbers is ½·n·a²."""
    critic = game(pack=4, r1=1.0, r2=0.0).critic
    critic.net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4 * 784, 1))
    torch.nn.init.constant_(critic.net[1].weight, 0.1)
    seen = batch()
    loss = critic.turn(lambda real, made: 0 * real.sum(), seen.pictures, seen, None)
    assert loss.total.item() == pytest.approx(0.5 * 4 * 784 * 0.01, rel=1e-4)


def test_a_batch_that_is_no_whole_number_of_bundles_is_refused():
    with pytest.raises(RecipeError, match=r"batch of 30 .* bundles of 4 .* batch of 32"):
        catalog.resolve(recipe(batch=30, pack=4))
    assert catalog.resolve(recipe("vae", batch=30, pack=4)).batch == 30


@pytest.mark.parametrize("key", ["vae", "vaegan", "factorvae", "pca"])
def test_what_compares_pictures_one_by_one_has_no_bundles(key):
    assert catalog.bundle(recipe(key, pack=4)) == 1
    assert not catalog.objective(key).takes(fields()["pack"])


def test_a_vae_gan_ignores_the_bundle():
    it = game("vaegan", pack=4)
    assert it.critic.pack == 1
    assert it.critic_scores(batch().pictures).shape == (8,)
