"""Residual convolutional nets: normalised for VAEs, without normalisation for GANs ("R3-lite").

Without normalisation each block's last convolution starts at zero, so that a deep net starts
as a shallow one (R3GAN, Huang et al. 2024; Fixup, Zhang et al. 2019).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from genstudio.nets import ladder


class Block(nn.Module):
    """x + f(x) at one resolution, `(N, C, H, W)` → the same shape."""

    def __init__(self, channels: int, *, norm: bool, spectral: bool = False) -> None:
        """Build; `norm` uses GroupNorm and SiLU, else LeakyReLU 0.2."""
        super().__init__()
        convs = [nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2)]
        if not spectral:
            nn.init.zeros_(convs[1].weight)
        self.first, self.second = (_wrap(conv, spectral) for conv in convs)
        self.norms = nn.ModuleList(
            nn.GroupNorm(min(8, channels // 4 or 1), channels) if norm else nn.Identity()
            for _ in range(2)
        )
        self.activation: nn.Module = nn.SiLU() if norm else nn.LeakyReLU(0.2)

    def forward(self, x: Tensor) -> Tensor:
        """Apply."""
        inner = self.first(self.activation(self.norms[0](x)))
        out: Tensor = x + self.second(self.activation(self.norms[1](inner)))
        return out


class ResidualDecoder(nn.Module):
    """Latents `(N, d)` → raw pictures `(N, C, H, W)`: one block a resolution but the full one.

    A block at full resolution costs a third of the time of the whole net: two convolutions end
    it instead.
    """

    def __init__(self, *, latent: int, shape: tuple[int, int, int], width: int, norm: bool) -> None:
        """Build for pictures of `shape`."""
        super().__init__()
        self._sizes = ladder.sizes(shape[1])[::-1]
        widths = ladder.widths(width, len(self._sizes))[::-1]
        self._base = (widths[0], self._sizes[0])
        self.first = nn.Linear(latent, widths[0] * self._sizes[0] ** 2)
        self.blocks = nn.ModuleList(Block(channels, norm=norm) for channels in widths[:-1])
        self.ups = nn.ModuleList(
            nn.Conv2d(before, after, 1) for before, after in zip(widths, widths[1:], strict=False)
        )
        self.sharpen = nn.Conv2d(widths[-1], widths[-1], 3, padding=1)
        self.last = nn.Conv2d(widths[-1], shape[0], 3, padding=1)
        self.activation: nn.Module = nn.SiLU() if norm else nn.LeakyReLU(0.2)

    def forward(self, z: Tensor) -> Tensor:
        """Decode."""
        channels, size = self._base
        x = self.first(z).view(-1, channels, size, size)
        for block, up, wanted in zip(self.blocks, self.ups, self._sizes[1:], strict=True):
            x = F.interpolate(up(block(x)), (wanted, wanted), mode="bilinear", align_corners=False)
        out: Tensor = self.last(self.activation(self.sharpen(self.activation(x))))
        return out


class ResidualEncoder(nn.Module):
    """Pictures `(N, C, H, W)` → `(N, outputs)`: one block a resolution but the full one."""

    def __init__(
        self,
        *,
        outputs: int,
        shape: tuple[int, int, int],
        width: int,
        norm: bool,
        spectral: bool,
    ) -> None:
        """Build for pictures of `shape`; `spectral` bounds every layer's slope."""
        super().__init__()
        self._sizes = ladder.sizes(shape[1])
        widths = ladder.widths(width, len(self._sizes))
        norm = norm and not spectral
        self.first = _wrap(nn.Conv2d(shape[0], widths[0], 3, padding=1), spectral)
        self.blocks = nn.ModuleList(Block(c, norm=norm, spectral=spectral) for c in widths[1:])
        self.downs = nn.ModuleList(
            _wrap(nn.Conv2d(before, after, 1), spectral)
            for before, after in zip(widths, widths[1:], strict=False)
        )
        self.activation: nn.Module = nn.SiLU() if norm else nn.LeakyReLU(0.2)
        self.last = _wrap(nn.Linear(widths[-1] * self._sizes[-1] ** 2, outputs), spectral)

    def features(self, pictures: Tensor) -> Tensor:
        """Return what the last layer sees, `(N, F)`."""
        x = self.activation(self.first(pictures))
        for block, down in zip(self.blocks, self.downs, strict=True):
            x = block(down(F.avg_pool2d(x, 2, ceil_mode=True)))
        return torch.flatten(self.activation(x), 1)

    def forward(self, pictures: Tensor) -> Tensor:
        """Encode."""
        out: Tensor = self.last(self.features(pictures))
        return out


def _wrap(layer: nn.Module, spectral: bool) -> nn.Module:
    return spectral_norm(layer) if spectral else layer
