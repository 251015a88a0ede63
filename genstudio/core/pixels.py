"""Pictures as numbers: uint8 on disk and screen, floats in [−1, 1] for the nets."""

from __future__ import annotations

import numpy as np


def to_float(pictures: np.ndarray) -> np.ndarray:
    """Turn uint8 pictures into float32 in [−1, 1]; any shape."""
    return pictures.astype(np.float32) / 127.5 - 1.0


def to_uint8(pictures: np.ndarray) -> np.ndarray:
    """Turn floats in [−1, 1] into uint8, rounded and clipped; any shape."""
    return np.clip(np.rint((pictures + 1.0) * 127.5), 0, 255).astype(np.uint8)


def tile(pictures: np.ndarray, columns: int, *, gap: int = 1, background: int = 255) -> np.ndarray:
    """Lay uint8 `(N, C, H, W)` pictures out as one `(h, w, C)` sheet, row by row."""
    count, channels, height, width = pictures.shape
    rows = -(-count // columns)
    shape = (rows * (height + gap) - gap, columns * (width + gap) - gap, channels)
    sheet = np.full(shape, background, dtype=np.uint8)
    for index, picture in enumerate(pictures):
        top = (index // columns) * (height + gap)
        left = (index % columns) * (width + gap)
        sheet[top : top + height, left : left + width] = picture.transpose(1, 2, 0)
    return sheet
