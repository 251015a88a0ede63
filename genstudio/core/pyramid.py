"""A min/max pyramid: a curve of any length drawn with a bounded number of points."""

from __future__ import annotations

import numpy as np

_FACTOR = 8


class Pyramid:
    """A growing curve y(x), x increasing, whose coarser levels keep each block's extremes."""

    def __init__(self) -> None:
        """Start with no points."""
        self._x = _Growing()
        self._y = _Growing()
        self._levels: list[tuple[_Growing, _Growing]] = []

    def __len__(self) -> int:
        """The number of points appended so far."""
        return len(self._x)

    @property
    def x(self) -> np.ndarray:
        """All x, a view."""
        return self._x.values

    @property
    def y(self) -> np.ndarray:
        """All y, a view."""
        return self._y.values

    def extend(self, x: np.ndarray, y: np.ndarray) -> None:
        """Append points; NaN in y leaves a gap."""
        self._x.extend(x)
        self._y.extend(y)
        low, high, depth = self._y, self._y, 0
        while len(low) // _FACTOR > 0:
            if depth == len(self._levels):
                self._levels.append((_Growing(), _Growing()))
            lows, highs = self._levels[depth]
            done, ready = len(lows), len(low) // _FACTOR
            if ready > done:
                span = slice(done * _FACTOR, ready * _FACTOR)
                lows.extend(_extreme(low.values[span], np.fmin))
                highs.extend(_extreme(high.values[span], np.fmax))
            low, high, depth = lows, highs, depth + 1

    def between(self, start: float, end: float, most: int) -> tuple[np.ndarray, np.ndarray]:
        """Return at most about `most` points that look like the curve on [start, end]."""
        x = self._x.values
        first = max(int(np.searchsorted(x, start)) - 1, 0)
        last = min(int(np.searchsorted(x, end, side="right")) + 1, len(x))
        block, depth = 1, -1
        while 2 * (last - first) / block > most and depth + 1 < len(self._levels):
            block, depth = block * _FACTOR, depth + 1
        if depth < 0:
            return x[first:last], self._y.values[first:last]
        return self._blocks(first, last, block, depth, most)

    def _blocks(
        self, first: int, last: int, block: int, depth: int, most: int
    ) -> tuple[np.ndarray, np.ndarray]:
        # One level finer, folded further to the asked number: detail stays close to `most`.
        finer = block // _FACTOR
        lows, highs = self._levels[depth - 1] if depth else (self._y, self._y)
        span = slice(first // finer, max(last // finer, first // finer + 1))
        low, high = lows.values[span], highs.values[span]
        fold = max(-(-2 * len(low) // most), 1)
        whole = len(low) // fold * fold
        positions = np.arange(0, whole, fold) * finer + span.start * finer
        y = np.empty(2 * len(positions))
        y[0::2] = np.fmin.reduce(low[:whole].reshape(-1, fold), axis=1)
        y[1::2] = np.fmax.reduce(high[:whole].reshape(-1, fold), axis=1)
        x = np.repeat(self._x.values[positions], 2)
        tail = slice(min(span.start * finer + whole * finer, last - 1), last)
        return self._with_tail(x, y, tail, most)

    def _with_tail(
        self, x: np.ndarray, y: np.ndarray, tail: slice, most: int
    ) -> tuple[np.ndarray, np.ndarray]:
        # The newest points are not yet in a whole block; they are thinned, the last is kept.
        stride = max((tail.stop - tail.start) // max(most // 8, 1), 1)
        chosen = np.arange(tail.stop - 1, tail.start - 1, -stride)[::-1]
        return (
            np.concatenate([x, self._x.values[chosen]]),
            np.concatenate([y, self._y.values[chosen]]),
        )


class _Growing:
    """A float64 array that doubles its room when full."""

    def __init__(self) -> None:
        self._room = np.empty(256)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> np.ndarray:
        return self._room[: self._count]

    def extend(self, values: np.ndarray) -> None:
        need = self._count + len(values)
        if need > len(self._room):
            room = np.empty(max(need, 2 * len(self._room)))
            room[: self._count] = self.values
            self._room = room
        self._room[self._count : need] = values
        self._count = need


def _extreme(values: np.ndarray, fold: np.ufunc) -> np.ndarray:
    return np.asarray(fold.reduce(values.reshape(-1, _FACTOR), axis=1))
