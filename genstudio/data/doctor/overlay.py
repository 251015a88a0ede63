"""Laying one picture over another: how alike are they once turned, shifted and scaled to fit?

A few Gauss–Newton steps on a similarity warp, with gain and offset of the brightness free (the
forwards scheme of Baker & Matthews 2004, “Lucas–Kanade 20 Years On”). What is left over tells
copies, cut and re-encoded ones too, from pictures that only resemble each other.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from genstudio.data.doctor import polar

_STEPS = 3  # after the first
_HOPELESS = 0.5
_TILE = polar.TILE
_MOST_SCALE, _MOST_SHIFT = 0.15, 0.15  # of the half side: beyond it, it is no copy
_LEAST_OVERLAP = 0.4  # of a tile
_TINT, _TINT_SHARE = 24.0, 0.2  # levels, and share of all colour, by which copies may differ
_STRAIGHT = np.radians(3.0)  # turned by less than this off a right angle, corners count too
_DISC = 0.95


@dataclass
class _Warp:
    """Where each point x of the first picture lies in the second: `matrix` x + `shift`."""

    matrix: np.ndarray
    shift: np.ndarray


def planes(pictures: np.ndarray) -> np.ndarray:
    """Return what is compared of uint8 `(M, C, H, H)`, float32 `(M, K, 32, 32)`.

    Plane 0 is brightness; pictures in colour have two more, red and blue less brightness, with
    no detail finer than 8 px across, for that is where a JPEG file saves.
    """
    brightness = polar.tiles(polar.luma(pictures)) / 256
    if pictures.shape[1] == 1:
        return brightness[:, None].astype(np.float32)
    shades = [polar.tiles(pictures[:, index].astype(np.float64) * 256) / 256 for index in (0, 2)]
    coarse = [_coarse(shade - brightness) for shade in shades]
    return np.stack([brightness, *coarse], axis=1).astype(np.float32)


def difference(
    first: np.ndarray,
    second: np.ndarray,
    angle: np.ndarray,
    mirrored: np.ndarray,
    *,
    hopeless: float = _HOPELESS,
) -> np.ndarray:
    """Return what is left unexplained after fitting, `(M,)` from 0 (a copy) to 1.

    `first` and `second` are `planes`, the second to be mirrored and turned by `angle` to begin
    with; both may also differ in gain and offset. Pairs with more than `hopeless` left after one
    step are not fitted further.
    """
    warp, corners = _start(angle, mirrored), _is_straight(angle)
    left = _fit(first, second, warp, corners, steps=1)
    rows = np.flatnonzero(left < hopeless)
    chosen = _Warp(warp.matrix[rows], warp.shift[rows])
    if len(rows):
        left[rows] = _fit(first[rows], second[rows], chosen, corners[rows], steps=_STEPS)
    return left


def _fit(
    first: np.ndarray, second: np.ndarray, warp: _Warp, corners: np.ndarray, *, steps: int
) -> np.ndarray:
    for _ in range(steps):
        seen, inside = _look(second[:, :1], warp, corners)
        _improve(warp, first[:, 0], seen[:, 0], inside)
    seen, inside = _look(second, warp, corners)
    seen = seen.reshape(first.shape)
    inside = inside.reshape(-1, 1, _TILE, _TILE)
    left, gain = _unexplained(first[:, :1], seen[:, :1], inside)
    is_other = _is_other_colour(first[:, 1:], seen[:, 1:] * gain, inside)
    return np.where(is_other, np.float32(1), left)


def _coarse(plane: np.ndarray) -> np.ndarray:
    side = _TILE // 4
    means: np.ndarray = plane.reshape(-1, side, 4, side, 4).mean(axis=(2, 4))
    coarse: np.ndarray = means.repeat(4, axis=1).repeat(4, axis=2)
    return coarse


def _start(angle: np.ndarray, mirrored: np.ndarray) -> _Warp:
    cos, sin = np.cos(angle), np.sin(angle)
    sign = np.where(mirrored, -1.0, 1.0)
    rows = [np.stack([sign * cos, sign * sin], 1), np.stack([-sin, cos], 1)]
    matrix = np.stack(rows, axis=1).astype(np.float32)
    return _Warp(matrix, np.zeros((len(angle), 2), np.float32))


def _is_straight(angle: np.ndarray) -> np.ndarray:
    right = np.pi / 2
    straight: np.ndarray = np.abs(angle / right - np.rint(angle / right)) * right < _STRAIGHT
    return straight


@functools.cache
def _grid() -> np.ndarray:
    """The middles of a tile's pixels in [−1, 1]², `(2, 1024)`."""
    middle = (np.arange(_TILE) + 0.5) / _TILE * 2 - 1
    return np.stack([np.tile(middle, _TILE), np.repeat(middle, _TILE)]).astype(np.float32)


