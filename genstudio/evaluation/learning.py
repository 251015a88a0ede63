"""How a feature network is learnt: telling pictures apart, and their classes where they have some.

Two changed views of a picture shall be nearer to each other than to any other picture's (instance
discrimination: Wu et al. 2018; the loss is NT-Xent of SimCLR, Chen et al. 2020); with labels, the
classes are learnt beside it. Chosen over labels alone, random weights and pixels because it ranked
made-up damages of digits best for its seconds: noise, blur, missing classes, cut-up pictures.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genstudio.data.imageset import ImageSet
from genstudio.evaluation.features import (
    DIMENSIONS,
    Extractor,
    FeatureNet,
    prepared,
    side_of,
)

STEPS = 200
FEWEST_PICTURES = 100
_BATCH = 64
_MOST_PICTURES, _MOST_BYTES = 6000, 100 * 2**20
_STANDARDISED_ON = 2000
_SEED = 20
_TEMPERATURE = 0.2
_LR, _WARM, _DECAY = 3e-3, 30, 1e-2
_SMALLEST_SIDE = 16


def can_learn(images: ImageSet) -> bool:
    """Whether these are pictures (not points), large and many enough to learn from."""
    is_picture = images.pictures.dtype == np.uint8 and min(images.shape[1:]) >= _SMALLEST_SIDE
    return is_picture and len(images) >= FEWEST_PICTURES


class Learning:
    """A feature network in the making; the same pictures give the same one on the same machine.

    It never sees the pictures that a split with the default share and seed holds out.
    """

    def __init__(self, images: ImageSet, device: torch.device) -> None:
        """Prepare; nothing is learnt yet. Torch's own random numbers are left alone."""
        rows = _rows(images)
        self._pictures = torch.from_numpy(images.pictures[rows])
        self._labels = None if images.labels is None else torch.from_numpy(images.labels[rows])
        self._device = device
        self._random = torch.Generator().manual_seed(_SEED)
        channels = images.shape[0]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(_SEED)
            self._net = FeatureNet(channels, side_of(images.shape))
            self._apart = nn.Sequential(nn.ReLU(), nn.Linear(DIMENSIONS, DIMENSIONS))
            self._classes = nn.Sequential(
                nn.ReLU(), nn.Linear(DIMENSIONS, max(len(images.class_names), 1))
            )
        parts = nn.ModuleList([self._net, self._apart, self._classes])
        parts.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._adam = torch.optim.AdamW(parts.parameters(), lr=_LR, weight_decay=_DECAY)
        self.step, self.total = 0, STEPS

    @property
    def is_done(self) -> bool:
        """Whether `result` may be called."""
        return self.step >= self.total

    def advance(self, seconds: float) -> None:
        """Take at least one step, and more for about so long."""
        end = time.perf_counter() + seconds
        while not self.is_done:
            self._take_step()
            if time.perf_counter() >= end:
                return

    @torch.no_grad()
    def result(self) -> Extractor:
        """Standardise the features on the pictures learnt from, and return the network."""
        assert self.is_done
        net = self._net.eval()
        some = self._pictures[:: -(-len(self._pictures) // _STANDARDISED_ON)]
        raw = torch.cat([net(prepared(part.to(self._device))) for part in torch.split(some, 256)])
        net.mean.copy_(raw.mean(0))
        net.deviation.copy_(raw.std(0).clamp_min(1e-6))
        return Extractor(net)

    def _take_step(self) -> None:
        count = min(_BATCH, len(self._pictures))
        rows = torch.randint(len(self._pictures), (count,), generator=self._random)
        pictures = prepared(self._pictures[rows].to(self._device))
        views = torch.cat([changed(pictures, self._random) for _ in range(2)])
        features = self._net(views)
        loss = told_apart(self._apart(features))
        if self._labels is not None:
            labels = self._labels[rows].to(self._device).repeat(2)
            loss = loss + F.cross_entropy(self._classes(features), labels)
        self._adam.param_groups[0]["lr"] = _LR * _rate(self.step, self.total)
        self._adam.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        self._adam.step()
        self.step += 1


def told_apart(projected: Tensor) -> Tensor:
    """NT-Xent: rows `i` and `i + N` of `(2N, d)` are views of one picture, all others are not."""
    unit = F.normalize(projected, dim=1)
    alike = unit @ unit.T / _TEMPERATURE
    alike = alike.masked_fill(torch.eye(len(unit), dtype=torch.bool, device=unit.device), -1e9)
    partner = torch.arange(len(unit), device=unit.device).roll(len(unit) // 2)
    return F.cross_entropy(alike, partner)


def changed(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Turn, scale, shift, lighten and grain each picture a little; it is never mirrored."""

    def draw(size: float) -> Tensor:
        drawn = torch.rand(len(pictures), generator=random) * 2 - 1
        return (size * drawn).to(pictures.device)

    angle, scale = draw(0.2), draw(0.2).exp()
    cos, sin = angle.cos() * scale, angle.sin() * scale
    rows = (torch.stack([cos, -sin, draw(0.2)], 1), torch.stack([sin, cos, draw(0.2)], 1))
    grid = F.affine_grid(torch.stack(rows, 1), list(pictures.shape), align_corners=False)
    moved = F.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    contrast, light = (part[:, None, None, None] for part in (1 + draw(0.25), draw(0.15)))
    grain = torch.randn(pictures.shape, generator=random).to(pictures.device)
    lit = moved * contrast + light + 0.05 * grain
    return lit.contiguous(memory_format=torch.channels_last)


def _rate(step: int, total: int) -> float:
    wave = 0.5 * (1 + math.cos(math.pi * step / total)) + 0.02
    return min(1.0, (step + 1) / _WARM) * wave


def _rows(images: ImageSet) -> np.ndarray:
    """Some of the pictures that are trained on when nobody asks for another split."""
    rows = replace(images, choice=None).split(0.1, 0)[0]
    most = min(_MOST_PICTURES, _MOST_BYTES // images.pictures[:1].nbytes)
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(_SEED).permutation(rows)[:most])
    return rows
