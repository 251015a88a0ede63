"""Ranking by paired votes: the Bradley–Terry model, with intervals. No torch here.

Each model i has a strength θ_i, and P(i is preferred to j) = σ(θ_i − θ_j). “Cannot tell” counts as
half a vote for each, which makes the intervals wider than they need be, never narrower. Sources:
Bradley and Terry 1952; Hunter 2004 (one maximum where all are compared, if only through others).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from genstudio.evaluation.proportion import Z_95, Interval

_VIRTUAL = 0.5
"""Votes that each model wins, and loses, against an average one beforehand: they keep the strength
of one that won every time finite, and weigh next to nothing beside real votes."""
_ROUNDS = 50
_SMALL = 1e-10


@dataclass(frozen=True)
class Strength:
    """One model: `theta` (the mean of all is 0), and its chance against a model of mean strength.

    `interval` is the 95 % interval of that `chance`; those that cannot be told apart share a
    `rank`, 1 for the best.
    """

    theta: float
    error: float
    chance: float
    interval: Interval
    rank: int


def strengths(wins: np.ndarray) -> list[Strength]:
    """Return the strength of each of K models from `wins` `(K, K)`: how often i was preferred to j.

    Halves are for votes that could not tell. Raises `ValueError` with a sentence where some were
    never compared with the others, not even through a third.
    """
    wins = np.asarray(wins, dtype=np.float64)
    if not _is_connected(wins + wins.T):
        raise ValueError("Some of these were never compared with the others. Vote on them first.")
    theta, covariance = _fit(wins)
    errors = np.sqrt(np.diag(covariance))
    ranks = _ranks(theta, covariance)
    return [
        Strength(
            float(value),
            float(error),
            float(_sigmoid(value)),
            Interval(float(_sigmoid(value - Z_95 * error)), float(_sigmoid(value + Z_95 * error))),
            rank,
        )
        for value, error, rank in zip(theta, errors, ranks, strict=True)
    ]


def _fit(wins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method on the concave log-likelihood; centred strengths and their covariance."""
    count = len(wins)
    votes = wins + wins.T
    theta = np.zeros(count)
    for _ in range(_ROUNDS):
        chance = _sigmoid(theta[:, None] - theta[None])
        alone = _sigmoid(theta)
        slope = (wins - votes * chance).sum(1) + _VIRTUAL - 2 * _VIRTUAL * alone
        weight = votes * chance * (1 - chance)
        information = np.diag(weight.sum(1) + 2 * _VIRTUAL * alone * (1 - alone)) - weight
        step = np.linalg.solve(information, slope)
        theta = theta + np.clip(step, -2, 2)
        if np.abs(step).max() < _SMALL:
            break
    centring = np.eye(count) - 1 / count
    return centring @ theta, centring @ np.linalg.inv(information) @ centring


def _ranks(theta: np.ndarray, covariance: np.ndarray) -> list[int]:
    """Ranks from 1; one that is not told apart from the first of its group shares its rank.

    Apart means beyond chance at 95 % for all pairs together (Bonferroni): of equal models the best
    and the worst would otherwise too often seem to differ.
    """
    pairs = max(len(theta) * (len(theta) - 1) // 2, 1)
    least = NormalDist().inv_cdf(1 - 0.025 / pairs)
    ranks = np.zeros(len(theta), int)
    head = -1
    for place, one in enumerate(np.argsort(-theta, kind="stable")):
        spread = covariance[head, head] + covariance[one, one] - 2 * covariance[head, one]
        gap = theta[head] - theta[one]
        if head < 0 or gap > least * np.sqrt(max(spread, 0)):
            head, rank = one, place + 1
        ranks[one] = rank
    return [int(rank) for rank in ranks]


def _is_connected(votes: np.ndarray) -> bool:
    seen = {0}
    while True:
        more = {int(j) for i in seen for j in np.flatnonzero(votes[i])} - seen
        if not more:
            return len(seen) == len(votes)
        seen |= more


def _sigmoid(value: np.ndarray) -> np.ndarray:
    result: np.ndarray = 1 / (1 + np.exp(-value))
    return result
