"""PCA against numpy's singular value decomposition, narrow and wide."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.core.recipe import Recipe
from genstudio.objectives import pca
from genstudio.objectives.game import Batch


def fitted(pictures, latent, batch):
    game = pca.PCA(Recipe(objective="pca", latent=latent, batch=batch), pictures.shape[1:])
    x = torch.from_numpy(pictures).float() / 127.5 - 1
    for step in range(game.steps(len(x))):
        part = torch.cat([x, x])[step * batch : (step + 1) * batch]  # the feed wraps around
        game.observe(Batch(part, 0.0, 1.0, torch.Generator()))
    game.settle()
    return game, x


def some_pictures(count, size):
    generator = np.random.default_rng(0)
    factors = generator.standard_normal((count, 5)) @ generator.standard_normal((5, size * size))
    noisy = 128 + 20 * factors + generator.standard_normal((count, size * size))
    return np.clip(noisy, 0, 255).astype(np.uint8).reshape(count, 1, size, size)


@pytest.mark.parametrize("widest", [10_000, 10], ids=["covariance", "kept directions"])
def test_components_are_those_of_the_svd(widest, monkeypatch):
    monkeypatch.setattr(pca, "_WIDEST", widest)
    game, x = fitted(some_pictures(103, 12), latent=4, batch=25)
    flat = x.flatten(1).double().numpy()
    _, values, rows = np.linalg.svd(flat - flat.mean(0), full_matrices=False)
    model = game.model
    assert np.allclose(model.variances, values[:4] ** 2 / 103, rtol=1e-3)
    assert np.allclose(np.abs(model.components.double().numpy() @ rows[:4].T), np.eye(4), atol=5e-3)
    assert float(model.total_variance) == pytest.approx((values**2).sum() / 103, rel=1e-4)


def test_wide_pictures_that_come_late_count_as_much_as_the_first(monkeypatch):
    monkeypatch.setattr(pca, "_WIDEST", 10)
    monkeypatch.setattr(pca, "_SPARE", 4)
    rng = np.random.default_rng(1)
    ways = np.linalg.qr(rng.standard_normal((256, 6)))[0].T
    early, late = (rng.standard_normal((400, 3)) * (900, 700, 500) for _ in range(2))
    flat = np.concatenate([early @ ways[:3], late @ ways[3:] + 300 * ways[0]])
    pictures = np.clip(128 + flat, 0, 255).astype(np.uint8).reshape(-1, 1, 16, 16)
    game, x = fitted(pictures, latent=6, batch=50)
    wide = x.flatten(1).double().numpy()
    _, values, rows = np.linalg.svd(wide - wide.mean(0), full_matrices=False)
    model = game.model
    overlap = np.linalg.svd(model.components.double().numpy() @ rows[:6].T)[1]
    assert overlap.min() > 0.99
    assert np.allclose(model.variances, values[:6] ** 2 / 800, rtol=0.02)
    assert np.allclose(model.mean, wide.mean(0), atol=1e-6)
    assert float(model.total_variance) == pytest.approx((values**2).sum() / 800, rel=1e-6)


def test_latents_are_standardised_and_more_components_redraw_better():
    pictures = some_pictures(200, 8)
    errors = []
    for latent in (1, 3, 5):
        game, x = fitted(pictures, latent=latent, batch=64)
        mu = game.model.encode(x).mu
        assert torch.allclose(mu.mean(0), torch.zeros(latent), atol=1e-3)
        assert torch.allclose(mu.var(0, unbiased=False), torch.ones(latent), atol=1e-2)
        errors.append(float((game.model.decode(mu) - x).square().mean()))
    assert errors[0] > errors[1] > errors[2]


def test_more_latents_than_pictures_can_fill():
    game, x = fitted(some_pictures(6, 8), latent=20, batch=4)
    made = game.model.decode(game.model.encode(x).mu)
    assert torch.isfinite(made).all()
    assert torch.allclose(made, x, atol=2e-2)
