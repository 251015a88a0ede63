"""Many pictures as one 32-bit image: how they are laid out and packed. No painting here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_OPAQUE = np.uint32(0xFF000000)


@dataclass(frozen=True)
class Layout:
    """Where each of `count` pictures of `height` × `width` lies on a sheet, in sheet pixels."""

    count: int
    height: int
    width: int
    columns: int
    gap: int

    @property
    def rows(self) -> int:
        """How many rows of pictures there are."""
        return -(-self.count // self.columns)

    @property
    def size(self) -> tuple[int, int]:
        """The sheet's width and height."""
        across = self.columns * (self.width + self.gap) - self.gap
        down = self.rows * (self.height + self.gap) - self.gap
        return across, down

    def corner(self, index: int) -> tuple[int, int]:
        """Left and top of picture `index`."""
        row, column = divmod(index, self.columns)
        return column * (self.width + self.gap), row * (self.height + self.gap)

    def index_at(self, x: float, y: float) -> int | None:
        """Which picture lies at (x, y); None between and beside them."""
        column, left = divmod(x, self.width + self.gap)
        row, top = divmod(y, self.height + self.gap)
        index = int(row) * self.columns + int(column)
        inside = 0 <= column < self.columns and left < self.width and top < self.height
        return index if inside and 0 <= index < self.count else None


def best_columns(count: int, height: int, width: int, room: tuple[float, float]) -> int:
    """Return the number of columns that shows the pictures largest in `room` (width, height)."""
    columns = np.arange(1, count + 1)
    rows = -(-count // columns)
    scale = np.minimum(room[0] / (columns * width), room[1] / (rows * height))
    empty = rows * columns - count
    return int(columns[np.lexsort((empty, -np.round(scale, 6)))[0]])


def pack(pictures: np.ndarray, layout: Layout) -> np.ndarray:
    """Return uint8 `(N, C, H, W)` pictures as a uint32 sheet of 0xAARRGGBB, clear in the gaps.

    The sheet is one gap larger to the right and below than `layout.size`: rows stay contiguous
    without a second copy, and the image just does not look at the rest.
    """
    values = pictures.astype(np.uint32)
    red, green, blue = (values[:, min(index, values.shape[1] - 1)] for index in range(3))
    packed = red << 16 | green << 8 | blue
    rows, columns, gap = layout.rows, layout.columns, layout.gap
    cells = np.zeros((rows * columns, layout.height + gap, layout.width + gap), np.uint32)
    cells[: layout.count, : layout.height, : layout.width] = packed | _OPAQUE
    grid = cells.reshape(rows, columns, *cells.shape[1:]).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(grid).reshape(rows * cells.shape[1], columns * cells.shape[2])
