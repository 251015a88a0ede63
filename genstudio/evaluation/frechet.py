"""The Fréchet distance between two Gaussians, and a cheap one on pixels."""

from __future__ import annotations

import torch
from torch import Tensor


def frechet_distance(
    mean_a: Tensor, covariance_a: Tensor, mean_b: Tensor, covariance_b: Tensor
) -> float:
    """‖μa − μb‖² + tr(Σa + Σb − 2·(Σa Σb)^½), float64 `(d,)` and `(d, d)`.

    Uses tr (Σa Σb)^½ = Σᵢ √λᵢ(Σa^½ Σb Σa^½), which is symmetric and so stable.
    Source: Dowson and Landau 1982.
    """
    values, vectors = torch.linalg.eigh(covariance_a)
    root = vectors * values.clamp_min(0).sqrt() @ vectors.T
    product = torch.linalg.eigvalsh(root @ covariance_b @ root).clamp_min(0).sqrt().sum()
    traces = covariance_a.trace() + covariance_b.trace() - 2 * product
    return float((mean_a - mean_b).square().sum() + traces)


def gaussian_of(features: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean `(d,)` and covariance `(d, d)` of features `(N, d)`, in float64."""
    features = features.double()
    count, dimensions = features.shape
    covariance = torch.cov(features.T, correction=min(count - 1, 1))
    return features.mean(0), covariance.reshape(dimensions, dimensions)


def feature_distance(real: Tensor, made: Tensor) -> float:
    """The Fréchet distance between the Gaussians of two sets of features `(n, d)`, `(m, d)`.

    It is biased upwards for few pictures: compare only at equal counts, beside its floor.
    """
    return frechet_distance(*gaussian_of(real), *gaussian_of(made))


def is_enough(count: int, dimensions: int) -> bool:
    """Whether so many pictures fix a covariance of so many dimensions: ten for each."""
    return count >= 10 * dimensions


class PixelDistance:
    """FD-pixel: the Fréchet distance in the leading principal components of real pixels.

    Cheap enough to run while training. It sees collapse and wrong shapes, not fine detail;
    it is neither FID nor FD-local and is never called so.
    """

    def __init__(self, real: Tensor, *, dimensions: int = 48) -> None:
        """Fit the components to real pictures `(N, C, H, W)` in [−1, 1]."""
        flat = real.flatten(1).float()
        self._mean = flat.mean(0)
        centred = flat - self._mean
        keep = min(dimensions, max(len(flat) // 4, 1), flat.shape[1])
        if len(flat) <= flat.shape[1]:
            values, vectors = torch.linalg.eigh(centred @ centred.T)
            scale = values[-keep:].clamp_min(1e-9).sqrt()
            self._components = centred.T @ vectors[:, -keep:] / scale
        else:
            self._components = torch.linalg.eigh(centred.T @ centred)[1][:, -keep:]
        self._real = gaussian_of(self._features(flat))

    def __call__(self, made: Tensor) -> float:
        """Return the distance of made pictures `(N, C, H, W)`, per pixel² × 1000."""
        flat = made.flatten(1).float()
        distance = frechet_distance(*self._real, *gaussian_of(self._features(flat)))
        return 1000 * distance / flat.shape[1]

    def _features(self, flat: Tensor) -> Tensor:
        features: Tensor = (flat - self._mean) @ self._components
        return features
