"""DCGAN nets (Radford, Metz and Chintala 2015), for any picture size."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from genstudio.nets import ladder


class DCGANDecoder(nn.Module):
    """Latents `(N, d)` → raw pictures `(N, C, H, W)`: transposed convolutions, BatchNorm, ReLU."""

    def __init__(self, *, latent: int, shape: tuple[int, int, int], width: int) -> None:
        """Build for pictures of `shape`."""
        super().__init__()
        self._sizes = ladder.sizes(shape[1])[::-1]
        widths = ladder.widths(width, len(self._sizes))[::-1]
        self._base = (widths[0], self._sizes[0])
        self.first = nn.Linear(latent, widths[0] * self._sizes[0] ** 2, bias=False)
        self.first_norm = nn.BatchNorm2d(widths[0])
        ups = []
        for index in range(1, len(widths)):
            ups.append(nn.ConvTranspose2d(widths[index - 1], widths[index], 4, 2, 1, bias=False))
        self.ups = nn.ModuleList(ups)
        self.norms = nn.ModuleList(nn.BatchNorm2d(channels) for channels in widths[1:])
        self.last = nn.Conv2d(widths[-1], shape[0], 3, padding=1)
        self.apply(_initialise)

    def forward(self, z: Tensor) -> Tensor:
        """Decode."""
        channels, size = self._base
        x = torch.relu(self.first_norm(self.first(z).view(-1, channels, size, size)))
        for up, norm, wanted in zip(self.ups, self.norms, self._sizes[1:], strict=True):
            x = torch.relu(norm(up(x)[:, :, :wanted, :wanted]))
        out: Tensor = self.last(x)
        return out


class DCGANEncoder(nn.Module):
    """Pictures `(N, C, H, W)` → `(N, outputs)`: strided convolutions and LeakyReLU."""

    def __init__(
        self,
        *,
        outputs: int,
        shape: tuple[int, int, int],
        width: int,
        spectral: bool,
        norm: bool,
    ) -> None:
        """Build for pictures of `shape`; BatchNorm only with `norm` and without `spectral`."""
        super().__init__()
        sizes = ladder.sizes(shape[1])
        widths = ladder.widths(width, len(sizes))
        layers: list[nn.Module] = [_wrap(nn.Conv2d(shape[0], widths[0], 3, 1, 1), spectral)]
        layers.append(nn.LeakyReLU(0.1 if spectral else 0.2))
        for before, after in zip(widths, widths[1:], strict=False):
            layers.append(_wrap(nn.Conv2d(before, after, 4, 2, 1), spectral))
            if norm and not spectral:
                layers.append(nn.BatchNorm2d(after))
            layers.append(nn.LeakyReLU(0.1 if spectral else 0.2))
        layers.append(nn.AdaptiveAvgPool2d(4) if sizes[-1] > 4 else nn.Identity())
        self.layers = nn.Sequential(*layers)
        side = min(sizes[-1], 4)
        self.last = _wrap(nn.Linear(widths[-1] * side * side, outputs), spectral)
        if not spectral:
            self.apply(_initialise)

    def features(self, pictures: Tensor) -> Tensor:
        """Return what the last layer sees, `(N, F)`."""
        return torch.flatten(self.layers(pictures), 1)

    def forward(self, pictures: Tensor) -> Tensor:
        """Encode."""
        out: Tensor = self.last(self.features(pictures))
        return out


def _wrap(layer: nn.Module, spectral: bool) -> nn.Module:
    return spectral_norm(layer) if spectral else layer


def _initialise(module: nn.Module) -> None:
    """Draw weights from N(0, 0.02²), as the paper does."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
