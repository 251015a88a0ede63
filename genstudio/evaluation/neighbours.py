"""The nearest training pictures of any picture, and whether they are suspiciously near.

Near in pixels (what one sees from afar, see `genstudio.evaluation.originality`) or in the features
of a network learnt on these pictures. A picture is called a copy if it is nearer to a training
picture than 99 of 100 held-out pictures are: about 1 % of honest ones are called so as well.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.core.events import Working
from genstudio.data.imageset import ImageSet
from genstudio.evaluation import extractors
from genstudio.evaluation.originality import small

RARE = 0.01
_HELD_OUT = 500  # pictures that say how near honest ones come
_CHUNK = 1024
_LEVELS = 255.0  # pixels are kept as bytes: a quarter of the memory

Embed = Callable[[np.ndarray], Tensor]


@dataclass(frozen=True)
class Near:
    """The nearest training pictures: their rows in the set, nearest first, and distances `(k,)`.

    `nearer` is the share of held-out pictures that are at least as near to a training picture,
    `space` where distances are measured: "pixels" or "features".
    """

    space: str
    rows: np.ndarray
    distances: np.ndarray
    nearer: float

    @property
    def is_copy(self) -> bool:
        """Whether it is nearer than 99 of 100 held-out pictures are."""
        return self.nearer < RARE


class Space:
    """Training pictures as points; `held_out` are the distances `(M,)` of honest pictures."""

    def __init__(self, name: str, embed: Embed, points: Tensor, rows: np.ndarray) -> None:
        """`points` `(N, d)` stand for the pictures in `rows` `(N,)` of the set."""
        self.name, self.held_out = name, np.zeros(0)
        self._embed, self._points, self._rows = embed, points, rows

    def nearest(self, picture: np.ndarray, count: int = 5) -> Near:
        """Return the training pictures nearest to uint8 `(C, H, W)`."""
        distances, which = self._find(self._embed(picture[None]), count)
        nearer = float((self.held_out <= distances[0, 0]).mean()) if len(self.held_out) else 1.0
        return Near(self.name, self._rows[which[0]], distances[0], nearer)

    def first(self, pictures: np.ndarray) -> np.ndarray:
        """Return the distance `(M,)` of each picture to the nearest training picture."""
        distances, _ = self._find(self._embed(pictures), 1)
        return distances[:, 0]

    def _find(self, points: Tensor, count: int) -> tuple[np.ndarray, np.ndarray]:
        best = torch.full((len(points), 0), 0.0)
        who = torch.zeros((len(points), 0), dtype=torch.int64)
        for start in range(0, len(self._points), _CHUNK):
            chunk = self._points[start : start + _CHUNK].float()
            part = torch.cdist(points.float(), chunk, compute_mode="donot_use_mm_for_euclid_dist")
            best = torch.cat([best, part], 1)
            places = torch.arange(start, start + len(chunk)).expand(len(points), -1)
            who = torch.cat([who, places], 1)
            kept = best.topk(min(count, best.shape[1]), largest=False)
            best, who = kept.values, who.gather(1, kept.indices)
        scale = _LEVELS if self._points.dtype == torch.uint8 else 1.0
        return best.numpy() / scale / points.shape[1] ** 0.5, who.numpy()


def spaces(
    images: ImageSet, train: np.ndarray, held_out: np.ndarray, *, seed: int = 0
) -> Generator[Working, None, tuple[Space, ...]]:
    """Prepare pixels, and features where a network was learnt on these pictures before.

    `train` and `held_out` are rows of `images`; some of the latter, drawn by `seed`, say how near
    honest pictures come. Yields progress.
    """
    kinds: list[tuple[str, Embed]] = [("pixels", _bytes)]
    extractor = extractors.find(images)
    if extractor is not None:
        kinds.append(("features", extractor))
    honest = np.random.default_rng(seed).permutation(held_out)[:_HELD_OUT]
    made, total = [], len(kinds) * (len(train) + len(honest))
    done = 0
    for name, embed in kinds:
        parts = []
        for start in range(0, len(train), _CHUNK):
            rows = train[start : start + _CHUNK]
            parts.append(embed(np.asarray(images.pictures[rows])))
            done += len(rows)
            yield Working(done, total, f"pictures looked at ({name})")
        space = Space(name, embed, torch.cat(parts), train)
        known = []
        for start in range(0, len(honest), 64):
            rows = honest[start : start + 64]
            known.append(space.first(np.asarray(images.pictures[rows])))
            done += len(rows)
            yield Working(done, total, f"held-out pictures compared ({name})")
        space.held_out = np.concatenate(known) if known else np.zeros(0)
        made.append(space)
    return tuple(made)


def _bytes(pictures: np.ndarray) -> Tensor:
    return (small(pictures) * _LEVELS).round().to(torch.uint8)
