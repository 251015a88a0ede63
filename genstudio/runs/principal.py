"""What a PCA run knows, as pictures: its mean, its components, and what some of them keep.

The components are the eigenvectors of the pictures' covariance ("eigenpictures"; Turk and Pentland
1991, "Eigenfaces for recognition"); what the ones that are kept explain of the variance is the sum
of their eigenvalues over the total.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genstudio.core import pixels
from genstudio.objectives.pca import PCAModel
from genstudio.runs.model import Model

_CODE_BYTES = 4  # of a float32


@dataclass(frozen=True, eq=False)
class Principal:
    """`mean` uint8 `(C, H, W)`; `components` uint8 `(d, C, H, W)`, middle grey where they are 0.

    `shares` float64 `(d,)` are the components' shares of the total variance, largest first.
    """

    mean: np.ndarray
    components: np.ndarray
    shares: np.ndarray

    @property
    def cumulative(self) -> np.ndarray:
        """The share that the first 0, 1, …, d components keep, `(d + 1,)`."""
        return np.concatenate([[0.0], np.cumsum(self.shares)])


@dataclass(frozen=True, eq=False)
class Redrawn:
    """A picture brought to `numbers` and back: uint8 `(C, H, W)`, pixels 0 to 1 for `mse`."""

    picture: np.ndarray
    numbers: int
    mse: float

    @property
    def size(self) -> int:
        """Bytes of the numbers, as float32."""
        return _CODE_BYTES * self.numbers


def principal(model: Model) -> Principal:
    """Return the mean and the components of a PCA run; raises `ValueError` for another."""
    net = model.net
    if not isinstance(net, PCAModel) or model.is_points:
        raise ValueError(f"“{model.name}” has no principal components of pictures.")
    directions = net.components.numpy()
    largest = np.abs(directions).max(axis=1, keepdims=True)
    signed = directions / np.maximum(largest, 1e-12)
    total = max(float(net.total_variance), 1e-12)
    return Principal(
        pixels.to_uint8(net.mean.numpy()).reshape(model.shape),
        pixels.to_uint8(signed).reshape(-1, *model.shape),
        net.variances.double().numpy() / total,
    )


def redraw(model: Model, picture: np.ndarray, kept: np.ndarray | None = None) -> Redrawn:
    """Encode uint8 `(C, H, W)`, keep the latents where `kept` `(d,)`, and decode their mean.

    What is not kept becomes 0, the mean of the training pictures. Raises `ValueError` with a
    sentence for a model without an encoder or of another shape.
    """
    z = model.encode(picture[None]).mu
    if kept is not None:
        z = np.where(kept, z, np.float32(0))
    redrawn = model.decode(z)[0]
    difference = (redrawn.astype(np.float64) - picture) / 255
    numbers = model.latent if kept is None else int(kept.sum())
    return Redrawn(redrawn, numbers, float(np.square(difference).mean()))
