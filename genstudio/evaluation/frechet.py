"""The Fréchet distance between two Gaussians, and a cheap one on pixels."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.evaluation.resampling import GROUPS, Estimate, jackknife_error

_ROWS = 1024


def frechet_distance(
    mean_a: Tensor, covariance_a: Tensor, mean_b: Tensor, covariance_b: Tensor
) -> float:
    """‖μa − μb‖² + tr(Σa + Σb − 2·(Σa Σb)^½), float64 `(d,)` and `(d, d)`.

    Uses tr (Σa Σb)^½ = Σᵢ √λᵢ(Σa^½ Σb Σa^½), which is symmetric and so stable.
    Source: Dowson and Landau 1982.
    """
    return _Rooted.of(mean_a, covariance_a).distance(mean_b, covariance_b)


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


def feature_distances(
    real: Tensor, made: Tensor, *, groups: int = GROUPS
) -> Generator[tuple[int, int], None, Estimate]:
    """Do as `feature_distance` does, with its jackknife error; yields what is done, of how much.

    What a group adds to the moments is taken off them, so that many pictures cost little more
    than few. tr (Σa Σb)^½ is symmetric: the root of the whole side serves all groups of the other.
    """
    sides = [_Moments.of(features) for features in (real, made)]
    parts = [min(groups, len(features)) for features in (real, made)]
    total = 1 + sum(parts)
    value = frechet_distance(*sides[0].gaussian, *sides[1].gaussian)
    yield 1, total
    done, square = 1, 0.0
    for place, features in enumerate((real, made)):
        whole = _Rooted.of(*sides[1 - place].gaussian)
        left_out = []
        for group in range(parts[place]):
            rest = sides[place].without(_Moments.of(features[group :: parts[place]]))
            left_out.append(whole.distance(*rest.gaussian))
            done += 1
            yield done, total
        square += float(jackknife_error(np.array(left_out))) ** 2
    return Estimate(value, square**0.5)


@dataclass(frozen=True)
class _Moments:
    """What mean and covariance are made of: N, Σx `(d,)` and Σxxᵀ `(d, d)`, float64."""

    count: int
    sums: Tensor
    squares: Tensor

    @staticmethod
    def of(features: Tensor) -> _Moments:
        dimensions = features.shape[1]
        squares = torch.zeros(dimensions, dimensions, dtype=torch.float64)
        for part in torch.split(features, _ROWS):
            squares.addmm_(part.double().T, part.double())
        return _Moments(len(features), features.sum(0, dtype=torch.float64), squares)

    def without(self, part: _Moments) -> _Moments:
        """Return the moments of all but a part."""
        return _Moments(self.count - part.count, self.sums - part.sums, self.squares - part.squares)

    @property
    def gaussian(self) -> tuple[Tensor, Tensor]:
        """Mean `(d,)` and covariance `(d, d)`."""
        mean = self.sums / self.count
        centred = self.squares - self.count * torch.outer(mean, mean)
        return mean, centred / max(self.count - 1, 1)


@dataclass(frozen=True)
class _Rooted:
    """A Gaussian with the root of its covariance, to which many others are compared."""

    mean: Tensor
    root: Tensor
    trace: float

    @staticmethod
    def of(mean: Tensor, covariance: Tensor) -> _Rooted:
        values, vectors = torch.linalg.eigh(covariance)
        root = vectors * values.clamp_min(0).sqrt() @ vectors.T
        return _Rooted(mean, root, float(covariance.trace()))

    def distance(self, mean: Tensor, covariance: Tensor) -> float:
        """The Fréchet distance to another Gaussian."""
        inner = torch.linalg.eigvalsh(self.root @ covariance @ self.root)
        product = float(inner.clamp_min(0).sqrt().sum())
        apart = float((self.mean - mean).square().sum())
        return apart + self.trace + float(covariance.trace()) - 2 * product


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
