"""Probabilistic PCA's exact likelihood, and the bounds that approach it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from genstudio.core.recipe import Recipe
from genstudio.evaluation import exact, likelihood, parzen
from genstudio.objectives.pca import PCAModel
from genstudio.objectives.vae_model import VAEModel

SHAPE, KEPT = (1, 3, 3), 2


@pytest.fixture
def pca():
    return probabilistic_pca()


def probabilistic_pca():
    """Two kept directions of nine; the rest have a variance of 0.04 each."""
    generator = torch.Generator().manual_seed(0)
    basis, _ = torch.linalg.qr(torch.randn(9, 9, generator=generator))
    model = PCAModel(Recipe(objective="pca", latent=KEPT), SHAPE)
    model.mean.copy_(0.1 * torch.randn(9, generator=generator))
    model.components.copy_(basis[:, :KEPT].T)
    model.variances.copy_(torch.tensor([2.0, 0.7]))
    model.total_variance.fill_(2.7 + 7 * 0.04)
    values = torch.tensor([2.0, 0.7] + 7 * [0.04])
    return model, torch.distributions.MultivariateNormal(model.mean, basis * values @ basis.T)


def test_it_is_the_density_of_its_gaussian(pca):
    model, normal = pca
    torch.manual_seed(1)
    x = normal.sample((20,))
    found = exact.negative_log_likelihood(model, x.view(-1, *SHAPE))
    assert found.numpy() == pytest.approx(-normal.log_prob(x).numpy(), rel=1e-4)


def as_vae(model):
    """The same model as a VAE with a wrong posterior."""
    vae = VAEModel(Recipe(objective="vae", net="mlp", latent=KEPT, width=4), SHAPE)
    vae.log_sigma.fill_(math.log(0.2))
    loading = model.components.T * (model.variances - 0.04).sqrt()
    vae.decoder, vae.encoder = nn.Module(), nn.Module()
    vae.decoder.forward = lambda z: (z @ loading.T + model.mean).view(-1, *SHAPE)
    inside = torch.linalg.inv(torch.eye(KEPT) + loading.T @ loading / 0.04)
    logvar = (2.5 * inside.diagonal()).log()

    def encode(pictures):
        mu = (pictures.flatten(1) - model.mean) @ loading @ inside / 0.04
        return torch.cat([mu + 0.05, logvar.expand_as(mu)], 1)

    vae.encoder.forward = encode
    return vae


def bounds_and_truth(draws=4000):
    """The bounds of 24 pictures, and their exact negative log-likelihood."""
    model, normal = probabilistic_pca()
    torch.manual_seed(2)
    x = normal.sample((24,)).view(-1, *SHAPE)
    *_, found = likelihood.estimate(as_vae(model), x, samples=draws)
    return found, float(exact.negative_log_likelihood(model, x).mean())


def test_more_draws_come_nearer_to_it_from_above():
    found, truth = bounds_and_truth()
    assert found.elbo.value > found.between.value + 0.05 > found.bound.value
    assert found.between_samples == 100
    assert abs(found.bound.value - truth) < 0.02 < abs(found.elbo.value - truth)


def test_parzen_windows_are_the_mean_of_their_gaussians():
    made, points = torch.tensor([[0.0, 0.0], [1.0, 0.0]]), torch.tensor([[0.5, 0.0], [0.0, 1.0]])
    s = 0.3
    density = [
        np.mean([np.exp(-((p - m) ** 2).sum() / (2 * s**2)) for m in made.numpy()])
        / (2 * np.pi * s**2)
        for p in points.numpy()
    ]
    found = parzen.log_likelihood(made, points, s)
    assert found.numpy() == pytest.approx(np.log(density), rel=1e-6)


def test_the_best_width_is_the_spread_of_what_is_missing():
    generator = torch.Generator().manual_seed(0)
    made = torch.zeros(1, 3)
    points = 0.3 * torch.randn(4000, 3, generator=generator)
    assert parzen.best_width(made, points) == pytest.approx(0.3, rel=0.2)
