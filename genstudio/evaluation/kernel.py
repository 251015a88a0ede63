"""KID: the kernel distance, unbiased for any number of pictures.

Kernels are added up group by group, so that memory stays small for any number of pictures, and
the figures without each group, which give its error bar, follow from the same sums.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import torch
from torch import Tensor

from genstudio.evaluation.resampling import GROUPS, Estimate, finished, jackknife_error

_ROWS, _COLUMNS = 512, 2048


def kernel_distance(real: Tensor, made: Tensor) -> float:
    """MMD² between features `(n, d)` and `(m, d)` with k(x, y) = (x·y/d + 1)³, unbiased.

    It is 0 on average for two samples of one distribution, so single values may be below 0.
    Source: Bińkowski et al. 2018, “Demystifying MMD GANs”.
    """
    return finished(kernel_distances(real, made, groups=1)).value


def kernel_distances(
    real: Tensor, made: Tensor, *, groups: int = GROUPS
) -> Generator[tuple[int, int], None, Estimate]:
    """Do as `kernel_distance` does, with its jackknife error; yields what is done, of how much."""
    ours, theirs = _grouped(real, groups), _grouped(made, groups)
    total = len(ours) + 2 * len(theirs)
    within_real = yield from _sums(ours, ours, 0, total)
    within_made = yield from _sums(theirs, theirs, len(ours), total)
    between = yield from _sums(theirs, ours, len(ours) + len(theirs), total)
    tables = (
        (within_real, _diagonal(ours), _sizes(ours)),
        (within_made, _diagonal(theirs), _sizes(theirs)),
    )
    value = _without(tables, between)
    errors = []
    for side in range(2):
        count = len(tables[side][0])
        if count > 1:
            left_out = [_without(tables, between, side, group) for group in range(count)]
            errors.append(jackknife_error(np.array(left_out)))
    return Estimate(value, float(np.hypot.reduce(errors)) if errors else float("nan"))


_Side = tuple[np.ndarray, np.ndarray, np.ndarray]


def _without(
    tables: tuple[_Side, _Side], between: np.ndarray, side: int = -1, group: int = -1
) -> float:
    """The distance by sums over pairs of groups, without one group of one of the sides."""
    within, kept = 0.0, []
    for place, (sums, diagonal, sizes) in enumerate(tables):
        keep = np.ones(len(sizes), dtype=bool)
        if place == side:
            keep[group] = False
        count = sizes[keep].sum()
        within += (sums[np.ix_(keep, keep)].sum() - diagonal[keep].sum()) / (count * (count - 1))
        kept.append((keep, count))
    (real, n), (made, m) = kept
    return float(within - 2 * between[np.ix_(made, real)].sum() / (n * m))


def _grouped(features: Tensor, groups: int) -> list[Tensor]:
    groups = min(groups, len(features))
    return [features[start::groups] for start in range(groups)]  # views: no copies


def _sums(
    rows: list[Tensor], columns: list[Tensor], done: int, total: int
) -> Generator[tuple[int, int], None, np.ndarray]:
    """The sum of the kernel over each pair of groups; half of the pairs when both are one list."""
    table = np.zeros((len(rows), len(columns)))
    for i, one in enumerate(rows):
        for j, other in enumerate(columns[: i + 1] if rows is columns else columns):
            table[i, j] = sum(
                _kernel(part, others)
                for part in torch.split(one, _ROWS)
                for others in torch.split(other, _COLUMNS)
            )
            if rows is columns:
                table[j, i] = table[i, j]
        yield done + i + 1, total
    return table


def _kernel(a: Tensor, b: Tensor) -> float:
    kernel = (a.double() @ b.double().T).div_(a.shape[1]).add_(1)
    return float((kernel * kernel).mul_(kernel).sum())


def _diagonal(groups: list[Tensor]) -> np.ndarray:
    return np.array(
        [float((each.double().square().sum(1) / each.shape[1] + 1).pow(3).sum()) for each in groups]
    )


def _sizes(groups: list[Tensor]) -> np.ndarray:
    return np.array([float(len(each)) for each in groups])
