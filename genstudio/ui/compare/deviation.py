"""How redrawn pictures differ from their originals, as pictures on one common scale. No Qt."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

WAYS = {
    "redrawn": ("Redrawn", "What each run made of the pictures"),
    "signed": (
        "Redrawn and difference",
        "Below each redrawn picture, where it is darker or lighter than the original",
    ),
    "absolute": (
        "Redrawn and size of difference",
        "Below each redrawn picture, how far it is from the original",
    ),
    "walk": (
        "Walk from first to second",
        "Between the latents that each run's encoder gives the first two pictures",
    ),
}
"""Way to show redrawn pictures → its label and tip."""

DARKER, LIGHTER, STRONG = (0, 92, 190), (214, 84, 0), (196, 30, 90)
_SHARE = 99.5  # percentile that the scale reaches: a few pixels may not dim all others
_LEAST = 0.05


def measure(originals: np.ndarray, made: np.ndarray, *, absolute: bool) -> np.ndarray:
    """Return made − original, mean over the colours, float32 `(N, H, W)`; pixels from −1 to 1."""
    difference = (made.astype(np.float32) - originals.astype(np.float32)) / 127.5
    part = np.abs(difference) if absolute else difference
    mean: np.ndarray = part.mean(axis=1)
    return mean


def limit(measured: Iterable[np.ndarray]) -> float:
    """Return how far one scale for all of these must reach, rounded up to a tenth of a unit."""
    found = [np.percentile(np.abs(each), _SHARE) for each in measured if each.size]
    reach = max([_LEAST, *map(float, found)])
    return float(np.ceil(10 * reach - 1e-6) / 10)


def paint(
    measured: np.ndarray, reach: float, ground: tuple[int, int, int], *, absolute: bool
) -> np.ndarray:
    """Return differences as colours, uint8 `(N, 3, H, W)`; 0 is `ground`, `reach` full colour."""
    amount = np.clip(measured / reach, -1, 1)[..., None]
    base = np.array(ground, np.float32)
    high = np.array(STRONG if absolute else LIGHTER, np.float32)
    low = np.array(DARKER, np.float32)
    mixed = base + np.abs(amount) * (np.where(amount < 0, low, high) - base)
    return np.ascontiguousarray(np.rint(mixed).astype(np.uint8).transpose(0, 3, 1, 2))


def below(made: np.ndarray, painted: np.ndarray) -> np.ndarray:
    """Return the made pictures in colour, then the painted differences: `(2N, 3, H, W)`."""
    coloured = np.repeat(made, 3, axis=1) if made.shape[1] == 1 else made
    return np.concatenate([coloured, painted])


def between(first: np.ndarray, second: np.ndarray, count: int) -> np.ndarray:
    """Return `count` steps on the straight line from one array to another, both included."""
    amounts = np.linspace(0, 1, count, dtype=np.float32).reshape(-1, *[1] * first.ndim)
    steps: np.ndarray = first + amounts * (second.astype(np.float32) - first)
    return steps
