"""Each formula once. Sums over pixels and latents, means over pictures; nats per image."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SOFTEST_LOG_SIGMA = -6.0


def kl_to_standard(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL(N(mu, exp(logvar)) ‖ N(0, 1)) per picture and dimension, `(N, d)`, nats.

    Source: Kingma and Welling 2013, appendix B.
    """
    return 0.5 * (mu.square() + logvar.exp() - 1.0 - logvar)


def reparameterise(mu: Tensor, logvar: Tensor, generator: torch.Generator | None) -> Tensor:
    """Draw z = mu + sigma·epsilon, `(N, d)`: the randomness stands outside the gradient's way."""
    epsilon = torch.randn(mu.shape, generator=generator, device=mu.device, dtype=mu.dtype)
    return mu + (0.5 * logvar).exp() * epsilon


def optimal_log_sigma(pictures: Tensor, means: Tensor) -> Tensor:
    """The shared log σ that fits this batch best, softly kept above −6 (a scalar).

    Source: σ-VAE, Rybkin, Daniilidis and Levine 2021.
    """
    log_sigma = 0.5 * (pictures - means).square().mean().clamp_min(1e-20).log()
    return SOFTEST_LOG_SIGMA + F.softplus(log_sigma - SOFTEST_LOG_SIGMA)


def gaussian_nll(pictures: Tensor, means: Tensor, log_sigma: Tensor) -> Tensor:
    """−log N(pictures; means, σ²) per picture, `(N,)`, nats (a density over [−1, 1] pixels)."""
    scaled = (pictures - means) * torch.exp(-log_sigma)
    per_pixel = 0.5 * scaled.square() + log_sigma + 0.5 * math.log(2 * math.pi)
    return per_pixel.flatten(1).sum(1)


def bernoulli_nll(pictures: Tensor, logits: Tensor) -> Tensor:
    """−log Bernoulli of pictures in [−1, 1] read as probabilities, per picture `(N,)`, nats."""
    target = (pictures + 1) / 2
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return loss.flatten(1).sum(1)


def zero_centred_penalty(scores: Tensor, pictures: Tensor) -> Tensor:
    """½·E‖∇ₓ D(x)‖², summed over pixels (R1 on real, R2 on made pictures).

    Source: Mescheder, Geiger and Nowozin 2018. `pictures` must require gradients.
    """
    (gradient,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return 0.5 * gradient.flatten(1).square().sum(1).mean()
