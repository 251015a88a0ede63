"""Points of a plane as a picture: where real and made ones lie, and what a critic thinks there."""

from __future__ import annotations

import numpy as np

SIZE = 192
SHAPE = (3, SIZE, SIZE)
POINTS = (2, 1, 1)
"""The shape that a point has in place of a picture's."""

_REACH = 1.1  # the plane is seen from −1.1 to 1.1
_PAPER = np.array([250, 250, 247], np.float32)
_REAL = np.array([120, 128, 140], np.float32)
_MADE = np.array([214, 84, 20], np.float32)
_HIGH, _LOW = np.array([176, 208, 240], np.float32), np.array([240, 222, 190], np.float32)


def shape_shown(shape: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return the shape of what is shown of a model of `shape`: points become a scatter."""
    return SHAPE if tuple(shape) == POINTS else shape


def plane(side: int) -> np.ndarray:
    """Return `side²` points of the plane as seen, row by row from the top, float32 `(N, 2)`."""
    across = np.linspace(-_REACH, _REACH, side, dtype=np.float32)
    return np.stack([np.tile(across, side), np.repeat(across[::-1], side)], axis=1)


def draw(
    made: np.ndarray,
    real: np.ndarray | None = None,
    surface: np.ndarray | None = None,
    *,
    over: np.ndarray | None = None,
) -> np.ndarray:
    """Draw points `(N, 2)` as one uint8 `(3, SIZE, SIZE)`: real ones grey, made ones orange.

    They are drawn on paper, or `over` an earlier drawing.

    `surface` `(side²,)`, a score at each point of `plane(side)`, tints the paper: blue where it
    is above its middle, sand where it is below.
    """
    sheet = np.broadcast_to(_PAPER, (SIZE, SIZE, 3)).astype(np.float32)
    if over is not None:
        sheet = over.transpose(1, 2, 0).astype(np.float32)
    if surface is not None:
        sheet = _tinted(sheet, surface)
    if real is not None:
        sheet = _inked(sheet, real, _REAL, wide=False)
    sheet = _inked(sheet, made, _MADE, wide=len(made) < 50)
    return np.ascontiguousarray(np.rint(sheet).astype(np.uint8).transpose(2, 0, 1))


def _inked(sheet: np.ndarray, points: np.ndarray, ink: np.ndarray, *, wide: bool) -> np.ndarray:
    """Put a dot at each point; many at one place make it darker."""
    places = np.rint((points + _REACH) / (2 * _REACH) * (SIZE - 1)).astype(np.int64)
    places = places[(places >= 0).all(1) & (places < SIZE).all(1)]
    counts = np.zeros((SIZE, SIZE), np.float32)
    np.add.at(counts, (SIZE - 1 - places[:, 1], places[:, 0]), 1.0)
    reach = 3 if wide else 1
    spread = np.zeros_like(counts)
    for down in range(-reach, reach + 1):
        across = reach - abs(down)
        for right in range(-across, across + 1):
            spread += np.roll(counts, (down, right), (0, 1))
    cover = (1 - np.power(0.35, spread))[:, :, None]
    return np.asarray(sheet * (1 - cover) + ink * cover)


def _tinted(sheet: np.ndarray, surface: np.ndarray) -> np.ndarray:
    side = round(len(surface) ** 0.5)
    heights = surface - np.median(surface)
    share = np.tanh(heights / max(float(np.abs(heights).mean()), 1e-9)).reshape(side, side)
    index = np.arange(SIZE) * side // SIZE
    share = share[np.ix_(index, index)][:, :, None]
    tint = np.where(share > 0, _HIGH, _LOW)
    return np.asarray(sheet + np.abs(share) * (tint - sheet))
