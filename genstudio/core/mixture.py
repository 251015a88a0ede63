"""A mixture of Gaussians over latents: a sampler that knows where the pictures really lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Mixture:
    """K Gaussians in d dimensions, float32.

    `weights` `(K,)` sum to 1, `means` are `(K, d)`, `roots` `(K, d, d)` the lower Cholesky factors
    of the covariances.
    """

    weights: np.ndarray
    means: np.ndarray
    roots: np.ndarray

    def __post_init__(self) -> None:
        """Raise `ValueError` if the shapes do not belong together."""
        count, latent = self.means.shape
        if self.weights.shape != (count,) or self.roots.shape != (count, latent, latent):
            raise ValueError("The mixture of Gaussians is damaged: its shapes do not fit.")

    @property
    def latent(self) -> int:
        """The number of dimensions d."""
        return int(self.means.shape[1])

    @property
    def components(self) -> int:
        """The number of Gaussians K."""
        return len(self.weights)

    def sample(self, count: int, seed: int, *, truncation: float = 1.0) -> np.ndarray:
        """Draw latents `(count, d)`; equal for equal seeds.

        `truncation` scales how far they lie from the mean of their own Gaussian.
        """
        generator = np.random.default_rng(seed)
        share = self.weights.astype(np.float64) / self.weights.sum(dtype=np.float64)
        chosen = generator.choice(self.components, size=count, p=share)
        noise = generator.standard_normal((count, self.latent), dtype=np.float32)
        moved = np.einsum("nij,nj->ni", self.roots[chosen], noise)
        return np.asarray(self.means[chosen] + np.float32(truncation) * moved, dtype=np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the parts by name, for a file."""
        return {"weights": self.weights, "means": self.means, "roots": self.roots}

    @staticmethod
    def of(arrays: Mapping[str, np.ndarray]) -> Mixture | None:
        """Put the parts together again; None if there are none. Raises `ValueError` if damaged."""
        if not arrays:
            return None
        if set(arrays) != {"weights", "means", "roots"} or arrays["means"].ndim != 2:
            raise ValueError("The mixture of Gaussians is damaged: a part is missing.")
        return Mixture(arrays["weights"], arrays["means"], arrays["roots"])
