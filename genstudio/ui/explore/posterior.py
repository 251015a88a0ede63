"""What the encoder says of a picture: μ and σ, the noise ε, and how well it is redrawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from genstudio.ui.explore.ranking import symbol

if TYPE_CHECKING:
    from genstudio.runs.model import Model


@dataclass(frozen=True)
class Given:
    """A picture to redraw: a file, the bytes of one, or uint8 `(C, H, W)` of the run's own."""

    name: str
    source: Path | bytes | np.ndarray

    def fits(self, shape: tuple[int, int, int]) -> bool:
        """Whether a model of `shape` `(C, H, W)` can take it; files always fit."""
        return not isinstance(self.source, np.ndarray) or self.source.shape == shape

    def pixels(self, model: Model) -> np.ndarray:
        """Return it as the model takes it; raises `ValueError` with a sentence."""
        channels, height, _ = model.shape
        if isinstance(self.source, np.ndarray):
            if not self.fits(model.shape):
                raise ValueError("This picture belongs to a run of another size. Choose another.")
            return self.source
        from genstudio.data.picture import load_picture

        colour = "grey" if channels == 1 else "colour"
        return load_picture(self.source, size=height, channels=colour, fit=model.recipe.fit)


@dataclass(frozen=True)
class Seen:
    """A picture, uint8 `(C, H, W)`, and its posterior: `mu` and `sigma`, float32 `(d,)`.

    Where a search has found the latent, it is `mu`, and sigma is 0.
    """

    name: str
    original: np.ndarray
    mu: np.ndarray
    sigma: np.ndarray
    how: Literal["encoder", "search"] = "encoder"

    @property
    def bands(self) -> np.ndarray:
        """Mean and sigma side by side, `(d, 2)`."""
        return np.stack([self.mu, self.sigma], axis=1)

    @property
    def has_noise(self) -> bool:
        """Whether there is anything to roll: an autoencoder's σ is 0."""
        return bool((self.sigma > 0).any())

    def noise(self, z: np.ndarray) -> np.ndarray:
        """Return ε = (z − μ) / σ; where σ is 0, ε is 0 on the mean and infinite beside it."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.nan_to_num((z - self.mu) / self.sigma, nan=0.0, posinf=np.inf, neginf=-np.inf)

    def roll(self, epsilon: np.ndarray) -> np.ndarray:
        """Return z = μ + σ·ε (Kingma and Welling 2013, the reparameterisation)."""
        return (self.mu + self.sigma * epsilon).astype(np.float32)

    def formula(self, dimension: int, z: np.ndarray) -> str:
        """Write z = μ + σ·ε with the numbers of one dimension."""
        mu, sigma = float(self.mu[dimension]), float(self.sigma[dimension])
        if not self.has_noise:
            moved = float(z[dimension]) - mu
            place = f"{_signed(mu)} + {_signed(moved)} = {_signed(float(z[dimension]))}"
            start = "μ" if self.how == "encoder" else "found"
            return f"{symbol(dimension)} = {start} + what you moved = {place}"
        noise = float(self.noise(z)[dimension])
        how = f"{_signed(noise)}" if math.isfinite(noise) else "∞"
        value = _signed(float(z[dimension]))
        return f"{symbol(dimension)} = μ + σ·ε = {_signed(mu)} + {sigma:.2f} × {how} = {value}"


@dataclass(frozen=True)
class Error:
    """How far two uint8 pictures are apart, pixels taken as 0 to 1."""

    mse: float

    @property
    def psnr(self) -> float:
        """The peak signal-to-noise ratio in dB; infinite for equal pictures."""
        return math.inf if self.mse == 0 else -10 * math.log10(self.mse)

    @property
    def sentence(self) -> str:
        """Both figures with their units."""
        decibels = "∞" if math.isinf(self.psnr) else f"{self.psnr:.1f}"
        return f"MSE {self.mse:.4f} · PSNR {decibels} dB"


def error(first: np.ndarray, second: np.ndarray) -> Error:
    """Compare two uint8 pictures of one shape."""
    difference = first.astype(np.float32) - second.astype(np.float32)
    return Error(float(np.square(difference / 255).mean()))


def look(model: Model, given: Given, weights: np.ndarray | None = None) -> Seen:
    """Read a picture and encode it; raises `ValueError` or `OSError` with a sentence.

    `weights` `(1, classes)` say which class it is, for a model that was taught classes.
    """
    original = given.pixels(model)
    posterior = model.encode(original[None], weights)
    return Seen(given.name, original, posterior.mu[0], posterior.sigma[0])


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
