"""The nearest training pictures of any picture, and whether they are suspiciously near.

Near in pixels seen from afar (see `genstudio.evaluation.alike`) or in the features of a network
learnt on these pictures; small shifts and mirroring do not count in either. A picture is called a
copy if it is nearer to a training picture than 99 of 100 held-out pictures are: about 1 % of
honest ones are called so as well.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.core.events import Working
from genstudio.data.imageset import ImageSet
from genstudio.evaluation import alike, extractors

RARE = 0.01
_HELD_OUT = 500  # pictures that say how near honest ones come
_CHUNK = 1024
_AT_ONCE = 16  # held-out pictures between two signs of progress
_KEPT = 64
_LOOKED_UP = 16  # pictures for each of the windows that are looked up

Embed = Callable[[np.ndarray], Tensor]


@dataclass(frozen=True)
class Near:
    """The nearest training pictures: their rows in the set, nearest first, and distances `(k,)`.

    `nearer` is the share of held-out pictures that are at least as near to a training picture,
    `space` where distances are measured: "pixels" or "features"; `changed` says how the nearest
    one differs ("mirrored"), if it does.
    """

    space: str
    rows: np.ndarray
    distances: np.ndarray
    nearer: float
    changed: str = ""

    @property
    def is_copy(self) -> bool:
        """Whether it is nearer than 99 of 100 held-out pictures are."""
        return self.nearer < RARE


class Space(ABC):
    """Training pictures to be near to; `held_out` are the distances `(M,)` of honest pictures."""

    name: str

    def __init__(self, rows: np.ndarray) -> None:
        """Stand for the pictures in `rows` `(N,)` of the set, once each was added."""
        self.held_out = np.zeros(0)
        self._rows = rows

    @abstractmethod
    def add(self, pictures: np.ndarray) -> None:
        """Take the next training pictures, uint8 `(N, C, H, W)`."""

    @abstractmethod
    def _find(self, picture: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """Return some near training pictures, how far they are, and by which window: `(k,)`."""

    def nearest(self, picture: np.ndarray, count: int = 5) -> Near:
        """Return the training pictures nearest to uint8 `(C, H, W)`."""
        which, distances, window = self._find(picture)
        order = distances.argsort()[:count]
        rows, found = self._rows[which[order].numpy()], distances[order].numpy()
        nearer = float((self.held_out <= found[0]).mean()) if len(self.held_out) else 1.0
        return Near(self.name, rows, found, nearer, alike.words(int(window[order[0]])))

    def first(self, pictures: np.ndarray) -> np.ndarray:
        """Return the distance `(M,)` of each picture to the nearest training picture."""
        return np.array([float(self._find(each)[1].min()) for each in pictures])


class Pixels(Space):
    """Compared from afar, in bytes; those that may be near are looked up first."""

    name = "pixels"

    def __init__(self, rows: np.ndarray) -> None:
        """Stand for pictures, once each was added."""
        super().__init__(rows)
        self._fine: list[Tensor] = []
        self._coarse: list[Tensor] = []

    def add(self, pictures: np.ndarray) -> None:
        """Take the next training pictures."""
        seen = alike.middles(pictures)
        self._fine.append(alike.fine(seen))
        self._coarse.append(alike.coarse(seen))

    def _find(self, picture: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        seen = alike.windows(picture)
        which = self._looked_up(alike.coarse(alike.sparse(seen)))
        least = alike.apart(alike.fine(seen), _joined(self._fine)[which]).min(0)
        return which, least.values, least.indices

    def _looked_up(self, asked: Tensor) -> Tensor:
        """The pictures most like any of the windows `(v, d)`, each once."""
        likeness = asked @ _joined(self._coarse).T
        best = likeness.topk(min(_LOOKED_UP, likeness.shape[1])).indices
        return torch.from_numpy(np.unique(best.numpy()))


class Features(Space):
    """Compared by a network learnt on these pictures."""

    name = "features"

    def __init__(self, rows: np.ndarray, embed: Embed) -> None:
        """Compare by `embed`."""
        super().__init__(rows)
        self._embed = embed
        self._points: list[Tensor] = []

    def add(self, pictures: np.ndarray) -> None:
        """Take the next training pictures."""
        self._points.append(self._embed(pictures))

    def _find(self, picture: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        seen = self._embed(alike.moved(picture))
        exact = "donot_use_mm_for_euclid_dist"
        least = torch.cdist(seen, _joined(self._points), compute_mode=exact).min(0)
        kept = least.values.topk(min(_KEPT, len(least.values)), largest=False)
        window = alike.MOVED[least.indices[kept.indices]]
        return kept.indices, kept.values / seen.shape[1] ** 0.5, window


def _joined(parts: list[Tensor]) -> Tensor:
    """The parts as one, which is all there is of them from now on."""
    if len(parts) > 1:
        parts[:] = [torch.cat(parts)]
    return parts[0]


def spaces(
    images: ImageSet, train: np.ndarray, held_out: np.ndarray, *, seed: int = 0
) -> Generator[Working, None, tuple[Space, ...]]:
    """Prepare pixels, and features where a network was learnt on these pictures before.

    `train` and `held_out` are rows of `images`; some of the latter, drawn by `seed`, say how near
    honest pictures come. Yields progress.
    """
    made: list[Space] = [Pixels(train)]
    extractor = extractors.find(images)
    if extractor is not None:
        made.append(Features(train, extractor))
    honest = np.random.default_rng(seed).permutation(held_out)[:_HELD_OUT]
    done, total = 0, len(made) * (len(train) + len(honest))
    for space in made:
        for start in range(0, len(train), _CHUNK):
            rows = train[start : start + _CHUNK]
            space.add(np.asarray(images.pictures[rows]))
            done += len(rows)
            yield Working(done, total, f"pictures looked at ({space.name})")
        known = []
        for start in range(0, len(honest), _AT_ONCE):
            rows = honest[start : start + _AT_ONCE]
            known.append(space.first(np.asarray(images.pictures[rows])))
            done += len(rows)
            yield Working(done, total, f"held-out pictures compared ({space.name})")
        space.held_out = np.concatenate(known) if known else np.zeros(0)
    return tuple(made)