def _look(planes: np.ndarray, warp: _Warp, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the second pictures as seen through the warp `(M, K, 1024)`, and where they are."""
    grid = _grid()
    place = np.einsum("mij,jp->mip", warp.matrix, grid) + warp.shift[:, :, None]
    limit = 1 + 0.5 / _TILE
    inside = (np.abs(place) <= limit).all(axis=1)
    inside &= corners[:, None] | (np.square(grid).sum(axis=0) <= _DISC**2)
    right, down = (np.clip((place[:, axis] + 1) / 2 * _TILE - 0.5, 0, _TILE - 1) for axis in (0, 1))
    left, top = (np.minimum(np.floor(each), _TILE - 2).astype(int) for each in (right, down))
    a, b = (right - left)[:, None], (down - top)[:, None]
    flat = planes.reshape(*planes.shape[:2], -1)
    first = (top * _TILE + left)[:, None]
    near = [np.take_along_axis(flat, first + step, axis=2) for step in (0, 1, _TILE, _TILE + 1)]
    upper = near[0] * (1 - a) + near[1] * a
    lower = near[2] * (1 - a) + near[3] * a
    return upper * (1 - b) + lower * b, inside


def _improve(warp: _Warp, first: np.ndarray, seen: np.ndarray, inside: np.ndarray) -> None:
    """One Gauss–Newton step: brightness, gain, shift, scale and turn by least squares."""
    x, y = _grid()
    slopes = np.gradient(seen.reshape(-1, _TILE, _TILE), np.float32(2 / _TILE), axis=(1, 2))
    down, right = (slope.reshape(len(seen), -1) for slope in slopes)
    columns = [np.ones_like(seen), seen, right, down, x * right + y * down, x * down - y * right]
    basis = np.stack(columns, axis=1) * inside[:, None]
    normal = basis @ basis.transpose(0, 2, 1)
    ridge = 2e-6 * np.trace(normal, axis1=1, axis2=2)
    normal += np.eye(6, dtype=np.float32) * ridge[:, None, None]
    wanted = basis @ (first.reshape(len(first), -1) * inside)[:, :, None]
    answer = np.linalg.solve(normal, wanted)[:, :, 0]
    gain = np.where(np.abs(answer[:, 1]) < 1e-3, np.inf, answer[:, 1])
    shift = np.clip(answer[:, 2:4] / gain[:, None], -_MOST_SHIFT, _MOST_SHIFT)
    scale, turn = np.clip(answer[:, 4:6].T / gain, -_MOST_SCALE, _MOST_SCALE)
    warp.shift += np.einsum("mij,mj->mi", warp.matrix, shift)
    change = np.stack([1 + scale, -turn, turn, 1 + scale], axis=1).reshape(-1, 2, 2)
    warp.matrix = warp.matrix @ change


def _unexplained(
    first: np.ndarray, seen: np.ndarray, inside: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """1 − the squared correlation of brightness where both are seen, and the gain between them."""
    count = inside.sum(axis=(1, 2, 3), keepdims=True)
    one, two = (
        (each - (each * inside).sum(axis=(1, 2, 3), keepdims=True) / np.maximum(count, 1)) * inside
        for each in (first, seen)
    )
    product = np.maximum((one * two).sum(axis=(1, 2, 3), keepdims=True), 0)
    energy = [np.maximum(np.square(each).sum(axis=(1, 2, 3)), 1e-3) for each in (one, two)]
    left = 1 - product.ravel() ** 2 / (energy[0] * energy[1])
    enough = count.ravel() >= _LEAST_OVERLAP * _TILE * _TILE
    return np.where(enough, left, 1.0), product / energy[1].reshape(product.shape)


def _is_other_colour(first: np.ndarray, seen: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Whether some colour differs by more than what encoding and brightening do; False for grey."""
    if not first.shape[1]:
        return np.zeros(len(first), dtype=bool)
    one, two = (
        (each * inside).reshape(len(first), -1, _TILE // 4, 4, _TILE // 4, 4).mean(axis=(3, 5))
        for each in (first, seen)
    )
    axes = (1, 2, 3)
    energy = (np.square(one) + np.square(two)).sum(axis=axes)
    share = np.square(one - two).sum(axis=axes) / np.maximum(energy, 1e-3)
    is_other: np.ndarray = (np.abs(one - two).max(axis=axes) > _TINT) & (share > _TINT_SHARE)
    return is_other
