"""How badly a redrawn picture fits: −log p(x | z), summed over pixels."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SOFTEST_LOG_SIGMA = -6.0


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


def discretised_logistic_nll(pictures: Tensor, means: Tensor, log_scale: Tensor) -> Tensor:
    """−log of a logistic's mass in each pixel's bin, per picture `(N,)`, nats.

    The 256 levels of [−1, 1] lie 2/255 apart; the outermost bins reach to infinity, so that the
    levels' probabilities sum to one. Source: PixelCNN++, Salimans et al. 2017, equation 2. Written
    as log σ(a) + log σ(−b) + log(1 − e^(b − a)), which is exact for narrow and far bins alike.
    """
    scale = log_scale.clamp(-7.0, 4.0).exp()
    centred, half = pictures - means, 1.0 / 255
    upper, lower = (centred + half) / scale, (centred - half) / scale
    inside = F.logsigmoid(upper) + F.logsigmoid(-lower) + _log_one_minus_exp(2 * half / scale)
    first = torch.where(pictures < -1 + half, F.logsigmoid(upper), inside)
    log_mass = torch.where(pictures > 1 - half, F.logsigmoid(-lower), first)
    return -log_mass.flatten(1).sum(1)


def bits_per_dimension(nll: Tensor, size: int) -> Tensor:
    """Nats a picture of `size` numbers as bits a number."""
    return nll / (size * math.log(2))


def _log_one_minus_exp(width: Tensor) -> Tensor:
    """Log(1 − e^(−width)) for width > 0."""
    return torch.log(-torch.expm1(-width))
