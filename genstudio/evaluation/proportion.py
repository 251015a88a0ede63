"""How sure a share is that was counted on a few trials. No torch here."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054
"""The normal quantile that leaves 2.5 % on either side."""


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, shares in [0, 1]."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether `value` lies within."""
        return self.low <= value <= self.high


def wilson(hits: int, trials: int, *, z: float = Z_95) -> Interval:
    """Return the score interval of a share of `hits` among `trials`; all of [0, 1] for none.

    It stays within [0, 1] and is of use from a handful of trials on, where the usual p ± z·√(pq/n)
    is not. Raises `ValueError` for counts that cannot be. Source: Wilson 1927.
    """
    if not 0 <= hits <= trials:
        raise ValueError(f"{hits} of {trials} is no share.")
    if trials == 0:
        return Interval(0.0, 1.0)
    share, weight = hits / trials, z * z / trials
    centre = (share + weight / 2) / (1 + weight)
    reach = z * math.sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight)
    low = 0.0 if hits == 0 else max(centre - reach, 0.0)
    high = 1.0 if hits == trials else min(centre + reach, 1.0)
    return Interval(low, high)
