"""Many points as one image, quick enough to be drawn anew for every move of the map."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

_NO_CLASS = 0x4E79A7


@dataclass(frozen=True)
class Camera:
    """Which part of the plane is seen: the middle, and pixels a unit. y grows upwards."""

    x: float
    y: float
    scale: float
    width: int
    height: int

    def pixels(self, places: np.ndarray) -> np.ndarray:
        """Return where places `(N, 2)` are in the view, float32 `(N, 2)`."""
        found = np.empty((len(places), 2), np.float32)
        found[:, 0] = (places[:, 0] - self.x) * self.scale + self.width / 2
        found[:, 1] = (self.y - places[:, 1]) * self.scale + self.height / 2
        return found

    def place(self, x: float, y: float) -> np.ndarray:
        """Return the place under a pixel, `(1, 2)`."""
        right = (x - self.width / 2) / self.scale + self.x
        up = self.y - (y - self.height / 2) / self.scale
        return np.array([[right, up]], np.float32)

    def moved(self, dx: float, dy: float) -> Camera:
        """Return the camera after the map was dragged by pixels."""
        x, y = self.x - dx / self.scale, self.y + dy / self.scale
        return Camera(x, y, self.scale, self.width, self.height)

    def zoomed(self, factor: float, at: tuple[float, float]) -> Camera:
        """Return the camera nearer by `factor`; the place under pixel `at` stays."""
        fixed = self.place(*at)[0]
        scale = min(max(self.scale * factor, 1e-3), 1e6)
        x = fixed[0] - (at[0] - self.width / 2) / scale
        y = fixed[1] + (at[1] - self.height / 2) / scale
        return Camera(float(x), float(y), scale, self.width, self.height)

    def sized(self, width: int, height: int) -> Camera:
        """Return the camera of a view of another size."""
        return Camera(self.x, self.y, self.scale, max(width, 1), max(height, 1))

    @staticmethod
    def over(places: np.ndarray, width: int, height: int) -> Camera:
        """Return the camera that sees all but the farthest points of `places` `(N, 2)`."""
        low, high = (
            np.percentile(places, [0.5, 99.5], axis=0)
            if len(places)
            else (np.full(2, -1.0), np.full(2, 1.0))
        )
        span = np.maximum(high - low, 1e-6) * 1.15
        middle = (low + high) / 2
        scale = float(min(width / span[0], height / span[1]))
        return Camera(float(middle[0]), float(middle[1]), scale, max(width, 1), max(height, 1))


def class_colours(count: int, *, is_dark: bool) -> np.ndarray:
    """Return one colour a class, uint32 0xAARRGGBB `(count,)`, told apart by hue and lightness."""
    if count <= 1:
        return np.full(max(count, 1), 0xFF000000 | _NO_CLASS, np.uint32)
    colours = []
    for index in range(count):
        light = (0.62 if is_dark else 0.44) + (0.12 if index % 2 else -0.04)
        parts = colorsys.hls_to_rgb(index / count, light, 0.75)
        red, green, blue = (round(255 * part) for part in parts)
        colours.append(0xFF000000 | red << 16 | green << 8 | blue)
    return np.array(colours, np.uint32)


def raster(
    places: np.ndarray, colours: np.ndarray, camera: Camera, *, size: int, on: np.ndarray
) -> np.ndarray:
    """Draw points as squares of `size` pixels on an image, later ones over earlier ones.

    `places` is float32 `(N, 2)`, quickest in columns (Fortran order); `colours` uint32 `(N,)`; `on`
    uint32 `(height, width)`, changed in place. Returns the indices of the points in view.
    """
    width, height, half = camera.width, camera.height, size // 2
    x, y, scale = places[:, 0], places[:, 1], np.float32(camera.scale)
    left = ((x - np.float32(camera.x)) * scale + np.float32(width / 2 - half)).astype(np.int32)
    top = ((np.float32(camera.y) - y) * scale + np.float32(height / 2 - half)).astype(np.int32)
    # Seen as unsigned, what is left of or above the view is far beyond its other end.
    inside_x = left.view(np.uint32) < max(width - size, 0)
    seen = np.flatnonzero(inside_x & (top.view(np.uint32) < max(height - size, 0)))
    first = top[seen].astype(np.intp) * width + left[seen]
    shade, flat = colours[seen], on.reshape(-1)
    for down in range(size):
        for right in range(size):
            flat[down * width + right :][first] = shade
    return seen


def ground(
    cells: np.ndarray, low: np.ndarray, high: np.ndarray, camera: Camera, out: np.ndarray
) -> None:
    """Fill `out` `(height, width)` with the colours of `cells`, uint32 `(S, S)`.

    They cover the plane from `low` to `high`, the first at the top left; beyond them the colour
    is that of the corner.
    """
    side = len(cells)
    padded = np.full((side + 1, side + 1), cells[0, 0], np.uint32)
    padded[:side, :side] = cells
    right = camera.x + (np.arange(camera.width) + 0.5 - camera.width / 2) / camera.scale
    up = camera.y - (np.arange(camera.height) + 0.5 - camera.height / 2) / camera.scale
    columns = np.floor((right - low[0]) / (high[0] - low[0]) * side).astype(np.intp)
    rows = np.floor((high[1] - up) / (high[1] - low[1]) * side).astype(np.intp)
    for index in (columns, rows):
        index[(index < 0) | (index >= side)] = side
    wide = np.take(padded, columns, axis=1)
    np.take(wide, rows, axis=0, out=out)


def size_for(seen: int) -> int:
    """Return how large points are drawn when `seen` of them are in view."""
    return 2 if seen > 20_000 else 3 if seen > 3_000 else 5


def inside(outline: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return which `points` `(N, 2)` lie in the polygon `outline` `(M, 2)`, by even crossings."""
    x, y = points[:, 0], points[:, 1]
    odd = np.zeros(len(points), bool)
    for (x1, y1), (x2, y2) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        odd ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return odd


def resampled(path: np.ndarray, count: int) -> np.ndarray:
    """Return `count` points `(count, 2)` at equal distances along a path `(N, 2)`."""
    lengths = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    at = np.linspace(0, lengths[-1], count)
    return np.stack([np.interp(at, lengths, path[:, k]) for k in (0, 1)], axis=1)
