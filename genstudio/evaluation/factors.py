"""How cleanly latent dimensions stand for known factors: mutual information, and its gap.

Source: Chen, Li, Grosse and Duvenaud 2018, "Isolating sources of disentanglement in variational
autoencoders" (MIG).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_BINS = 20


@dataclass(frozen=True)
class Disentanglement:
    """`shares` `(F, d)`: what each dimension tells of each factor, as a share of its entropy.

    `gap` is the mean over the factors of what the best dimension tells more than the second best.
    """

    shares: np.ndarray
    gap: float

    @property
    def told(self) -> np.ndarray:
        """The most that any one factor is told of by each dimension, `(d,)`."""
        most: np.ndarray = self.shares.max(0)
        return most


def disentanglement(
    factors: np.ndarray, points: np.ndarray, *, bins: int = _BINS
) -> Disentanglement:
    """Compare factors `(N, F)` with latents `(N, d)` of the same pictures.

    Numbers are sorted into `bins` equally full bins, a factor of few values into those. The
    expected information of independent numbers in so many bins, (a − 1)(b − 1) / 2N (Miller
    1955), is taken off.
    """
    assert len(factors) == len(points), "one row of each for every picture"
    known = [binned(column, bins) for column in factors.T]
    found = [binned(column, bins) for column in points.T]
    shares = np.array([[_share(factor, latent) for latent in found] for factor in known])
    ranked = np.sort(shares, axis=1)
    second = ranked[:, -2] if shares.shape[1] > 1 else np.zeros(len(shares))
    return Disentanglement(shares.astype(np.float32), float((ranked[:, -1] - second).mean()))


def binned(values: np.ndarray, bins: int) -> np.ndarray:
    """Sort numbers `(N,)` into equally full bins; few different ones into those."""
    distinct, codes = np.unique(values, return_inverse=True)
    if len(distinct) <= bins:
        return codes
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1]))
    sorted_in: np.ndarray = np.searchsorted(edges, values, side="right")
    return sorted_in


def _share(factor: np.ndarray, latent: np.ndarray) -> float:
    rows, columns = int(factor.max()) + 1, int(latent.max()) + 1
    joint = np.bincount(factor * columns + latent, minlength=rows * columns)
    table = joint.reshape(rows, columns) / len(factor)
    entropy = entropy_of(table.sum(1))
    if entropy <= 0:
        return 0.0
    used = int((table.sum(1) > 0).sum()), int((table.sum(0) > 0).sum())
    chance = (used[0] - 1) * (used[1] - 1) / (2 * len(factor))
    shared = entropy + entropy_of(table.sum(0)) - entropy_of(table.ravel()) - chance
    return float(np.clip(shared / entropy, 0, 1))


def entropy_of(shares: np.ndarray) -> float:
    """The entropy of shares that sum to 1, nats."""
    kept = shares[shares > 0]
    return float(-(kept * np.log(kept)).sum())
