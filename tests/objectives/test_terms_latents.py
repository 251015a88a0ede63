"""Divergences of latents: against Monte Carlo, closed forms and full-data values."""

from __future__ import annotations

import math

import pytest
import torch
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

from genstudio.objectives import terms


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(0)


def test_kl_agrees_with_monte_carlo(generator):
    mu, logvar = torch.tensor([[0.7, -1.2, 0.0]]), torch.tensor([[-1.0, 0.3, 0.0]])
    z = terms.reparameterise(mu.expand(400_000, 3), logvar.expand(400_000, 3), generator)
    drawn = terms.log_normal(z, mu, logvar).sum(1) - terms.log_standard(z)
    closed = float(terms.kl_to_standard(mu, logvar).sum())
    error = float(drawn.std()) / math.sqrt(len(drawn))
    assert float(drawn.mean()) == pytest.approx(closed, abs=5 * error)


def test_densities_equal_torchs(generator):
    z, mu, logvar = (torch.randn(5, 3, generator=generator) for _ in range(3))
    normal = Normal(mu, (0.5 * logvar).exp())
    assert torch.allclose(terms.log_normal(z, mu, logvar), normal.log_prob(z), atol=1e-5)
    mixture = MixtureSameFamily(Categorical(torch.ones(5)), Independent(normal, 1))
    assert torch.allclose(terms.log_mixture(z, mu, logvar), mixture.log_prob(z), atol=1e-5)
    one = terms.log_mixture(z, torch.zeros(1, 3), torch.zeros(1, 3))
    assert torch.allclose(one, terms.log_standard(z), atol=1e-5)


# -- total correlation ------------------------------------------------------------------------


def dependent_clouds(count=4096, dimensions=10):
    """Means from a Gaussian whose dimensions depend on each other, narrow clouds around them."""
    generator = torch.Generator().manual_seed(1)
    mix = torch.eye(dimensions, dtype=torch.float64) * 0.45 + 0.55
    root = torch.linalg.cholesky(mix)
    noise = torch.randn(count, dimensions, generator=generator, dtype=torch.float64)
    return noise @ root.T, torch.full((count, dimensions), 2 * math.log(0.3), dtype=torch.float64)


def full_total_correlation(mu, logvar, draws=2048):
    """E[log q(z) − Σ log q(z_j)] with q the mixture of every picture's cloud: no estimate of q."""
    generator = torch.Generator().manual_seed(2)
    rows = torch.randint(0, len(mu), (draws,), generator=generator)
    z = terms.reparameterise(mu[rows], logvar[rows], generator)
    values = []
    for part in z.split(64):
        inside = terms.log_normal(part[:, None], mu[None], logvar[None])
        joint = torch.logsumexp(inside.sum(2), 1) - math.log(len(mu))
        single = (torch.logsumexp(inside, 1) - math.log(len(mu))).sum(1)
        values.append(joint - single)
    return float(torch.cat(values).mean())


def estimated(mu, logvar, batch=256, turns=40):
    generator = torch.Generator().manual_seed(3)
    found = []
    for _ in range(turns):
        rows = torch.randperm(len(mu), generator=generator)[:batch]
        z = terms.reparameterise(mu[rows], logvar[rows], generator)
        found.append(torch.stack(terms.decompose_kl(z, mu[rows], logvar[rows], count=len(mu))))
    return torch.stack(found).mean(0)


def test_total_correlation_is_within_five_percent_of_the_full_data_value():
    mu, logvar = dependent_clouds()
    full = full_total_correlation(mu, logvar)
    assert full > 3  # a case where the latents do depend on each other
    assert float(estimated(mu, logvar)[1]) == pytest.approx(full, rel=0.05)


def test_the_column_that_others_weigh_would_be_far_off():
    """The same estimate with the first column weighed as one's own, as in public code: doubled."""
    mu, logvar = dependent_clouds()
    generator = torch.Generator().manual_seed(3)
    rows = torch.randperm(len(mu), generator=generator)[:256]
    z = terms.reparameterise(mu[rows], logvar[rows], generator)
    others, count = 255, len(mu)
    weights = torch.full((256, 256), 1 / others, dtype=torch.float64)
    weights.view(-1)[:: others + 1] = 1 / count
    weights.view(-1)[1 :: others + 1] = (count - others) / (count * others)
    inside = terms.log_normal(z[:, None], mu[rows][None], logvar[rows][None])
    joint = torch.logsumexp(weights.log() + inside.sum(2), 1)
    wrong = joint - torch.logsumexp(weights.log()[..., None] + inside, 1).sum(1)
    assert float(wrong.mean()) > 1.3 * full_total_correlation(mu, logvar, draws=512)


