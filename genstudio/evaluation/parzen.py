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
_CHUNK = 256


def log_likelihood(made: Tensor, points: Tensor, width: float) -> Tensor:
    """Log of the mean of N(x; y, width² I) over made `y` `(m, d)`: nats, float64 `(n,)`."""
    made, dimensions = made.double(), made.shape[1]
    parts = [
        torch.logsumexp(-torch.cdist(part, made).square() / (2 * width**2), 1)
        for part in torch.split(points.double(), _CHUNK)
    ]
    norm = math.log(len(made)) + 0.5 * dimensions * math.log(2 * math.pi * width**2)
    return torch.cat(parts) - norm


def best_width(made: Tensor, points: Tensor) -> float:
    """Return the width, of twelve from 0.05 to 1, that gives `points` the highest likelihood."""
    means = [float(log_likelihood(made, points, width).mean()) for width in _WIDTHS]
    return float(_WIDTHS[int(np.argmax(means))])
