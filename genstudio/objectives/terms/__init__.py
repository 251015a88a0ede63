"""Each formula once. Sums over pixels and latents, means over pictures; nats per image."""

from genstudio.objectives.terms.correlation import (
    decompose_kl,
    shuffle_dimensions,
    stratified_log_weights,
)
from genstudio.objectives.terms.divergence import (
    kl_to_standard,
    log_mean_exp,
    log_mixture,
    log_normal,
    log_standard,
    mmd,
    reparameterise,
    standard_like,
)
from genstudio.objectives.terms.likelihood import (
    SOFTEST_LOG_SIGMA,
    bernoulli_nll,
    bits_per_dimension,
    discretised_logistic_nll,
    gaussian_nll,
    optimal_log_sigma,
)
from genstudio.objectives.terms.penalty import between, one_centred_penalty, zero_centred_penalties

__all__ = [
    "SOFTEST_LOG_SIGMA",
    "bernoulli_nll",
    "between",
    "bits_per_dimension",
    "decompose_kl",
    "discretised_logistic_nll",
    "gaussian_nll",
    "kl_to_standard",
    "log_mean_exp",
    "log_mixture",
    "log_normal",
    "log_standard",
    "mmd",
    "one_centred_penalty",
    "optimal_log_sigma",
    "reparameterise",
    "shuffle_dimensions",
    "standard_like",
    "stratified_log_weights",
    "zero_centred_penalties",
]
