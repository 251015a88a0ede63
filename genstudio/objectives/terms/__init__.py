"""Each formula once. Sums over pixels and latents, means over pictures; nats per image."""

from genstudio.objectives.terms.divergence import kl_to_standard, reparameterise
from genstudio.objectives.terms.likelihood import (
    SOFTEST_LOG_SIGMA,
    bernoulli_nll,
    gaussian_nll,
    optimal_log_sigma,
)
from genstudio.objectives.terms.penalty import zero_centred_penalty

__all__ = [
    "SOFTEST_LOG_SIGMA",
    "bernoulli_nll",
    "gaussian_nll",
    "kl_to_standard",
    "optimal_log_sigma",
    "reparameterise",
    "zero_centred_penalty",
]
