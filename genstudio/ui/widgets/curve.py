"""One curve of a run: raw and smoothed, any length, drawn with few points. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genstudio.core.pyramid import Pyramid
from genstudio.core.smoothing import Smoother

_MANY = 400


@dataclass(frozen=True)
class Reading:
    """The curve's values at one step."""

    step: int
    raw: float
    smooth: float


class Curve:
    """Values by step, growing; a step that comes again replaces what came after it."""

    def __init__(self, decay: float = 0.0) -> None:
        """Start empty, smoothed with `decay`."""
        self.raw = Pyramid()
        self.smooth = Pyramid()
        self._decay = decay
        self._smoother = Smoother(decay)

    def __len__(self) -> int:
        """How many steps it holds."""
        return len(self.raw)

    def extend(self, steps: np.ndarray, values: np.ndarray) -> None:
        """Append `values` at `steps` (increasing); infinities become gaps."""
        if len(steps) == 0:
            return
        if len(self) and steps[0] <= self.raw.x[-1]:
            self._cut(float(steps[0]))
        values = np.where(np.isfinite(values), values, np.nan)
        self.raw.extend(steps, values)
        self.smooth.extend(steps, self._smoother.extend(values))

    def precede(self, steps: np.ndarray, values: np.ndarray) -> None:
        """Put earlier `values` in front of what is there; what overlaps stays as it is."""
        x, y = self.raw.x, self.raw.y
        if len(x):
            early = steps < x[0]
            steps, values = steps[early], values[early]
        self.raw, old = Pyramid(), (x, y)
        self.raw.extend(steps, np.where(np.isfinite(values), values, np.nan))
        self.raw.extend(*old)
        self._smooth_again()

    def smooth_by(self, decay: float) -> None:
        """Smooth everything again with another `decay`."""
        if decay != self._decay:
            self._decay = decay
            self._smooth_again()

    def at(self, step: float) -> Reading | None:
        """Return the values at the step nearest to `step`; None if there are none."""
        if not len(self):
            return None
        x = self.raw.x
        right = min(int(np.searchsorted(x, step)), len(x) - 1)
        left = max(right - 1, 0)
        index = left if abs(x[left] - step) <= abs(x[right] - step) else right
        return Reading(int(x[index]), float(self.raw.y[index]), float(self.smooth.y[index]))

    def last(self) -> Reading | None:
        """Return the newest values."""
        return self.at(float(self.raw.x[-1])) if len(self) else None

    def _cut(self, first_gone: float) -> None:
        keep = int(np.searchsorted(self.raw.x, first_gone))
        x, y = self.raw.x[:keep].copy(), self.raw.y[:keep].copy()
        self.raw = Pyramid()
        self.raw.extend(x, y)
        self._smooth_again()

    def _smooth_again(self) -> None:
        self._smoother = Smoother(self._decay)
        self.smooth = Pyramid()
        if len(self):
            self.smooth.extend(self.raw.x, self._smoother.extend(self.raw.y))


def focus(values: list[np.ndarray]) -> tuple[float, float] | None:
    """Return the range that shows `values` well; of many, 1 % a side may be cut off."""
    joined = np.concatenate(values) if values else np.empty(0)
    joined = joined[np.isfinite(joined)]
    if len(joined) == 0:
        return None
    cut = 1 if len(joined) >= _MANY else 0
    low, high = (float(x) for x in np.percentile(joined, [cut, 100 - cut]))
    room = max(0.08 * (high - low), 0.01 * max(abs(high), abs(low))) or 1.0
    return low - room, high + room
