"""How far apart two pictures are where small shifts, mirroring and brightness do not count.

A window into the one, moved by up to two steps of about 1/28 of its side and mirrored or not, is
laid over the middle of the other; brightness and contrast are fitted within limits. So nothing
has to be invented where a shifted picture ends.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

_LARGEST = 56  # pixels a side; larger pictures are made smaller first
_STEPS = 2
_GRID = 28  # steps a side
_GAIN, _OFFSET = (0.8, 1.25), 0.1
_FINE, _COARSE = 16, 8  # pixels a side of what is compared, and of what is looked up
_LEVELS = 255.0
_SHIFTS = [
    (y, x) for y in range(-_STEPS, _STEPS + 1) for x in range(-_STEPS, _STEPS + 1)
]  # in steps, down and right
_SPARSE = [index for index, (y, x) in enumerate(_SHIFTS) if y % 2 == 0 and x % 2 == 0]

_ONES = [index for index, (y, x) in enumerate(_SHIFTS) if abs(y) <= 1 and abs(x) <= 1]
MOVED = torch.tensor([*_ONES, *(len(_SHIFTS) + index for index in _ONES)])
"""Which windows the pictures of `moved` stand for."""


def middles(pictures: np.ndarray) -> Tensor:
    """Return the middle of uint8 pictures `(N, C, H, W)`, float `(N, C, h, h)` in [0, 1]."""
    scaled = _scaled(pictures)
    edge = _STEPS * _step(scaled)
    return scaled[:, :, edge : scaled.shape[2] - edge, edge : scaled.shape[3] - edge]


def windows(picture: np.ndarray) -> Tensor:
    """Return every window into uint8 `(C, H, W)`: `(V, C, h, h)`, the second half mirrored."""
    scaled = _scaled(picture[None])
    step = _step(scaled)
    edge = _STEPS * step
    height, width = scaled.shape[2] - 2 * edge, scaled.shape[3] - 2 * edge
    found = [
        each[:, edge + y * step :, edge + x * step :][:, :height, :width]
        for each in (scaled[0], scaled[0].flip(-1))
        for y, x in _SHIFTS
    ]
    return torch.stack(found)


def moved(picture: np.ndarray) -> np.ndarray:
    """Return uint8 `(C, H, W)` moved by up to one pixel and mirrored, `(18, C, H, W)`.

    What stands at an edge is repeated. The places are those of `MOVED`.
    """
    height, width = picture.shape[1:]
    found = []
    for each in (picture, picture[:, :, ::-1]):
        wide = np.pad(each, ((0, 0), (1, 1), (1, 1)), mode="edge")
        for y, x in (_SHIFTS[index] for index in _ONES):
            found.append(wide[:, 1 + y :, 1 + x :][:, :height, :width])
    return np.stack(found)


def sparse(seen: Tensor) -> Tensor:
    """Return every other of the windows `(V, …)` in each direction: near every shift."""
    half = len(_SHIFTS)
    return seen[[*_SPARSE, *(half + index for index in _SPARSE)]]


def words(window: int) -> str:
    """Say how a window differs from the picture itself; "" for not at all."""
    mirrored, index = divmod(window, len(_SHIFTS))
    told = ["mirrored"] if mirrored else []
    if _SHIFTS[index] != (0, 0):
        told.append("shifted a little")
    return " and ".join(told)


def fine(seen: Tensor) -> Tensor:
    """Return windows or middles as they are compared: uint8 `(N, d)`, 16 px a side."""
    return (_seen_at(seen, _FINE) * _LEVELS).round().to(torch.uint8)


def coarse(seen: Tensor) -> Tensor:
    """Return windows or middles as they are looked up: `(N, d)` of mean 0 and length 1."""
    flat = _seen_at(seen, _COARSE)
    flat = flat - flat.mean(1, keepdim=True)
    lengths: Tensor = flat.norm(dim=1, keepdim=True)
    return flat / lengths.clamp_min(1e-3)


def apart(seen: Tensor, others: Tensor) -> Tensor:
    """Return the distances `(V, K)` of `fine` windows to `fine` middles, as RMS in [0, 1].

    The least over a gain and an offset of brightness within limits.
    """
    one, two = seen.double() / _LEVELS, others.double() / _LEVELS
    means, other_means = one.mean(1, keepdim=True), two.mean(1)
    spread = one.var(1, correction=0, keepdim=True)
    shared = one @ two.T / one.shape[1] - means * other_means
    gain = (shared / spread.clamp_min(1e-9)).clamp(*_GAIN)
    offset = (other_means - gain * means).clamp(-_OFFSET, _OFFSET)
    missed = gain * means + offset - other_means
    square = two.var(1, correction=0) + gain**2 * spread - 2 * gain * shared + missed**2
    return square.clamp_min(0).sqrt()


def _scaled(pictures: np.ndarray) -> Tensor:
    found = torch.from_numpy(np.array(pictures)).float() / _LEVELS
    larger = max(found.shape[2:]) > _LARGEST
    return F.interpolate(found, (_LARGEST, _LARGEST), mode="area") if larger else found


def _step(pictures: Tensor) -> int:
    side = min(pictures.shape[2:])
    return min(max(round(side / _GRID), 1), (side - 1) // (4 * _STEPS))


def _seen_at(seen: Tensor, side: int) -> Tensor:
    smaller = max(seen.shape[2:]) > side
    return (F.interpolate(seen, (side, side), mode="area") if smaller else seen).flatten(1)
