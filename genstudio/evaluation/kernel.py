"""KID: the kernel distance, unbiased for any number of pictures."""

from __future__ import annotations

from torch import Tensor


def kernel_distance(real: Tensor, made: Tensor) -> float:
    """MMD² between features `(n, d)` and `(m, d)` with k(x, y) = (x·y/d + 1)³, unbiased.

    It is 0 on average for two samples of one distribution, so single values may be below 0.
    Source: Bińkowski et al. 2018, “Demystifying MMD GANs”.
    """
    real, made = real.double(), made.double()
    within = _mean_off_diagonal(_kernel(real, real)) + _mean_off_diagonal(_kernel(made, made))
    return float(within - 2 * _kernel(real, made).mean())


def _kernel(a: Tensor, b: Tensor) -> Tensor:
    kernel: Tensor = (a @ b.T / a.shape[1] + 1) ** 3
    return kernel


def _mean_off_diagonal(square: Tensor) -> Tensor:
    count = len(square)
    return (square.sum() - square.trace()) / (count * (count - 1))
