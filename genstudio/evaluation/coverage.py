"""Precision, recall, density, coverage: how real made pictures are, and how much they miss.

Sources: Kynkäänniemi et al. 2019 (precision and recall), Naeem et al. 2020 (density and
coverage). Precision alone rewards collapse: it never stands without recall or coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

_CHUNK = 1024


@dataclass(frozen=True)
class Coverage:
    """Shares in [0, 1]; density may exceed 1."""

    precision: float
    recall: float
    density: float
    coverage: float


@dataclass(frozen=True)
class _Counts:
    """Per made picture: is it in some real ball, in how many; per real one the same and nearest."""

    made_hits: Tensor
    real_is_hit: Tensor
    real_is_covered: Tensor


def coverage(real: Tensor, made: Tensor, *, nearest: int = 5) -> Coverage:
    """Compare features `(n, d)` and `(m, d)` by balls that reach to the `nearest`-th neighbour."""
    counts = _count(real, made, nearest)
    return Coverage(
        precision=_share(counts.made_hits > 0),
        recall=_share(counts.real_is_hit),
        density=float(counts.made_hits.double().mean()) / nearest,
        coverage=_share(counts.real_is_covered),
    )


def radii(features: Tensor, nearest: int) -> Tensor:
    """The distance from each row to its `nearest`-th neighbour among the others, `(n,)`."""
    parts = []
    for part in torch.split(features, _CHUNK):
        distances = torch.cdist(part, features)  # the smallest is to itself: 0
        parts.append(distances.kthvalue(nearest + 1, dim=1).values)
    return torch.cat(parts)


def _count(real: Tensor, made: Tensor, nearest: int) -> _Counts:
    real, made = real.double(), made.double()
    real_radii, made_radii = radii(real, nearest), radii(made, nearest)
    hits = torch.zeros(len(made), dtype=torch.int64)
    is_hit, is_covered = [], []
    for rows, reach in zip(torch.split(real, _CHUNK), torch.split(real_radii, _CHUNK), strict=True):
        distances = torch.cdist(rows, made)
        within = distances < reach[:, None]
        hits += within.sum(0).cpu()
        is_covered.append(distances.amin(1) < reach)
        is_hit.append((distances < made_radii[None]).any(1))
    return _Counts(hits, torch.cat(is_hit), torch.cat(is_covered))


def _share(flags: Tensor) -> float:
    return float(flags.double().mean())
