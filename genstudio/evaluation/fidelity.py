"""How well pictures are redrawn, and how sharp they are, each per picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

_CHUNK = 64
_WINDOW, _SIGMA = 11, 1.5
_C1, _C2 = 0.01**2, 0.03**2  # of pixels in [0, 1]


@dataclass(frozen=True)
class Fidelity:
    """Per picture `(N,)`: `mse` with pixels in [0, 1], `psnr` in dB, `ssim` up to 1."""

    mse: np.ndarray
    psnr: np.ndarray
    ssim: np.ndarray


def fidelity(originals: np.ndarray, redrawn: np.ndarray) -> Fidelity:
    """Compare uint8 pictures `(N, C, H, W)`.

    Equal pictures have a PSNR of infinity by definition; it is capped at that of an error of half
    a grey level.
    """
    pairs = [(originals[part], redrawn[part]) for part in _parts(len(originals))]
    mse = np.concatenate([_squared(*pair) for pair in pairs])
    psnr = -10 * np.log10(np.maximum(mse, (0.5 / 255) ** 2))
    return Fidelity(mse, psnr, np.concatenate([_ssim(*pair) for pair in pairs]))


def edges(pictures: np.ndarray) -> np.ndarray:
    """The mean absolute Laplacian of uint8 pictures `(N, C, H, W)`, pixels in [0, 1]: `(N,)`."""
    return np.concatenate([_edges(pictures[part]) for part in _parts(len(pictures))])


def _edges(pictures: np.ndarray) -> np.ndarray:
    x = pictures.astype(np.float32) / 255
    middle = x[:, :, 1:-1, 1:-1]
    around = x[:, :, :-2, 1:-1] + x[:, :, 2:, 1:-1] + x[:, :, 1:-1, :-2] + x[:, :, 1:-1, 2:]
    found: np.ndarray = np.abs(4 * middle - around).reshape(len(x), -1).mean(1, dtype=np.float64)
    return found


def _squared(originals: np.ndarray, redrawn: np.ndarray) -> np.ndarray:
    difference = (originals.astype(np.float32) - redrawn) / 255
    found: np.ndarray = np.square(difference).reshape(len(originals), -1).mean(1)
    return found


def _parts(count: int) -> Iterator[slice]:
    """Some pictures at a time, so that memory stays small."""
    return (slice(start, start + _CHUNK) for start in range(0, max(count, 1), _CHUNK))


def _ssim(originals: np.ndarray, redrawn: np.ndarray) -> np.ndarray:
    """Mean structural similarity of each pair, with Wang et al.'s 11 × 11 window of σ = 1.5.

    Only windows that lie wholly inside count, as in the paper (libraries that pad differ).
    Source: Wang, Bovik, Sheikh and Simoncelli 2004.
    """
    x, y = (torch.from_numpy(rows.astype(np.float64) / 255) for rows in (originals, redrawn))
    found: np.ndarray = _similarity(x, y).flatten(1).mean(1).numpy()
    return found


def _similarity(x: Tensor, y: Tensor) -> Tensor:
    mean_x, mean_y = _windowed(x), _windowed(y)
    variances = _windowed(x * x) - mean_x**2 + _windowed(y * y) - mean_y**2
    covariance = _windowed(x * y) - mean_x * mean_y
    means = (2 * mean_x * mean_y + _C1) / (mean_x**2 + mean_y**2 + _C1)
    return means * (2 * covariance + _C2) / (variances + _C2)


def _windowed(pictures: Tensor) -> Tensor:
    """The weighted mean in every window, each channel by itself, rows then columns."""
    places = torch.arange(_WINDOW, dtype=torch.float64) - _WINDOW // 2
    weights = torch.exp(-0.5 * (places / _SIGMA).square())
    weights = (weights / weights.sum()).expand(pictures.shape[1], 1, 1, -1)
    rows = F.conv2d(pictures, weights, groups=pictures.shape[1])
    return F.conv2d(rows, weights.transpose(2, 3), groups=pictures.shape[1])
