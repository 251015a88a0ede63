"""Each formula against torch's own distributions or a closed form."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from genstudio.objectives import terms


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(0)


def test_kl_equals_torchs(generator):
    mu, logvar = (torch.randn(4, 3, generator=generator) for _ in range(2))
    expected = kl_divergence(Normal(mu, (0.5 * logvar).exp()), Normal(0.0, 1.0))
    assert torch.allclose(terms.kl_to_standard(mu, logvar), expected, atol=1e-6)


def test_reparameterised_draws_have_the_right_moments(generator):
    mu, logvar = torch.full((200_000, 1), 2.0), torch.full((200_000, 1), -1.0)
    z = terms.reparameterise(mu, logvar, generator)
    assert float(z.mean()) == pytest.approx(2.0, abs=0.01)
    assert float(z.var()) == pytest.approx(float(torch.tensor(-1.0).exp()), rel=0.02)


def test_gradient_reaches_mu_and_sigma(generator):
    mu, logvar = (torch.zeros(2, 2, requires_grad=True) for _ in range(2))
    terms.reparameterise(mu, logvar, generator).sum().backward()
    assert mu.grad is not None and (mu.grad == 1).all()
    assert logvar.grad is not None and (logvar.grad != 0).all()


def test_gaussian_nll_equals_torchs(generator):
    x, mean = (torch.randn(3, 1, 4, 4, generator=generator) for _ in range(2))
    expected = -Normal(mean, 0.3).log_prob(x).flatten(1).sum(1)
    assert torch.allclose(terms.gaussian_nll(x, mean, torch.tensor(0.3).log()), expected, rtol=1e-5)


def test_bernoulli_nll_equals_torchs(generator):
    x = torch.randint(0, 2, (3, 1, 4, 4), generator=generator).float() * 2 - 1
    logits = torch.randn(3, 1, 4, 4, generator=generator)
    expected = -Bernoulli(logits=logits).log_prob((x + 1) / 2).flatten(1).sum(1)
    assert torch.allclose(terms.bernoulli_nll(x, logits), expected, rtol=1e-5)


def test_the_optimal_sigma_is_optimal(generator):
    x = torch.randn(8, 1, 6, 6, generator=generator)
    mean = x + 0.2 * torch.randn(8, 1, 6, 6, generator=generator)
    best = terms.optimal_log_sigma(x, mean)
    at = lambda log_sigma: float(terms.gaussian_nll(x, mean, log_sigma).mean())  # noqa: E731
    assert at(best) <= min(at(best + 0.1), at(best - 0.1))
    assert float(terms.optimal_log_sigma(x, x)) >= terms.SOFTEST_LOG_SIGMA


def test_penalty_of_a_linear_critic_is_half_its_squared_slope(generator):
    slope = torch.randn(16, generator=generator)
    pictures = torch.randn(5, 1, 4, 4, generator=generator).requires_grad_()
    scores = pictures.flatten(1) @ slope
    (penalty,) = terms.zero_centred_penalties(scores, pictures)
    assert float(penalty) == pytest.approx(0.5 * float(slope @ slope), rel=1e-5)


@pytest.mark.parametrize("log_scale", [-6.9, -4.0, -1.0, 2.0])
@pytest.mark.parametrize("mean", [-1.3, -1.0, -0.3, 0.0, 1.0, 2.5])
def test_the_discretised_logistic_gives_its_256_levels_one_unit_of_probability(mean, log_scale):
    levels = (torch.arange(256).double() / 127.5 - 1).view(-1, 1, 1, 1)
    nll = terms.discretised_logistic_nll(
        levels, torch.full_like(levels, mean), torch.tensor(log_scale)
    )
    assert torch.isfinite(nll).all()
    assert float((-nll).exp().sum()) == pytest.approx(1.0, abs=1e-6)


def test_the_discretised_logistic_is_the_difference_of_its_distribution_function():
    x = torch.tensor([-0.5, 0.1, 0.6]).view(1, 1, 1, 3).mul(127.5).round().div(127.5).double()
    mean, scale = torch.zeros_like(x), torch.tensor(0.2)
    upper, lower = torch.sigmoid((x + 1 / 255) / scale), torch.sigmoid((x - 1 / 255) / scale)
    expected = -float((upper - lower).log().sum())
    nll = terms.discretised_logistic_nll(x, mean, scale.log())
    assert float(nll) == pytest.approx(expected, rel=1e-5)
    even = torch.tensor([256.0]).log() * 10
    assert float(terms.bits_per_dimension(even, 10)) == pytest.approx(8.0)
