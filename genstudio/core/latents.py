"""Latent maths: fixed latents, walks and neighbourhoods. Latents are float32 `(N, d)`."""

from __future__ import annotations

import numpy as np


def sample(count: int, latent: int, seed: int) -> np.ndarray:
    """Draw `(count, latent)` latents from N(0, I); equal for equal seeds on any machine."""
    return np.random.default_rng(seed).standard_normal((count, latent), dtype=np.float32)


MOST_TRUNCATION = 2.0
"""The most that draws can be spread; 1 is as trained."""


def preview_count(classes: int) -> int:
    """Return how many pictures a preview has: 36, or at least six of each class, 240 at most."""
    each = max(-(-36 // classes), 6) if classes else 0
    return min(classes * each, 240) or 36


def slerp(start: np.ndarray, end: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Walk the great circle from `start` to `end` (both `(d,)`) at each of `amount` in [0, 1].

    Length is interpolated too, so the ends are met exactly; falls back to a straight line when
    the two point the same (or the opposite) way. Source: Shoemake 1985.
    """
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    weight = np.asarray(amount, dtype=np.float64)[:, None]
    straight = (1 - weight) * start + weight * end
    if min(lengths) < 1e-8:
        return np.asarray(straight, np.float32)
    cosine = float(np.clip(start @ end / (lengths[0] * lengths[1]), -1, 1))
    angle = np.arccos(cosine)
    if np.sin(angle) < 1e-4:
        return np.asarray(straight, np.float32)
    first, last = start / lengths[0], end / lengths[1]
    mixed = (np.sin((1 - weight) * angle) * first + np.sin(weight * angle) * last) / np.sin(angle)
    length = (1 - weight) * lengths[0] + weight * lengths[1]
    return np.asarray(mixed * length, np.float32)


def crossover(first: np.ndarray, second: np.ndarray, seed: int) -> np.ndarray:
    """Return a child of two latents `(d,)`: each number is that of one parent, by a fair coin.

    Source: Syswerda 1989, "Uniform crossover in genetic algorithms". Where both are draws of
    N(0, I), so is the child.
    """
    coin = np.random.default_rng(seed).random(len(first)) < 0.5
    return np.where(coin, first, second).astype(np.float32)


def neighbourhood(z: np.ndarray, first: int, second: int, *, side: int, reach: float) -> np.ndarray:
    """Return `side²` latents around `z` `(d,)`: two dimensions vary by ±`reach`, row by row.

    The first dimension grows to the right, the second upwards.
    """
    offsets = np.linspace(-reach, reach, side, dtype=np.float32)
    around = np.repeat(z[None].astype(np.float32), side * side, axis=0)
    around[:, first] += np.tile(offsets, side)
    around[:, second] += np.repeat(offsets[::-1], side)
    return around
