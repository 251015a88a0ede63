"""How far single latents stand for single factors: MIG, DCI and the FactorVAE score.

All need pictures whose factors are known. Latents are means `(N, d)`, factors numbers `(N, K)`;
a factor of many values is cut into equal shares. Latents that hardly vary take no part in votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_BINS, _DCI_BINS = 20, 10
_IDLE = 0.05  # of the largest standard deviation: below, a latent stands for nothing
_TREES, _DEPTH = 10, 12


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

    Source of the gap, MIG: Chen, Li, Grosse and Duvenaud 2018. Numbers are sorted into `bins`
    equally full bins, a factor of few values into those. The expected information of independent
    numbers in so many bins, (a − 1)(b − 1) / 2N (Miller 1955), is taken off.
    """
    assert len(factors) == len(points), "one row of each for every picture"
    known = [_binned(column, bins) for column in factors.T]
    found = [_binned(column, bins) for column in points.T]
    shares = np.array([[_share(factor, latent) for latent in found] for factor in known])
    ranked = np.sort(shares, axis=1)
    second = ranked[:, -2] if shares.shape[1] > 1 else np.zeros(len(shares))
    return Disentanglement(shares.astype(np.float32), float((ranked[:, -1] - second).mean()))


@dataclass(frozen=True)
class DCI:
    """Shares in [0, 1], 1 is best: one factor a latent, one latent a factor, how well told."""

    disentanglement: float
    completeness: float
    informativeness: float


def dci(latents: np.ndarray, factors: np.ndarray, *, seed: int = 0) -> DCI:
    """Disentanglement, completeness, informativeness by random forests.

    Source: Eastwood and Williams 2018. Informativeness is the share of held-out rows whose
    factor, cut into bins, is told right.
    """
    from sklearn.ensemble import RandomForestClassifier  # heavy

    train = np.random.default_rng(seed).permutation(len(latents)) < 0.8 * len(latents)
    importances, right = [], []
    for column in factors.T:
        target = _binned(column, _DCI_BINS)
        forest = RandomForestClassifier(  # every split sees all latents: none is used in need
            _TREES, max_depth=_DEPTH, max_features=None, random_state=seed
        )
        forest.fit(latents[train], target[train])
        importances.append(forest.feature_importances_)
        right.append(forest.score(latents[~train], target[~train]))
    table = np.stack(importances, axis=1)  # latents × factors
    return DCI(_concentration(table), _concentration(table.T), float(np.mean(right)))


def factor_score(
    votes: Sequence[tuple[int, np.ndarray]], spreads: np.ndarray, *, train: int
) -> float:
    """How often the latent that varies least tells which factor was held fixed.

    `votes` are pairs of a factor's index and the latents `(L, d)` of pictures that share its
    value; `spreads` `(d,)` the latents' standard deviations over all pictures. The first `train`
    votes make the majority table, the rest are judged. Source: Kim and Mnih 2018.
    """
    active = np.flatnonzero(spreads > _IDLE * spreads.max())
    if not len(active):
        return 0.0
    least = [
        (factor, int(np.argmin(rows[:, active].var(axis=0) / spreads[active] ** 2)))
        for factor, rows in votes
    ]
    table = np.zeros((len(active), 1 + max(factor for factor, _ in least)))
    for factor, latent in least[:train]:
        table[latent, factor] += 1
    told = table.argmax(1)
    judged = least[train:]
    return float(np.mean([told[latent] == factor for factor, latent in judged]))


def _binned(values: np.ndarray, bins: int) -> np.ndarray:
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
    entropy = _entropy(table.sum(1))
    if entropy <= 0:
        return 0.0
    used = int((table.sum(1) > 0).sum()), int((table.sum(0) > 0).sum())
    chance = (used[0] - 1) * (used[1] - 1) / (2 * len(factor))
    shared = entropy + _entropy(table.sum(0)) - _entropy(table.ravel()) - chance
    return float(np.clip(shared / entropy, 0, 1))


def _entropy(shares: np.ndarray) -> float:
    """The entropy of shares that sum to 1, nats."""
    kept = shares[shares > 0]
    return float(-(kept * np.log(kept)).sum())


def _concentration(table: np.ndarray) -> float:
    """1 − H of each row over the columns, rows weighed by what they carry."""
    weights = table.sum(1)
    if not weights.sum() or table.shape[1] < 2:
        return 0.0
    rows = [
        1 - _entropy(row / row.sum()) / np.log(table.shape[1]) if row.sum() else 0.0
        for row in table
    ]
    return float(np.average(rows, weights=weights))
