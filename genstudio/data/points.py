"""Points of a plane in place of pictures: mixtures whose every mode is known, to see one lost.

Up to scale these are the ring and the grid of VEEGAN (Srivastava et al. 2017) with the widths of
PacGAN (Lin et al. 2018): ring of radius 1 with σ 0.01, grid of spacing 2 with σ 0.05.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from genstudio.data.imageset import ImageSet

COUNT = 100_000
_REACH = 0.9  # the farthest mean lies this far from the middle, so that [−1, 1] holds all points


@dataclass(frozen=True)
class Mixture:
    """Gaussians of equal weight and width: `means` is float64 `(K, 2)`, `sigma` their width."""

    name: str
    means: np.ndarray
    sigma: float
    seed: int

    @property
    def mode_names(self) -> tuple[str, ...]:
        """What each mode is called."""
        return tuple(f"mode {index + 1}" for index in range(len(self.means)))

    def sample(self, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Draw points, float32 `(count, 2)`, and their modes, int64; equal on every machine."""
        raw = np.random.PCG64(seed).random_raw(3 * count)
        share = ((raw >> np.uint64(11)).astype(np.float64) / 2.0**53).reshape(3, count)
        modes = np.floor(share[0] * len(self.means)).astype(np.int64)
        length = np.sqrt(-2 * np.log1p(-share[1]))  # Box and Muller 1958
        turn = 2 * math.pi * share[2]
        noise = np.stack([length * np.cos(turn), length * np.sin(turn)], axis=1)
        return (self.means[modes] + self.sigma * noise).astype(np.float32), modes


def _ring() -> Mixture:
    angle = 2 * math.pi * np.arange(8) / 8
    means = _REACH * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Mixture("ring", means, 0.01 * _REACH, 20_26)


def _grid() -> Mixture:
    places = np.linspace(-_REACH, _REACH, 5)
    means = np.stack([axis.ravel() for axis in np.meshgrid(places, places)], axis=1)
    return Mixture("grid", means, 0.05 * _REACH / 4, 20_27)


MIXTURES = {mixture.name: mixture for mixture in (_ring(), _grid())}


def image_set(name: str, label: str) -> ImageSet:
    """Return the points of a mixture as a set: float32 `(N, 2, 1, 1)`, labelled by mode."""
    mixture = MIXTURES[name]
    points, modes = mixture.sample(COUNT, mixture.seed)
    stamp = hashlib.sha256(points.astype("<f4").tobytes() + modes.astype("<i8").tobytes())
    points.flags.writeable = False
    return ImageSet(
        label, points.reshape(COUNT, 2, 1, 1), modes, mixture.mode_names, stamp.hexdigest()[:32]
    )
