"""Fully connected nets, as in the first VAE and GAN papers (2013, 2014)."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

_HIDDEN = 16  # hidden units per unit of the recipe's width: 32 → 512


class MLPDecoder(nn.Module):
    """Latents `(N, d)` → raw pictures `(N, C, H, W)` through two hidden layers."""

    def __init__(self, *, latent: int, shape: tuple[int, int, int], width: int) -> None:
        """Build for pictures of `shape`."""
        super().__init__()
        hidden = _HIDDEN * width
        self.shape = shape
        self.layers = nn.Sequential(
            nn.Linear(latent, hidden), nn.LeakyReLU(0.2),
            nn.Linear(hidden, hidden), nn.LeakyReLU(0.2),
            nn.Linear(hidden, math.prod(shape)),
        )  # fmt: skip

    def forward(self, z: Tensor) -> Tensor:
        """Decode."""
        out: Tensor = self.layers(z)
        return out.view(-1, *self.shape)


class MLPEncoder(nn.Module):
    """Pictures `(N, C, H, W)` → `(N, outputs)` through two hidden layers."""

    def __init__(
        self, *, outputs: int, shape: tuple[int, int, int], width: int, spectral: bool
    ) -> None:
        """Build for pictures of `shape`; `spectral` bounds every layer's slope."""
        super().__init__()
        hidden = _HIDDEN * width
        linears = [
            nn.Linear(math.prod(shape), hidden),
            nn.Linear(hidden, hidden),
            nn.Linear(hidden, outputs),
        ]
        first, second, last = (spectral_norm(x) if spectral else x for x in linears)
        self.layers = nn.Sequential(first, nn.LeakyReLU(0.2), second, nn.LeakyReLU(0.2), last)

    @property
    def last(self) -> nn.Module:
        """The last layer."""
        return self.layers[-1]

    def features(self, pictures: Tensor) -> Tensor:
        """Return what the last layer sees, `(N, F)`."""
        out: Tensor = self.layers[:-1](torch.flatten(pictures, 1))
        return out

    def forward(self, pictures: Tensor) -> Tensor:
        """Encode."""
        out: Tensor = self.layers[-1](self.features(pictures))
        return out
