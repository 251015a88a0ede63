"""How often something costly may happen beside training."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Cadence:
    """Due every `seconds`, and never for more than `share` of the time."""

    def __init__(self, seconds: float, *, share: float = 0.05, first: float = 0.0) -> None:
        """Be due the first time after `first` seconds; `spent` counts what it took so far."""
        self._seconds = seconds
        self._share = share
        self.spent = 0.0
        self._next = time.perf_counter() + first

    @property
    def is_due(self) -> bool:
        """Whether it is time."""
        return time.perf_counter() >= self._next

    def portion(self, cost: float) -> float:
        """Return what a thing of `cost` seconds adds to the time it is done beside, as a share."""
        return cost / max(self._seconds, cost / self._share, 1e-9)

    def hasten(self) -> None:
        """Be due now."""
        self._next = time.perf_counter()

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Do the thing inside; the next one waits according to its cost."""
        start = time.perf_counter()
        yield
        end = time.perf_counter()
        self.spent += end - start
        self._next = end + max(self._seconds, (end - start) / self._share)
