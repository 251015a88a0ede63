"""Parzen windows: a Gaussian on every made picture, as the first GAN papers judged themselves.

Kept for history alone: in many dimensions the figure says next to nothing about quality
(Theis, van den Oord and Bethge 2016), so that it is never ranked.
Source: Breuleux, Bengio and Vincent 2011; Goodfellow et al. 2014.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

_WIDTHS = np.geomspace(0.05, 1.0, 12)
_CHUNK, _ROWS = 256, 64


def log_likelihood(made: Tensor, points: Tensor, width: float) -> Tensor:
    """Log of the mean of N(x; y, width² I) over made `y` `(m, d)`: nats, float64 `(n,)`.

    Bytes stand for numbers from 0 to 1, an eighth of the memory.
    """
    return _at_width(_squared(made, points), made.shape[1], width)


def best_width(made: Tensor, points: Tensor) -> float:
    """Return the width, of twelve from 0.05 to 1, that gives `points` the highest likelihood."""
    squared = _squared(made, points)
    means = [float(_at_width(squared, made.shape[1], width).mean()) for width in _WIDTHS]
    return float(_WIDTHS[int(np.argmax(means))])


def _squared(made: Tensor, points: Tensor) -> Tensor:
    """Squared distances `(n, m)`, float64; made pictures are widened some at a time."""
    points = _wide(points)
    squared = torch.empty(len(points), len(made), dtype=torch.float64)
    for start in range(0, len(made), _CHUNK):
        part = slice(start, start + _CHUNK)
        squared[:, part] = torch.cdist(points, _wide(made[part])).square_()
    return squared


def _wide(rows: Tensor) -> Tensor:
    return rows.double().div_(255) if rows.dtype == torch.uint8 else rows.double()


def _at_width(squared: Tensor, dimensions: int, width: float) -> Tensor:
    norm = math.log(squared.shape[1]) + 0.5 * dimensions * math.log(2 * math.pi * width**2)
    parts = [torch.logsumexp(-p / (2 * width**2), 1) for p in torch.split(squared, _ROWS)]
    return torch.cat(parts) - norm
