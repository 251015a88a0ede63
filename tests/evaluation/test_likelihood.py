"""The estimator on a model whose log p(x) is known: probabilistic PCA."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from genstudio.core.recipe import Recipe
from genstudio.evaluation import likelihood
from genstudio.objectives import catalog
from genstudio.objectives.vae_model import VAEModel

SIGMA = 0.3


class _Linear(nn.Module):
    def __init__(self, weight):
        super().__init__()
        self.weight = weight

    def forward(self, x):
        return (x.flatten(1) @ self.weight.T).view(len(x), *self.shape)


@pytest.fixture
def linear():
    """x = W z + noise, with its own exact posterior made wider: a bound with a gap."""
    generator = torch.Generator().manual_seed(0)
    w = 0.3 * torch.randn(9, 2, generator=generator)
    covariance = torch.linalg.inv(torch.eye(2) + w.T @ w / SIGMA**2)
    recipe = Recipe(objective="vae", net="mlp", latent=2, width=4)
    model = VAEModel(recipe, (1, 3, 3))
    model.log_sigma.fill_(math.log(SIGMA))
    model.decoder = _Linear(w)
    model.decoder.shape = (1, 3, 3)
    logvar = (2 * covariance.diagonal()).log()

    def encode(pictures):
        mu = pictures.flatten(1) @ w @ covariance / SIGMA**2
        return torch.cat([mu, logvar.expand_as(mu)], 1)

    model.encoder = nn.Module()
    model.encoder.forward = encode
    z = torch.randn(12, 2, generator=generator)
    x = z @ w.T + SIGMA * torch.randn(12, 9, generator=generator)
    normal = torch.distributions.MultivariateNormal(
        torch.zeros(9), w @ w.T + SIGMA**2 * torch.eye(9)
    )
    return model, x.view(-1, 1, 3, 3), -float(normal.log_prob(x).mean())


def test_the_bound_meets_the_exact_value_and_the_elbo_does_not(linear):
    model, pictures, exact = linear
    *_, found = likelihood.estimate(model, pictures, samples=4000)
    assert found.bound.value == pytest.approx(exact, abs=0.02)
    assert found.elbo.value > exact + 0.1
    assert found.done == found.total == 12 and found.samples == 4000


def test_it_is_progress_and_repeats(linear):
    model, pictures, _ = linear
    first = list(likelihood.estimate(model, pictures, samples=50))
    assert [part.done for part in first] == list(range(1, 13))
    assert first == list(likelihood.estimate(model, pictures, samples=50))
    other = list(likelihood.estimate(model, pictures, samples=50, seed=1))
    assert first[-1] != other[-1]
    assert math.isinf(first[0].bound.error) and 0 < first[-1].bound.error < 5


@pytest.mark.parametrize("key", ["vae", "vampprior", "iwae"])
@pytest.mark.parametrize("kind", ["gaussian", "bernoulli", "logistic"])
def test_every_kind_of_vae_can_be_judged(key, kind):
    recipe = Recipe(objective=key, net="mlp", width=4, latent=2, likelihood=kind)
    model = catalog.build(recipe, (1, 28, 28)).model
    pictures = torch.zeros(2, 1, 28, 28)
    *_, found = likelihood.estimate(model, pictures, samples=20)
    assert math.isfinite(found.bound.value) and found.bound.value <= found.elbo.value