@pytest.mark.parametrize(("batch", "count"), [(4, 100), (16, 16), (256, 60_000)])
def test_stratified_weights_sum_to_one_and_know_their_own(batch, count):
    weights = terms.stratified_log_weights(batch, count, like=torch.zeros(1).double()).exp()
    assert torch.allclose(weights.sum(1), torch.ones(batch).double())
    assert torch.allclose(weights.diagonal(), torch.full((batch,), 1 / count).double())


def test_the_three_parts_are_the_kl(generator):
    mu, logvar = (torch.randn(32, 4, generator=generator) for _ in range(2))
    z = terms.reparameterise(mu, logvar, generator)
    parts = terms.decompose_kl(z, mu, logvar, count=1000)
    whole = (terms.log_normal(z, mu, logvar).sum(1) - terms.log_standard(z)).mean()
    assert float(sum(parts)) == pytest.approx(float(whole), rel=1e-4)


def test_shuffled_dimensions_are_independent_with_the_same_marginals(generator):
    first = torch.randn(20_000, 1, generator=generator)
    z = torch.cat([first, first + 0.1 * torch.randn(20_000, 1, generator=generator)], 1)
    shuffled = terms.shuffle_dimensions(z, generator)
    assert torch.equal(shuffled.sort(0).values, z.sort(0).values)
    assert float(torch.corrcoef(z.T)[0, 1]) > 0.99
    assert abs(float(torch.corrcoef(shuffled.T)[0, 1])) < 0.03


# -- maximum mean discrepancy ------------------------------------------------------------------


@pytest.mark.parametrize("kernel", ["imq", "rbf"])
def test_mmd_is_unbiased_where_distributions_are_equal_and_positive_elsewhere(kernel, generator):
    def draw(shift):
        z = torch.randn(32, 3, generator=generator)
        other = torch.randn(32, 3, generator=generator) + shift
        return terms.mmd(z, other, kernel=kernel)

    equal = torch.stack([draw(0.0) for _ in range(600)])
    error = float(equal.std()) / math.sqrt(len(equal))
    assert abs(float(equal.mean())) < 4 * error
    assert (equal < 0).any()  # a biased estimate never is
    assert float(torch.stack([draw(1.0) for _ in range(20)]).mean()) > 20 * error


# -- importance weights --------------------------------------------------------------------------


class LinearGaussian:
    """x = W z + σ·noise, z ~ N(0, I): probabilistic PCA, whose log p(x) is known exactly."""

    sigma = 0.5

    def __init__(self, generator):
        self.w = torch.randn(6, 3, generator=generator, dtype=torch.float64)
        z = torch.randn(400, 3, generator=generator, dtype=torch.float64)
        noise = torch.randn(400, 6, generator=generator, dtype=torch.float64)
        self.x = z @ self.w.T + self.sigma * noise

    def exact(self):
        covariance = self.w @ self.w.T + self.sigma**2 * torch.eye(6, dtype=torch.float64)
        zero = torch.zeros(6, dtype=torch.float64)
        normal = torch.distributions.MultivariateNormal(zero, covariance)
        return float(normal.log_prob(self.x).mean())

    def posterior(self):
        """The exact mean, and the exact variances made half as wide again (a fixed, wrong q)."""
        precision = torch.eye(3, dtype=torch.float64) + self.w.T @ self.w / self.sigma**2
        covariance = torch.linalg.inv(precision)
        mu = self.x @ self.w @ covariance / self.sigma**2
        return mu, (1.5 * covariance.diagonal()).log().expand_as(mu)

    def bounds(self, k, generator, turns=60):
        mu, logvar = self.posterior()
        found = []
        for _ in range(turns):
            wide = mu.expand(k, *mu.shape), logvar.expand(k, *mu.shape)
            z = terms.reparameterise(*wide, generator)
            normal = Normal(z @ self.w.T, self.sigma)
            log_weights = normal.log_prob(self.x).sum(2) - terms.log_normal(z, *wide).sum(2)
            log_weights += terms.log_standard(z.flatten(0, 1)).view(k, -1)
            found.append(terms.log_mean_exp(log_weights).mean())
        return float(torch.stack(found).mean())


def test_the_bound_rises_with_k_to_the_exact_log_likelihood(generator):
    model = LinearGaussian(generator)
    bounds = [model.bounds(k, generator) for k in (1, 2, 5, 50)]
    assert bounds == sorted(bounds)
    assert bounds[0] < model.exact() - 0.05  # the ELBO of this q is not tight
    assert bounds[-1] < model.exact() + 0.01
    assert model.bounds(2000, generator, turns=2) == pytest.approx(model.exact(), abs=0.02)
