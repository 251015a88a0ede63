"""Error bars: how much a figure would change with other pictures of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from torch import Tensor

T = TypeVar("T")

GROUPS = 16
_DRAWS = 400


@dataclass(frozen=True)
class Estimate:
    """A figure and its standard error."""

    value: float
    error: float


def finished(work: Generator[Any, None, T]) -> T:
    """Do the work to its end, and return what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as stop:
            result: T = stop.value
            return result


def bootstrap_mean(values: np.ndarray, *, seed: int = 0, draws: int = _DRAWS) -> float:
    """Return the standard error of the mean of `values` `(N,)`, by drawing them anew.

    Source: Efron 1979.
    """
    if len(values) < 2:
        return float("nan")
    generator = np.random.default_rng(seed)
    means = [generator.choice(values, len(values)).mean() for _ in range(draws)]
    return float(np.std(means, ddof=1))


def jackknife(
    figures: Callable[..., Sequence[float]], *samples: Tensor, groups: int = GROUPS
) -> list[float]:
    """Return standard errors of `figures(*samples)`, leaving out one of `groups` at a time.

    Each sample loses its own group in turn; what the samples contribute is independent and adds
    up in squares. Used, and not the bootstrap, where a picture drawn twice would be its own
    nearest neighbour, as in kernels, coverage and distances. Source: Quenouille 1956, Tukey 1958.
    """
    total = np.zeros(0)
    for place, sample in enumerate(samples):
        parts = min(groups, len(sample))
        rows = []
        for group in range(parts):
            kept = np.arange(len(sample)) % parts != group
            others = [*samples[:place], sample[kept], *samples[place + 1 :]]
            rows.append(figures(*others))
        square = jackknife_error(np.asarray(rows, dtype=np.float64)) ** 2
        total = square if not len(total) else total + square
    return [float(value) for value in np.sqrt(total)]


def jackknife_error(left_out: np.ndarray) -> np.ndarray:
    """The standard error by figures `(G,)` or `(G, k)`, each without one of G groups."""
    groups = len(left_out)
    spread = ((left_out - left_out.mean(0)) ** 2).sum(0)
    error: np.ndarray = np.sqrt((groups - 1) / groups * spread)
    return error
