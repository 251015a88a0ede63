"""Near-copies within a set: one picture re-encoded, resized, brightened, cut, turned, mirrored.

Three sieves: 64-bit codes bring together what could be alike (`candidates`), prints say how far
apart two pictures are when one is turned over the other (`polar`), and the survivors are fitted
onto each other pixel by pixel (`overlay`). How much may be left unexplained depends on the set: in
photographs of different things two pictures never come near each other, among digits unlike ones
do, so the bar is set by how alike random pictures of the set are. The constants were chosen by the
figures in docs/decisions/near-copies.md.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial

import numpy as np

from genstudio.core.events import Importing
from genstudio.data.doctor import candidates, crew, marks, overlay, polar
from genstudio.data.imageset import ImageSet

BLANK = 3.0  # levels; a picture whose channels vary less is one colour
_POOL, _ASKED = 256, 64  # random pictures, and how many of them are compared with all
_EACH = 3  # candidates a picture
_MOST_APART, _APART_SHARE = 0.2, 0.4
_MOST_LEFT, _LEAST_LEFT = 0.12, 0.004
_RANK, _QUANTILE = 5, 0.1
_UNLIKE = 0.5  # left between lookalikes in a set of unlike pictures
_STRICTNESS = 2
_CHUNK = 512
_PAIR = np.dtype([("first", "<i8"), ("second", "<i8"), ("left", "<f4")])


@dataclass(frozen=True)
class Twins:
    """Pairs `first` < `second` that show the same, and what is `left` between them (0: nothing)."""

    first: np.ndarray
    second: np.ndarray
    left: np.ndarray

    def groups(self, count: int) -> np.ndarray:
        """Number `count` pictures so that those that show the same have the lowest's number."""
        group = np.arange(count)
        first, second = self.first, self.second
        while True:
            low = np.minimum(group[first], group[second])
            before = group.copy()
            np.minimum.at(group, first, low)
            np.minimum.at(group, second, low)
            group = group[group]
            if np.array_equal(group, before):
                return group


def find(images: ImageSet, measured: np.ndarray) -> Generator[Importing, None, Twins]:
    """Find the pairs in `images` with their `measured` marks, unless that was done before."""
    path = marks.place(images, "twins")
    with contextlib.suppress(OSError, ValueError):
        found: np.ndarray = np.load(path, allow_pickle=False)
        if found.dtype == _PAIR:
            return Twins(found["first"], found["second"], found["left"])
    twins = yield from _found(images, measured)
    table = np.empty(len(twins.first), _PAIR)
    table["first"], table["second"], table["left"] = twins.first, twins.second, twins.left
    marks.keep(path, table)
    return twins


def _found(images: ImageSet, measured: np.ndarray) -> Generator[Importing, None, Twins]:
    whole = np.flatnonzero(measured["spread"] >= BLANK)
    _, first, same = np.unique(measured["digest"][whole], return_index=True, return_inverse=True)
    copies = np.setdiff1d(np.arange(len(whole)), first)
    equal = Twins(whole[first[same[copies]]], whole[copies], np.zeros(len(copies), np.float32))
    alone = whole[np.sort(first)]
    if len(alone) < 2:
        return equal
    near = yield from _near(images, measured["print"][alone], alone)
    columns = zip(
        (equal.first, equal.second, equal.left), (near.first, near.second, near.left), strict=True
    )
    return Twins(*(np.concatenate(pair) for pair in columns))


def _near(
    images: ImageSet, prints: np.ndarray, alone: np.ndarray
) -> Generator[Importing, None, Twins]:
    most_apart, most_left = _bars(images, prints, alone)
    what = f"Comparing {images.name}"
    pairs = yield from candidates.find(prints, most_apart, each=_EACH, what=what)
    fit = _Fitter(images, prints, alone, min(0.5, max(0.1, 4 * most_left)))
    count = len(pairs.first)
    parts = [slice(start, start + _CHUNK) for start in range(0, count, _CHUNK)]
    left = np.empty(count, np.float32)
    work = [partial(fit, pairs.first[part], pairs.second[part]) for part in parts]
    for part, result in zip(parts, crew.work(work), strict=True):
        left[part] = result
        yield Importing(min(part.stop, count), count, what)
    kept = left <= most_left
    return Twins(alone[pairs.first[kept]], alone[pairs.second[kept]], left[kept])


def _bars(images: ImageSet, prints: np.ndarray, alone: np.ndarray) -> tuple[float, float]:
    """How far apart prints may be, and how much may be left, by how alike random pictures are.

    Not the nearest picture is looked at but the fifth: where every other one has a copy, the
    nearest would be that.
    """
    order = np.argsort(np.random.PCG64(0).random_raw(len(alone)), kind="stable")[:_POOL]
    asked = order[:_ASKED]
    first, second = np.repeat(asked, len(order)), np.tile(order, len(asked))
    apart = candidates.measured(prints, first, second)
    apart[first == second] = np.inf
    apart = apart.reshape(len(asked), -1)
    rank = min(_RANK, max(len(order) // 8, 1)) - 1
    other = np.argsort(apart, axis=1, kind="stable")[:, rank]
    left = _Fitter(images, prints, alone)(asked, order[other])
    likeness = min(float(np.quantile(left, _QUANTILE)) / _UNLIKE, 1.0)
    usual = float(np.median(apart[np.arange(len(asked)), other]))
    most_left = max(_MOST_LEFT * likeness**_STRICTNESS, _LEAST_LEFT)
    return min(_MOST_APART, _APART_SHARE * usual), most_left


@dataclass(frozen=True)
class _Fitter:
    """Fits pairs of rows of prints; may be called from several threads."""

    images: ImageSet
    prints: np.ndarray
    alone: np.ndarray  # which picture each row is
    hopeless: float = 0.5

    def __call__(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Return what is left between each pair."""
        _, angle, mirrored = polar.turns(self.prints[first], self.prints[second])
        one, two = (
            overlay.planes(np.asarray(self.images.pictures[self.alone[rows]]))
            for rows in (first, second)
        )
        return overlay.difference(one, two, angle, mirrored, hopeless=self.hopeless)
