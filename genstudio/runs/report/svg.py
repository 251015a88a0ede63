"""Curves as SVG: axes with numbers, one line a run, drawn in few enough points."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import numpy as np

from genstudio.core.pyramid import Pyramid

COLOURS = ("#0072b2", "#d55e00", "#008a63", "#b3589a", "#9a7200", "#2b8ac2", "#5d6475", "#111111")
"""Told apart by colour-blind eyes; a run keeps its colour through a report."""

_WIDTH, _HEIGHT = 460, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 12, 26, 34
_MOST = 600
_TICKS = 4

Named = tuple[str, str, np.ndarray, np.ndarray]
"""A run's name, its colour, steps and values."""


def chart(title: str, curves: Sequence[Named]) -> str:
    """Return an `<svg>` of the curves over steps; values that are not finite leave gaps."""
    x_low, x_high = _range([x for _, _, x, _ in curves])
    y_low, y_high = _range([y for _, _, _, y in curves])
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def across(x: float) -> float:
        return _LEFT + wide * (x - x_low) / (x_high - x_low)

    def down(y: float) -> float:
        return _TOP + high * (1 - (y - y_low) / (y_high - y_low))

    parts = [_opening(title, [curve[0] for curve in curves])]
    for tick in _ticks(y_low, y_high):
        y = down(tick)
        parts.append(
            f'<path d="M{_LEFT} {y:.1f}h{wide}" stroke="#ddd"/><text x="{_LEFT - 6}" '
            f'y="{y + 4:.1f}" text-anchor="end" fill="#555">{tick:.4g}</text>'
        )
    for tick in _ticks(x_low, x_high):
        parts.append(
            f'<text x="{across(tick):.1f}" y="{_HEIGHT - _BOTTOM + 15}" text-anchor="middle" '
            f'fill="#555">{tick:,.0f}</text>'
        )
    parts.append(
        f'<text x="{_LEFT + wide / 2}" y="{_HEIGHT - 4}" text-anchor="middle" fill="#555">steps'
        "</text>"
    )
    for _, colour, steps, values in curves:
        thin_x, thin_y = _thinned(steps, values)
        points = [(across(a), down(b)) for a, b in zip(thin_x, thin_y, strict=True)]
        parts.append(_line(points, colour))
    return "".join([*parts, "</svg>"])


def _opening(title: str, names: Sequence[str]) -> str:
    head = html.escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-family="sans-serif" font-size="11">'
        f"<title>{head}: {html.escape(', '.join(names))}</title>"
        f'<text x="{_LEFT}" y="16" font-size="13" font-weight="bold" fill="#222">{head}</text>'
    )


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    there = [(x, y) for x, y in points if math.isfinite(y)]
    if len(there) == 1:
        x, y = there[0]
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
    path, pen_up = [], True
    for x, y in points:
        if math.isfinite(y):
            path.append(f"{'M' if pen_up else 'L'}{x:.1f} {y:.1f}")
        pen_up = not math.isfinite(y)
    return f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="1.3"/>'


def _thinned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = Pyramid()
    whole.extend(x.astype(np.float64), y.astype(np.float64))
    return whole.between(float(x[0]), float(x[-1]), _MOST) if len(x) else (x, y)


def _range(rows: Sequence[np.ndarray]) -> tuple[float, float]:
    values = np.concatenate([row[np.isfinite(row)] for row in rows])
    low, high = float(values.min()), float(values.max())
    return (low - 0.5, high + 0.5) if low == high else (low, high)


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`, about `_TICKS` of them."""
    raw = (high - low) / _TICKS
    scale = 10.0 ** math.floor(math.log10(raw))
    step = next(scale * nice for nice in (1, 2, 5, 10) if scale * nice >= raw)
    first = math.ceil(low / step)
    return [step * index for index in range(first, math.floor(high / step) + 1)]
