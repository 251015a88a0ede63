"""Augmentation of what a critic sees, so that it cannot learn few pictures by heart.

Differentiable: the generator learns through it. Colour, translation and cutout are those of
DiffAugment (Zhao et al. 2020); each is applied to a picture by chance, and that chance may be
steered by how sure the critic is (ADA, Karras et al. 2020).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genstudio.core.recipe import Recipe

_SHIFT = 1 / 8  # of the side
_CUT = 1 / 2  # of the side
_TARGET = 0.6  # mean sign of the critic on real pictures (Karras et al. 2020)
_TRAVEL = 50_000  # pictures in which the chance may go from 0 to 1
_MEMORY = 0.9  # of the running mean sign, per turn

Kind = Callable[[Tensor, torch.Generator | None], Tensor]


class Augment(nn.Module):
    """Changes some of the pictures a critic sees; its strength is in the checkpoint.

    `strength` is the chance of each kind of change for each picture; `sureness` the running mean
    sign of the critic on real pictures, by which an adaptive strength is steered.
    """

    strength: Tensor
    sureness: Tensor

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int]) -> None:
        """Do as `recipe` says with pictures of `shape`; points of a plane stay as they are."""
        super().__init__()
        self.is_on = recipe.augment != "off" and shape[1] > 1
        self.is_adaptive = self.is_on and recipe.augment == "adaptive"
        self.most = recipe.augment_strength
        self.kinds: tuple[Kind, ...] = (translated, cut_out)
        if recipe.augment_colour:
            self.kinds = (recoloured, *self.kinds)
        first = self.most if self.is_on and not self.is_adaptive else 0.0
        self.register_buffer("strength", torch.tensor(first))
        self.register_buffer("sureness", torch.zeros(()))

    def forward(self, pictures: Tensor, generator: torch.Generator | None) -> Tensor:
        """Return pictures `(N, C, H, W)` as the critic shall see them."""
        if not self.is_on:
            return pictures
        return augmented(pictures, self.strength, self.kinds, generator)

    @torch.no_grad()
    def adapt(self, sign: Tensor, count: int) -> None:
        """Take one step towards the strength at which the mean `sign` is as it should be."""
        self.sureness.lerp_(sign.to(self.sureness.dtype), 1 - _MEMORY)
        if self.is_adaptive:
            move = torch.sign(self.sureness - _TARGET) * (count / _TRAVEL)
            self.strength.add_(move).clamp_(0.0, self.most)


def augmented(
    pictures: Tensor,
    strength: Tensor | float,
    kinds: tuple[Kind, ...],
    generator: torch.Generator | None,
) -> Tensor:
    """Apply each of `kinds` to each picture with the chance `strength`."""
    for kind in kinds:
        chance = _drawn(pictures, generator)
        changed = kind(pictures, generator)
        pictures = torch.where(chance < strength, changed, pictures)
    return pictures


def recoloured(pictures: Tensor, generator: torch.Generator | None) -> Tensor:
    """Change brightness, saturation (colour pictures only) and contrast."""
    pictures = pictures + (_drawn(pictures, generator) - 0.5)
    if pictures.shape[1] == 3:
        grey = pictures.mean(1, keepdim=True)
        pictures = grey + (pictures - grey) * (2 * _drawn(pictures, generator))
    mean = pictures.mean((1, 2, 3), keepdim=True)
    return mean + (pictures - mean) * (_drawn(pictures, generator) + 0.5)


def translated(pictures: Tensor, generator: torch.Generator | None) -> Tensor:
    """Shift by up to an eighth of the side each way; what comes in repeats the edge.

    The paper fills with 0, middle grey; repeating the edge suits pictures on white and black.
    """
    _, _, height, width = pictures.shape
    most = max(round(height * _SHIFT), 1), max(round(width * _SHIFT), 1)
    padded = F.pad(pictures, (most[1], most[1], most[0], most[0]), mode="replicate")
    top, left = (_whole(pictures, 2 * side + 1, generator) for side in most)
    rows = top[:, None] + torch.arange(height, device=pictures.device)
    columns = left[:, None] + torch.arange(width, device=pictures.device)
    which = torch.arange(len(pictures), device=pictures.device)[:, None, None]
    moved = padded.permute(0, 2, 3, 1)[which, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def cut_out(pictures: Tensor, generator: torch.Generator | None) -> Tensor:
    """Blank a square of half the side, its middle anywhere, to middle grey (0)."""
    _, _, height, width = pictures.shape
    inside = [
        _near(pictures, side, _whole(pictures, side + 1, generator)) for side in (height, width)
    ]
    hole = inside[0][:, None, :, None] & inside[1][:, None, None, :]
    return pictures.masked_fill(hole, 0.0)


def mirrored(pictures: Tensor, generator: torch.Generator | None) -> Tensor:
    """Mirror each picture, left for right, with an even chance."""
    return torch.where(_drawn(pictures, generator) < 0.5, pictures.flip(3), pictures)


def _near(pictures: Tensor, side: int, middle: Tensor) -> Tensor:
    """Which of `side` places lie in the hole around `middle` `(N,)`, bool `(N, side)`."""
    first = middle - round(side * _CUT) // 2
    places = torch.arange(side, device=pictures.device) - first[:, None]
    return (places >= 0) & (places < round(side * _CUT))


def _drawn(pictures: Tensor, generator: torch.Generator | None) -> Tensor:
    """One even draw from [0, 1) a picture, `(N, 1, 1, 1)`."""
    return torch.rand((len(pictures), 1, 1, 1), generator=generator, device=pictures.device)


def _whole(pictures: Tensor, count: int, generator: torch.Generator | None) -> Tensor:
    """One of 0 … count − 1 a picture, int64 `(N,)`."""
    return torch.randint(count, (len(pictures),), generator=generator, device=pictures.device)
