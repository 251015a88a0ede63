"""Exact log-likelihood where there is one: probabilistic PCA (Tipping and Bishop 1999).

x = mean + W z + noise, so that x is Gaussian with covariance U Λ Uᵀ + σ² (I − U Uᵀ): the kept
variances along the kept directions, σ², the mean variance left out, along all others. It stands
beside a VAE's bounds, whose own log-likelihood is intractable.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from genstudio.objectives.pca import PCAModel

_LEAST_VARIANCE = 1e-12


@torch.no_grad()
def negative_log_likelihood(model: PCAModel, pictures: Tensor) -> Tensor:
    """−log p(x) of float pictures `(N, C, H, W)` in [−1, 1], nats, float64 `(N,)`.

    It is a density of pixels in [−1, 1], as a VAE's Gaussian likelihood is.
    """
    size = math.prod(model.shape)
    kept = model.variances.double().clamp_min(_LEAST_VARIANCE)
    left_out = max(size - len(kept), 1)
    rest = (model.total_variance.double() - kept.sum()) / left_out
    noise = rest.clamp_min(_LEAST_VARIANCE)
    centred = pictures.flatten(1).double() - model.mean.double()
    along = centred @ model.components.double().T
    outside = (centred.square().sum(1) - along.square().sum(1)).clamp_min(0)
    distance = (along.square() / kept).sum(1) + outside / noise
    volume = kept.log().sum() + (size - len(kept)) * noise.log()
    return 0.5 * (size * math.log(2 * math.pi) + volume + distance)
