"""Which of many pictures could be near-copies of each other, without comparing each with each.

Every print becomes 64 bits, each above or below the set's own median, so that the bits are even
whatever the pictures are (as pHash cuts cosine coefficients at their median: Zauner 2010,
“Implementation and Benchmarking of Perceptual Image Hash Functions”). The bits are cut into bands;
pictures that agree in a band are looked at (Manku et al. 2007, “Detecting Near-Duplicates for Web
Crawling”), also after turning over the few bits nearest to their medians (multi-probe, Lv et al.
2007). Work and memory grow with N log N.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from genstudio.core.events import Importing
from genstudio.data.doctor import crew, polar

_BITS = 64
_PROBED = 4  # bits a band that are also tried turned over: 2⁴ looks
_NEAR = 6  # neighbours to each side that are looked at in the order of a band
_MOST_BITS = 22  # that may differ
_CHUNK = 2**18


@dataclass(frozen=True)
class Pairs:
    """Rows `first` < `second` of prints, and how far apart they are: 1 − correlation, turned."""

    first: np.ndarray
    second: np.ndarray
    apart: np.ndarray


def find(
    prints: np.ndarray, most_apart: float, *, each: int, what: str
) -> Generator[Importing, None, Pairs]:
    """Return the pairs at most `most_apart`, the `each` nearest of every picture.

    Progress is told as `what`.
    """
    codes, doubts = _codes(prints)
    width = int(np.clip(np.ceil(np.log2(max(len(prints), 2))) + 1, 6, 16))
    starts = range(0, _BITS - width + 1, width)
    looks = [partial(_look, codes, doubts, start, width) for start in starts]
    keys = np.empty(0, np.uint64)
    for done, found in enumerate(crew.work(looks)):
        keys = np.union1d(keys, found)
        yield Importing(done, len(starts), what)
    return _nearest(prints, keys, most_apart, each)


def measured(prints: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return how far apart pairs of rows are, float32."""
    apart = np.empty(len(first), np.float32)
    for start in range(0, len(first), _CHUNK // 16):
        part = slice(start, start + _CHUNK // 16)
        apart[part] = 1 - polar.turns(prints[first[part]], prints[second[part]])[0]
    return apart


def _codes(prints: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each print's bits, bool `(N, 64)`, and how near each is to turning over."""
    values = np.concatenate([polar.sizes(part) for part in _parts(prints)])
    order = _spread()
    values = values[:, order]
    middle = np.median(values, axis=0)
    away = np.abs(values - middle)
    away /= np.maximum(np.median(away, axis=0), 1e-3)
    return values > middle, away


def _spread() -> np.ndarray:
    """An order of the 64 values in which each band holds rings and harmonics of all kinds."""
    ring, harmonic = np.divmod(np.arange(_BITS), _BITS // polar.RINGS)
    order: np.ndarray = np.lexsort((ring, (harmonic + ring) % polar.RINGS))
    return order


def _look(codes: np.ndarray, doubts: np.ndarray, start: int, width: int) -> np.ndarray:
    """Look for pairs that agree in a band, as it is or with some doubtful bits turned over."""
    turned = np.roll(codes, -start, axis=1)
    weights = np.uint64(1) << np.arange(_BITS - 1, -1, -1, dtype=np.uint64)
    whole = turned @ weights
    order = np.argsort(whole, kind="stable")
    ordered = whole[order]
    unsure = np.argsort(doubts[:, start : start + width], axis=1, kind="stable")[:, :_PROBED]
    shift = np.uint64(_BITS - width)
    found = [
        _neighbours(whole, order, ordered, whole ^ _flipped(unsure, flips), shift)
        for flips in range(2**_PROBED)
    ]
    return np.unique(np.concatenate(found))


def _neighbours(
    whole: np.ndarray,
    order: np.ndarray,
    ordered: np.ndarray,
    asked: np.ndarray,
    shift: np.uint64,
) -> np.ndarray:
    """Pair each picture with those around its `asked` code that share the band."""
    count = len(whole)
    place = np.searchsorted(ordered, asked)
    found = []
    for step in range(-_NEAR, _NEAR):
        other = np.clip(place + step, 0, count - 1)
        same = (ordered[other] >> shift) == (asked >> shift)
        near = np.bitwise_count(ordered[other] ^ whole) <= _MOST_BITS
        mine = np.flatnonzero(same & near & (order[other] != np.arange(count)))
        theirs = order[other[mine]]
        low, high = np.minimum(mine, theirs), np.maximum(mine, theirs)
        found.append(low.astype(np.uint64) << np.uint64(32) | high.astype(np.uint64))
    return np.concatenate(found)


def _flipped(unsure: np.ndarray, flips: int) -> np.ndarray:
    """The bits to turn over, at the upper end of 64: those of the unsure that `flips` names."""
    mask = np.zeros(len(unsure), np.uint64)
    for index in range(_PROBED):
        if flips >> index & 1:
            mask |= np.uint64(1) << (np.uint64(_BITS - 1) - unsure[:, index].astype(np.uint64))
    return mask


def _nearest(prints: np.ndarray, keys: np.ndarray, most_apart: float, each: int) -> Pairs:
    first = (keys >> np.uint64(32)).astype(np.int64)
    second = (keys & np.uint64(2**32 - 1)).astype(np.int64)
    apart = measured(prints, first, second)
    kept = apart <= most_apart
    first, second, apart = first[kept], second[kept], apart[kept]
    good = _rank(first, second, apart) < each
    return Pairs(first[good], second[good], apart[good])


def _rank(first: np.ndarray, second: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """The better of each pair's places among the pairs of either picture, nearest first."""
    owner = np.concatenate([first, second])
    order = np.lexsort((np.tile(apart, 2), owner))
    starts = np.searchsorted(owner[order], owner[order])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - starts
    better: np.ndarray = rank.reshape(2, -1).min(axis=0)
    return better


def _parts(prints: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(prints), _CHUNK // 16):
        yield prints[start : start + _CHUNK // 16]
