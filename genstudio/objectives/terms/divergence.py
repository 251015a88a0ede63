"""How far clouds of latents are from where they should lie, and how to draw from them."""

from __future__ import annotations

import math

import torch
from torch import Tensor

_LOG_TWO_PI = math.log(2 * math.pi)


def kl_to_standard(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL(N(mu, exp(logvar)) ‖ N(0, 1)) per picture and dimension, `(N, d)`, nats.

    Source: Kingma and Welling 2013, appendix B.
    """
    return 0.5 * (mu.square() + logvar.exp() - 1.0 - logvar)


def reparameterise(mu: Tensor, logvar: Tensor, generator: torch.Generator | None) -> Tensor:
    """Draw z = mu + sigma·epsilon, `(N, d)`: the randomness stands outside the gradient's way."""
    epsilon = torch.randn(mu.shape, generator=generator, device=mu.device, dtype=mu.dtype)
    return mu + (0.5 * logvar).exp() * epsilon


def standard_like(z: Tensor, generator: torch.Generator | None) -> Tensor:
    """Draw as many latents from N(0, I) as `z` has rows."""
    return torch.randn(z.shape, generator=generator, device=z.device, dtype=z.dtype)


def log_normal(z: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    """Log N(z; mu, exp(logvar)) per dimension, in the shape the three broadcast to, nats."""
    return -0.5 * ((z - mu).square() * torch.exp(-logvar) + logvar + _LOG_TWO_PI)


def log_standard(z: Tensor) -> Tensor:
    """Log N(z; 0, I) per row of `(N, d)`: `(N,)`, nats."""
    return -0.5 * (z.square() + _LOG_TWO_PI).sum(1)


def log_mixture(z: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    """Log of the even mixture of K Gaussians `(K, d)` at each row of `z` `(N, d)`: `(N,)`, nats.

    Source: the VampPrior, Tomczak and Welling 2018, equation 9.
    """
    inside = log_normal(z[:, None], mu[None], logvar[None]).sum(2)
    return torch.logsumexp(inside, dim=1) - math.log(len(mu))


def log_mean_exp(log_weights: Tensor) -> Tensor:
    """Log of the mean of k importance weights, `(k, N)` → `(N,)`: the IWAE bound.

    Source: Burda, Grosse and Salakhutdinov 2016, equation 8.
    """
    return torch.logsumexp(log_weights, dim=0) - math.log(len(log_weights))


def mmd(first: Tensor, second: Tensor, *, kernel: str) -> Tensor:
    """The squared maximum mean discrepancy of two samples `(N, d)` and `(M, d)`: a scalar.

    The unbiased estimate (it may be below 0): no point is compared with itself. `kernel` is
    "imq", c / (c + ‖x − y‖²), or "rbf", exp(−‖x − y‖² / c), added up over c = 2d × seven scales,
    so that no one scale has to be right. Sources: Gretton et al. 2012, lemma 6; the scales are
    those of WAE, Tolstikhin et al. 2018.
    """
    own = _mean_off_diagonal(first, kernel) + _mean_off_diagonal(second, kernel)
    return own - 2 * _kernel(first, second, kernel).mean()


_SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


def _kernel(first: Tensor, second: Tensor, kernel: str) -> Tensor:
    squares = (first[:, None] - second[None]).square().sum(2)
    sizes = [2.0 * first.shape[1] * scale for scale in _SCALES]
    if kernel == "rbf":
        return torch.stack([torch.exp(-squares / size) for size in sizes]).sum(0)
    assert kernel == "imq", kernel
    return torch.stack([size / (size + squares) for size in sizes]).sum(0)


def _mean_off_diagonal(points: Tensor, kernel: str) -> Tensor:
    count = len(points)
    assert count > 1, "one point cannot be compared with another"
    values = _kernel(points, points, kernel)
    return (values.sum() - values.diagonal().sum()) / (count * (count - 1))
