"""Small nets for points of a plane in place of pictures.

A plain fully connected critic sees a plane too smoothly to tell tight heaps apart for a long
time; sines and cosines of the coordinates beside them mend that (Tancik et al. 2020). So they do
for a decoder that looks at where it has put a point, and moves it once more.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

_HIDDEN = 16  # hidden units per unit of the recipe's width, as in the nets for pictures
_OCTAVES = 4  # waves of length 2, 1, ½, ¼ of the plane from −1 to 1
_GAIN = 2.0  # layers start this much steeper than torch makes them


class PointDecoder(nn.Module):
    """Latents `(N, d)` → points `(N, 2, 1, 1)` through two hidden layers."""

    def __init__(self, *, latent: int, width: int) -> None:
        """Build."""
        super().__init__()
        hidden = _HIDDEN * width
        self.layers = nn.Sequential(
            _steeper(nn.Linear(latent, hidden)), nn.LeakyReLU(0.2),
            _steeper(nn.Linear(hidden, hidden)), nn.LeakyReLU(0.2),
            nn.Linear(hidden, 2),
        )  # fmt: skip

    def forward(self, z: Tensor) -> Tensor:
        """Decode."""
        out: Tensor = self.layers(z)
        return out.view(-1, 2, 1, 1)


class WaveDecoder(nn.Module):
    """Latents `(N, d)` → points `(N, 2, 1, 1)`: a first guess, moved by what its waves say.

    x = g(z), then x + f(x, sin, cos): few weights make edges far steeper than g's.
    """

    waves: Tensor
    shifts: Tensor

    def __init__(self, *, latent: int, width: int) -> None:
        """Build."""
        super().__init__()
        hidden = _HIDDEN * width
        waves, shifts = _waves(2)
        self.register_buffer("waves", waves, persistent=False)
        self.register_buffer("shifts", shifts, persistent=False)
        self.guess = PointDecoder(latent=latent, width=width)
        self.move = nn.Sequential(
            nn.Linear(2 * (1 + 2 * _OCTAVES), hidden), nn.LeakyReLU(0.2),
            nn.Linear(hidden, hidden), nn.LeakyReLU(0.2),
            nn.Linear(hidden, 2),
        )  # fmt: skip

    def forward(self, z: Tensor) -> Tensor:
        """Decode."""
        places = self.guess(z).flatten(1)
        out: Tensor = places + self.move(_waved(places, self.waves, self.shifts))
        return out.view(-1, 2, 1, 1)


class PointEncoder(nn.Module):
    """Points `(N, C, 1, 1)` → `(N, outputs)`: waves of the coordinates, then two hidden layers."""

    waves: Tensor
    shifts: Tensor

    def __init__(self, *, outputs: int, channels: int, width: int, spectral: bool) -> None:
        """Build; `spectral` bounds every layer's slope."""
        super().__init__()
        hidden = _HIDDEN * width // 2
        waves, shifts = _waves(channels)
        self.register_buffer("waves", waves, persistent=False)
        self.register_buffer("shifts", shifts, persistent=False)
        layers = [
            _steeper(nn.Linear(channels * (1 + 2 * _OCTAVES), hidden)),
            _steeper(nn.Linear(hidden, hidden)),
            nn.Linear(hidden, outputs),
        ]
        first, second, self.last = (spectral_norm(x) if spectral else x for x in layers)
        self.layers = nn.Sequential(first, nn.LeakyReLU(0.2), second, nn.LeakyReLU(0.2))

    def features(self, pictures: Tensor) -> Tensor:
        """Return what the last layer sees, `(N, F)`."""
        out: Tensor = self.layers(_waved(pictures.flatten(1), self.waves, self.shifts))
        return out

    def forward(self, pictures: Tensor) -> Tensor:
        """Encode."""
        out: Tensor = self.last(self.features(pictures))
        return out


def _waved(places: Tensor, waves: Tensor, shifts: Tensor) -> Tensor:
    """Return places `(N, C)` with the sines and cosines of them beside, `(N, C + F)`."""
    turns = torch.addmm(shifts, places, waves)
    return torch.cat([places, turns.sin()], dim=1)


def _waves(channels: int) -> tuple[Tensor, Tensor]:
    """Return what turns coordinates into phases, `(C, F)`, and their shifts `(F,)`.

    A cosine is a sine a quarter of a turn ahead: one multiplication and one sine give all.
    """
    waves = torch.kron(torch.eye(channels), math.pi * 2.0 ** torch.arange(_OCTAVES))
    shifts = torch.zeros(_OCTAVES * channels)
    return torch.cat([waves, waves], dim=1), torch.cat([shifts, shifts + 0.5 * math.pi])


@torch.no_grad()
def _steeper(layer: nn.Linear) -> nn.Linear:
    layer.weight.mul_(_GAIN)
    layer.bias.mul_(_GAIN)
    return layer
