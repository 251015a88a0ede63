"""How fast something goes on, and how long it will take, from its last seconds alone."""

from __future__ import annotations

from collections import deque

_WINDOW_SECONDS = 10.0


class Pace:
    """Learns moments and counts; pauses that its seconds leave out do not count."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, seconds: float, count: int) -> None:
        """Take note that `count` was reached after `seconds`."""
        if self._seen and count < self._seen[-1][1]:  # begun anew
            self._seen.clear()
        self._seen.append((seconds, count))
        while len(self._seen) > 2 and seconds - self._seen[0][0] > _WINDOW_SECONDS:
            self._seen.popleft()

    def left(self, total: int, *, least: float = 0.0) -> float | None:
        """Return the seconds until `total`, None while that cannot be told.

        It can be after `least` seconds have been seen.
        """
        if len(self._seen) < 2:
            return None
        (began, first), (now, last) = self._seen[0], self._seen[-1]
        if now - began <= least or last <= first:
            return None
        return (total - last) * (now - began) / (last - first)
