"""Precision, recall, density, coverage: how real made pictures are, and how much they miss.

Sources: Kynkäänniemi et al. 2019 (precision and recall), Naeem et al. 2020 (density and
coverage). Precision alone rewards collapse: it never stands without recall or coverage.

Distances are computed once, some rows at a time; the figures without each group of pictures, which
give the error bars, follow from the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.evaluation.resampling import jackknife_error

_CHUNK = 256
_CANDIDATES = 40  # neighbours among which the k-th is sought when a group is left out
_NEVER = -1.0  # a reach that nothing is within


@dataclass(frozen=True)
class Coverage:
    """Shares in [0, 1]; density may exceed 1."""

    precision: float
    recall: float
    density: float
    coverage: float


def coverage(real: Tensor, made: Tensor, *, nearest: int = 5) -> Coverage:
    """Compare features `(n, d)` and `(m, d)` by balls that reach to the `nearest`-th neighbour."""
    return coverage_and_errors(real, made, nearest=nearest, groups=0)[0]


def coverage_and_errors(
    real: Tensor, made: Tensor, *, nearest: int = 5, groups: int = 8
) -> tuple[Coverage, Coverage]:
    """Do as `coverage` does, with jackknife errors that leave out one of `groups` at a time.

    Both sides need more than `nearest` pictures without a group.
    """
    counts = _count(real.double(), made.double(), nearest, groups)
    figures = np.array([_figures(counts, way, 0, nearest) for way in range(groups + 1)])
    whole, without_real = figures[0], figures[1:]
    if not groups:
        return Coverage(*whole), Coverage(*[float("nan")] * 4)
    without_made = np.array([_figures(counts, 0, way + 1, nearest) for way in range(groups)])
    errors = np.hypot(jackknife_error(without_real), jackknife_error(without_made))
    return Coverage(*map(float, whole)), Coverage(*map(float, errors))


def radii(features: Tensor, nearest: int) -> Tensor:
    """The distance from each row to its `nearest`-th neighbour among the others, `(n,)`."""
    return _reaches(features, nearest, 0)[0]


@dataclass(frozen=True)
class _Counts:
    """What all figures follow from; ways are: all pictures (0), without group g (g + 1).

    `hits` `(ways, m)`: in how many balls of real pictures each made one is, by way of the real
    ones. `is_hit` `(ways, n)`: whether a real one is in a ball of a made one, by way of the made
    ones. `is_covered` `(ways, ways, n)`: by the way of the real and of the made ones; only those
    where one of both is 0 are filled in.
    """

    hits: Tensor
    is_hit: Tensor
    is_covered: Tensor


def _figures(counts: _Counts, real_way: int, made_way: int, nearest: int) -> tuple[float, ...]:
    hits = counts.hits[real_way][_kept(counts.hits.shape[1], made_way, len(counts.hits) - 1)]
    rows = _kept(counts.is_hit.shape[1], real_way, len(counts.hits) - 1)
    return (
        _share(hits > 0),
        _share(counts.is_hit[made_way][rows]),
        float(hits.double().mean()) / nearest,
        _share(counts.is_covered[real_way, made_way][rows]),
    )


def _count(real: Tensor, made: Tensor, nearest: int, groups: int) -> _Counts:
    real_reach, made_reach = (_reaches(rows, nearest, groups) for rows in (real, made))
    ways, n, m = groups + 1, len(real), len(made)
    hits = torch.zeros(ways, m, dtype=torch.int64)
    is_hit = torch.zeros(ways, n, dtype=torch.bool)
    is_covered = torch.zeros(ways, ways, n, dtype=torch.bool)
    for start in range(0, n, _CHUNK):
        part = slice(start, start + _CHUNK)
        distances = torch.cdist(real[part], made)
        closest = _closest(distances, groups)
        for way in range(ways):
            reach = real_reach[way, part]
            hits[way] += (distances < reach[:, None]).sum(0)
            is_hit[way, part] = (distances < made_reach[way]).any(1)
            is_covered[way, 0, part] = closest[0] < reach
            is_covered[0, way, part] = closest[way] < real_reach[0, part]
    return _Counts(hits, is_hit, is_covered)


def _reaches(rows: Tensor, nearest: int, groups: int) -> Tensor:
    """Reaches `(ways, n)` to the `nearest`-th other row; nothing for rows of the group left out."""
    count = len(rows)
    reaches = torch.full((groups + 1, count), _NEVER, dtype=rows.dtype)
    candidates = min(_CANDIDATES if groups else nearest + 1, count)
    for start in range(0, count, _CHUNK):
        part = slice(start, start + _CHUNK)
        distances = torch.cdist(rows[part], rows)  # the smallest is to itself: 0
        found, where = distances.topk(candidates, largest=False)
        reaches[0, part] = found[:, nearest]
        for group in range(groups):
            ranks = (where % groups != group).cumsum(1)
            place = (ranks <= nearest).sum(1).clamp(max=candidates - 1)
            reach = found.gather(1, place[:, None])[:, 0]
            own = torch.arange(start, start + len(reach)) % groups == group
            reaches[group + 1, part] = torch.where(own, _NEVER, reach)
    return reaches


def _closest(distances: Tensor, groups: int) -> Tensor:
    """The smallest distance of each row `(ways, r)`: to all columns, to those without a group."""
    if not groups:
        return distances.amin(1)[None]
    least = torch.stack([distances[:, group::groups].amin(1) for group in range(groups)])
    ways = [least.amin(0)]
    for group in range(groups):
        ways.append(torch.cat([least[:group], least[group + 1 :]]).amin(0))
    return torch.stack(ways)


def _kept(count: int, way: int, groups: int) -> Tensor:
    """Which rows are kept in a way, bool `(count,)`."""
    if way == 0:
        return torch.ones(count, dtype=torch.bool)
    return torch.arange(count) % groups != way - 1


def _share(flags: Tensor) -> float:
    return float(flags.double().mean())
