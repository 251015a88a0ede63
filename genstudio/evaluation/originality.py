"""Originality: are made pictures nearer to the training pictures than other real ones are?

Distances are the root mean square over pixels in [0, 1] at 16 pixels a side: what one sees from
afar. A picture counts as a copy if it is nearer to a training picture than 99 of 100 held-out
pictures are; an honest model has a share of about 1 % of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

_SIDE = 16
_CHUNK, _ROWS = 512, 2048
_RARE = 0.01


@dataclass(frozen=True)
class Originality:
    """Distances to the nearest training picture, `(N,)` each, and which training picture it is."""

    made: np.ndarray
    held_out: np.ndarray
    neighbours: np.ndarray

    @property
    def limit(self) -> float:
        """The distance below which a made picture is called a copy."""
        return float(np.quantile(self.held_out, _RARE))

    @property
    def is_copy(self) -> np.ndarray:
        """Which made pictures are copies, bool `(N,)`."""
        return np.asarray(self.made <= min(self.limit, float(np.median(self.held_out))))

    @property
    def ratio(self) -> float:
        """Median distance of made pictures over that of held-out ones: far below 1 is copying."""
        return float(np.median(self.made) / max(float(np.median(self.held_out)), 1e-9))


class Rows:
    """Some rows of pictures, perhaps of a memory map, read only when they are asked for."""

    def __init__(self, pictures: np.ndarray, rows: np.ndarray) -> None:
        """Stand for `pictures[rows]`."""
        self._pictures, self._rows = pictures, rows

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)

    def __getitem__(self, part: slice) -> np.ndarray:
        """Read a part of them."""
        found: np.ndarray = self._pictures[self._rows[part]]
        return found


def originality(train: np.ndarray | Rows, held_out: np.ndarray, made: np.ndarray) -> Originality:
    """Compare uint8 pictures `(N, C, H, W)`; those trained on are read some at a time."""
    near_made, neighbours = _nearest(small(made), train)
    near_held_out, _ = _nearest(small(held_out), train)
    return Originality(near_made, near_held_out, neighbours)


def _nearest(rows: Tensor, train: np.ndarray | Rows) -> tuple[np.ndarray, np.ndarray]:
    best = torch.full((len(rows),), float("inf"))
    who = torch.zeros(len(rows), dtype=torch.int64)
    for start in range(0, len(train), _CHUNK):
        others = small(train[start : start + _CHUNK])
        for first in range(0, len(rows), _ROWS):
            part = slice(first, first + _ROWS)
            values, places = torch.cdist(rows[part], others).min(1)
            nearer = values < best[part]
            best[part] = torch.where(nearer, values, best[part])
            who[part] = torch.where(nearer, places + start, who[part])
    return best.numpy() / rows.shape[1] ** 0.5, who.numpy()


def small(pictures: np.ndarray) -> Tensor:
    """Return uint8 `(N, C, H, W)` as seen from afar: float `(N, d)` in [0, 1], 16 px a side."""
    parts = [_small(pictures[i : i + _CHUNK]) for i in range(0, max(len(pictures), 1), _CHUNK)]
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def _small(pictures: np.ndarray) -> Tensor:
    scaled = torch.from_numpy(np.array(pictures)).float() / 255
    if scaled.shape[-1] > _SIDE:
        scaled = F.interpolate(scaled, (_SIDE, _SIDE), mode="area")
    return scaled.flatten(1)
