"""How far single latents stand for single factors: DCI and the FactorVAE score, beside MIG.

All need pictures whose factors are known. Latents are means `(N, d)`, factors numbers `(N, K)`;
a factor with more than ten values is cut into so many equal shares. Latents that hardly vary
take no part in votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genstudio.evaluation.factors import binned, entropy_of

_BINS = 10
_IDLE = 0.05  # of the largest standard deviation: below, a latent stands for nothing
_TREES, _DEPTH = 10, 12


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
        target = binned(column, _BINS)
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


def _concentration(table: np.ndarray) -> float:
    """1 − H of each row over the columns, rows weighed by what they carry."""
    weights = table.sum(1)
    if not weights.sum() or table.shape[1] < 2:
        return 0.0
    rows = [
        1 - entropy_of(row / row.sum()) / np.log(table.shape[1]) if row.sum() else 0.0
        for row in table
    ]
    return float(np.average(rows, weights=weights))
