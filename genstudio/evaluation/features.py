"""A small feature network learnt on the pictures at hand: what FD-local and KID-local look with.

It is not Inception, and a distance between its features is never called FID: the numbers say how
far apart two sets of pictures are to *this* network, which is named by a hash of its weights.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genstudio.core import pixels
from genstudio.nets.fingerprint import fingerprint

DIMENSIONS = 48
"""So few that 500 held-out pictures, a tenth of 5,000, are ten times as many."""

LARGEST_SIDE = 64
_CHUNK = 256
_WIDTHS = (16, 32, 64, 64)


class FeatureNet(nn.Module):
    """Strided convolutions down to 4 pixels a side, then `DIMENSIONS` numbers, standardised."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, channels: int, side: int) -> None:
        """Build for pictures of `side` pixels, at most `LARGEST_SIDE`."""
        super().__init__()
        layers: list[nn.Module] = []
        for width in _WIDTHS:
            if side <= 4:
                break
            layers += [
                nn.Conv2d(channels, width, 3, 2, 1, bias=False),
                nn.BatchNorm2d(width),
                nn.LeakyReLU(0.2, inplace=True),
            ]
            channels, side = width, -(-side // 2)
        self.body = nn.Sequential(*layers)
        self.out = nn.Linear(channels * side * side, DIMENSIONS)
        self.register_buffer("mean", torch.zeros(DIMENSIONS))
        self.register_buffer("deviation", torch.ones(DIMENSIONS))

    def forward(self, pictures: Tensor) -> Tensor:
        """Turn float pictures `(N, C, side, side)` in [−1, 1] into features `(N, d)`."""
        raw: Tensor = self.out(self.body(pictures).flatten(1))
        return (raw - self.mean) / self.deviation


class Extractor:
    """A learnt feature network; `hash` names it, six hex digits over its weights."""

    dimensions = DIMENSIONS

    def __init__(self, net: FeatureNet) -> None:
        """Look with `net`, which must not change any more."""
        self.net = net.eval().requires_grad_(False)
        self.hash = fingerprint(net)[:6]

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        return self.net.mean.device

    def to(self, device: torch.device) -> Extractor:
        """Move it; returns itself."""
        self.net.to(device)
        return self

    @torch.no_grad()
    def __call__(self, pictures: np.ndarray | Tensor) -> Tensor:
        """Return features, float32 `(N, d)`, of uint8 pictures `(N, C, H, W)`, some at a time."""
        parts = [self.net(prepared(chunk.to(self.device))) for chunk in _chunks(pictures)]
        return torch.cat(parts) if parts else torch.empty(0, DIMENSIONS)


def side_of(shape: tuple[int, int, int]) -> int:
    """Return the side at which pictures of `shape` are looked at."""
    return min(max(shape[1:]), LARGEST_SIDE)


def prepared(pictures: Tensor) -> Tensor:
    """Turn uint8 pictures into float in [−1, 1], large ones resized (bicubic, antialiased)."""
    scaled = pictures.float().div_(127.5).sub_(1.0)
    side = side_of(tuple(pictures.shape[1:]))  # type: ignore[arg-type]
    if tuple(pictures.shape[2:]) != (side, side):
        scaled = F.interpolate(
            scaled, (side, side), mode="bicubic", antialias=True, align_corners=False
        ).clamp_(-1, 1)
    return scaled.contiguous(memory_format=torch.channels_last)


def as_uint8(pictures: Tensor) -> Tensor:
    """Round float pictures in [−1, 1] to what a file would hold."""
    return torch.from_numpy(pixels.to_uint8(pictures.float().cpu().numpy()))


def _chunks(pictures: np.ndarray | Tensor) -> Iterator[Tensor]:
    for start in range(0, len(pictures), _CHUNK):
        part = pictures[start : start + _CHUNK]
        yield part if isinstance(part, Tensor) else torch.from_numpy(np.array(part))
