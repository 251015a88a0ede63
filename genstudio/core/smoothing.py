"""A bias-corrected exponential moving average, fast for any length."""

from __future__ import annotations

import numpy as np

_BLOCK = 64


class Smoother:
    """Smooths a growing curve: m_t = Σ d^(t−s)·y_s / Σ d^(t−s), over the y_s that are numbers.

    The denominator is the bias correction of Adam (Kingma and Ba 2014, section 3): the first
    values are not pulled towards zero, and a NaN counts as not there.
    """

    def __init__(self, decay: float) -> None:
        """Weigh each older value by `decay` (0 to below 1); 0 is no smoothing."""
        assert 0 <= decay < 1
        self._decay = decay
        self._sum = 0.0
        self._weight = 0.0

    def extend(self, values: np.ndarray) -> np.ndarray:
        """Return the smoothed continuation for the next `values` `(N,)`."""
        if len(values) == 0:
            return np.empty(0)
        there = np.isfinite(values)
        sums = _recur(np.where(there, values, 0.0), self._decay, self._sum)
        weights = _recur(there.astype(np.float64), self._decay, self._weight)
        self._sum, self._weight = float(sums[-1]), float(weights[-1])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(there, sums / weights, np.nan))


def _recur(values: np.ndarray, decay: float, start: float) -> np.ndarray:
    """Return s with s_t = decay·s_(t−1) + values_t, s_(−1) = start, block by block."""
    count = len(values)
    blocks = np.zeros((-(-count // _BLOCK), _BLOCK))
    blocks.ravel()[:count] = values
    powers = decay ** np.arange(_BLOCK + 1.0)
    offsets = np.arange(_BLOCK)
    triangle = np.tril(powers[np.abs(offsets[:, None] - offsets[None])])
    within = blocks @ triangle.T
    carried = np.full(len(blocks), start)
    if len(blocks) > 1:
        carried[1:] = _recur(within[:-1, -1], float(powers[_BLOCK]), start)
    return np.asarray((within + carried[:, None] * powers[1:]).ravel()[:count])
