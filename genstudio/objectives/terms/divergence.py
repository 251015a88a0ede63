"""How far clouds of latents are from where they should lie, and how to draw from them."""

from __future__ import annotations

import torch
from torch import Tensor


def kl_to_standard(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL(N(mu, exp(logvar)) ‖ N(0, 1)) per picture and dimension, `(N, d)`, nats.

    Source: Kingma and Welling 2013, appendix B.
    """
    return 0.5 * (mu.square() + logvar.exp() - 1.0 - logvar)


def reparameterise(mu: Tensor, logvar: Tensor, generator: torch.Generator | None) -> Tensor:
    """Draw z = mu + sigma·epsilon, `(N, d)`: the randomness stands outside the gradient's way."""
    epsilon = torch.randn(mu.shape, generator=generator, device=mu.device, dtype=mu.dtype)
    return mu + (0.5 * logvar).exp() * epsilon
