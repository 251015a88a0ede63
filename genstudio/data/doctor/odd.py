"""Which pictures are blank, and which are unlike all others in brightness or contrast."""

from __future__ import annotations

import numpy as np

from genstudio.data.doctor.twins import BLANK

_FENCE = 3.0  # quartile ranges: “far out” in Tukey 1977, “Exploratory Data Analysis”
_LEAST = 20.0  # levels beyond the quartile, so that an even set has no outliers
_MOST_SHARE = 0.03  # more than this is not odd, it is what the set is like
_FEWEST = 40  # pictures; among fewer, nothing is usual


def blank(marks: np.ndarray) -> np.ndarray:
    """Say which pictures are of almost one colour, bool `(N,)`."""
    is_blank: np.ndarray = marks["spread"] < BLANK
    return is_blank


def outliers(marks: np.ndarray) -> np.ndarray:
    """Say which pictures are far darker, brighter, flatter or harder than the rest, bool `(N,)`.

    Blank ones are not counted among them.
    """
    whole = ~blank(marks)
    odd = np.zeros(len(marks), dtype=bool)
    if whole.sum() < _FEWEST:
        return odd
    for column in ("brightness", "contrast"):
        values = marks[column].astype(np.float64)
        low, high = np.quantile(values[whole], (0.25, 0.75))
        room = max(_FENCE * (high - low), _LEAST)
        out = whole & ((values < low - room) | (values > high + room))
        if out.sum() <= _MOST_SHARE * whole.sum():
            odd |= out
    return odd
