"""Shapes: pictures drawn from known factors, to see what a latent space has found of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from genstudio.data.plan import Raw, Wanted
from genstudio.data.sources import SHAPES

COUNT = 10_000
VERSION = 1  # to be raised when the same factors come to look different
NAMES = SHAPES
FACTORS = ("shape", "size", "angle", "x", "y", "hue")
_BATCH = 100
_PAPER = np.array([0.96, 0.95, 0.92], dtype=np.float32)


def factors(count: int = COUNT) -> np.ndarray:
    """Return what the first `count` pictures show: float64 `(count, 6)`, columns as `FACTORS`.

    Shape is an index into `NAMES`, size the radius, x and y the centre (right, down) in shares of
    the picture, angle in radians [0, 2π), hue in [0, 1). Drawn independently of each other; equal
    on every machine.
    """
    raw = np.random.PCG64(20_26).random_raw(count * len(FACTORS))
    share = (raw >> np.uint64(11)).astype(np.float64).reshape(count, -1) / 2.0**53
    shape = np.floor(share[:, 0] * len(NAMES))
    size = 0.18 + 0.14 * share[:, 1]
    x, y = 0.35 + 0.3 * share[:, 3], 0.35 + 0.3 * share[:, 4]
    return np.stack([shape, size, share[:, 2] * 2 * np.pi, x, y, share[:, 5]], axis=1)


def draw(known: np.ndarray, size: int) -> np.ndarray:
    """Draw factors `(N, 6)` as antialiased uint8 `(N, 3, size, size)`."""
    shape, radius, angle, x, y, hue = (
        column[:, None, None] for column in known.T.astype(np.float32)
    )
    middle = (np.arange(size, dtype=np.float32) + 0.5) / size
    right, down = (middle - x) / radius, (middle[:, None] - y) / radius
    u = np.cos(angle) * right + np.sin(angle) * down
    v = np.cos(angle) * down - np.sin(angle) * right
    distance = np.empty_like(u)
    for index, formula in enumerate((_ellipse, _square, _triangle, _heart, _star)):
        chosen = shape[:, 0, 0] == index
        distance[chosen] = formula(u[chosen], v[chosen])
    cover = np.clip(0.5 - distance * radius * size, 0, 1)[:, None]
    inks = _ink(hue[:, 0, 0])[:, :, None, None]
    pictures = cover * inks + (1 - cover) * _PAPER[:, None, None]
    levels: np.ndarray = np.rint(pictures * 255).astype(np.uint8)
    return levels


def raws(wanted: Wanted, start: int) -> Iterator[Raw]:
    """Draw every picture from number `start` on, at the wanted size; the label is the shape."""
    known = factors()
    for first in range(start, COUNT, _BATCH):
        batch = known[first : first + _BATCH]
        for index, pixels in enumerate(draw(batch, wanted.size), first):
            yield Raw(f"picture {index + 1:,}", int(known[index, 0]), pixels)


def _ink(hue: np.ndarray) -> np.ndarray:
    """Colours of the same lightness and strength around the wheel, `(N, 3)`."""
    turn = 2 * np.pi * (hue[:, None] + np.array([0, -1 / 3, 1 / 3], dtype=np.float32))
    return 0.5 + 0.36 * np.cos(turn)


# Signed distances in units of the radius, negative inside; after Inigo Quilez's 2-D functions.


def _ellipse(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    a, b = 1.0, 0.62
    near = np.hypot(u / a, v / b)
    slope = np.hypot(u / a**2, v / b**2)
    distance: np.ndarray = near * (near - 1) / np.maximum(slope, 1e-9)
    return distance


def _square(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    edge = 0.68
    du, dv = np.abs(u) - edge, np.abs(v) - edge
    outside = np.hypot(np.maximum(du, 0), np.maximum(dv, 0))
    distance: np.ndarray = outside + np.minimum(np.maximum(du, dv), 0) - 0.06
    return distance


def _triangle(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    root, side = math.sqrt(3), 0.8
    x, y = np.abs(u) - side, side / root - v
    folds = x + root * y > 0
    x, y = np.where(folds, (x - root * y) / 2, x), np.where(folds, (-root * x - y) / 2, y)
    x = x - np.clip(x, -2 * side, 0)
    distance: np.ndarray = -np.hypot(x, y) * np.sign(y) - 0.06
    return distance


def _star(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    outer, inner = 0.94, 0.45
    a, b = math.cos(math.pi / 5), math.sin(math.pi / 5)
    x, y = np.abs(u), -v
    for sign in (1, -1):  # fold the five points onto one
        over = 2 * np.maximum(sign * a * x - b * y, 0)
        x, y = x - over * sign * a, y + over * b
    x, y = np.abs(x), y - outer
    edge_x, edge_y = inner * b, inner * a - 1
    along = np.clip((x * edge_x + y * edge_y) / (edge_x**2 + edge_y**2), 0, outer)
    side = np.sign(y * edge_x - x * edge_y)
    distance: np.ndarray = np.hypot(x - edge_x * along, y - edge_y * along) * side - 0.06
    return distance


def _heart(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    x, y = np.abs(u) / 1.5, (0.8 - v) / 1.5
    lobe = np.hypot(x - 0.25, y - 0.75) - math.sqrt(2) / 4
    half = 0.5 * np.maximum(x + y, 0)
    tip = np.minimum(x**2 + (y - 1) ** 2, (x - half) ** 2 + (y - half) ** 2)
    below = np.sqrt(tip) * np.sign(x - y)
    distance: np.ndarray = np.where(y + x > 1, lobe, below) * 1.5
    return distance
