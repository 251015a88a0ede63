"""How much of a mixture of known modes a model has found: three figures that belong together.

Definitions of VEEGAN (Srivastava et al. 2017) and PacGAN (Lin et al. 2018): a point is of high
quality if it lies within three standard deviations of the nearest mode; a mode is found if at
least one such point is nearest to it; the reverse KL is that of how the points of high quality
spread over the modes, against an even spread. None means much alone: few modes with collapsed
variance have the highest quality.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

WITHIN = 3.0  # standard deviations
PERFECT_SHARE = 1 - math.exp(-(WITHIN**2) / 2)
"""The share of high quality that perfect samples have in two dimensions: 98.9 %."""


@dataclass(frozen=True)
class ModeScore:
    """Modes found of all, KL(found ‖ even) in nats, the share of points of high quality.

    `count` points were judged. `reverse_kl` is infinite where no point is of high quality.
    """

    found: int
    total: int
    reverse_kl: float
    high_quality: float
    count: int


def score(points: np.ndarray, means: np.ndarray, sigma: float) -> ModeScore:
    """Judge points `(N, 2)` against Gaussians of equal weight at `means` `(K, 2)`."""
    distances = np.linalg.norm(points[:, None].astype(np.float64) - means[None], axis=2)
    nearest = distances.argmin(1)
    is_good = distances[np.arange(len(points)), nearest] <= WITHIN * sigma
    counts = np.bincount(nearest[is_good], minlength=len(means))
    return ModeScore(
        found=int((counts > 0).sum()),
        total=len(means),
        reverse_kl=reverse_kl_to_even(counts),
        high_quality=float(is_good.mean()),
        count=len(points),
    )


def reverse_kl_to_even(counts: np.ndarray) -> float:
    """KL(p ‖ uniform) = log K − H(p), nats, of counts `(K,)`; infinite when all are 0."""
    if not counts.any():
        return math.inf
    shares = counts[counts > 0] / counts.sum()
    return float(math.log(len(counts)) + (shares * np.log(shares)).sum())
