"""The contract: training is a game of one or more players, each with a loss of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genstudio.core import latents
from genstudio.core.recipe import Recipe


@dataclass(frozen=True)
class Batch:
    """What a player sees in one turn.

    `pictures` is float `(N, C, H, W)` in [−1, 1]; `progress` the share of the steps done;
    `penalty_scale` grows when training was rolled back; all noise is drawn from `generator`;
    `labels` is int64 `(N,)`, or None where the pictures have no classes; `step` counts from 0.
    """

    pictures: Tensor
    progress: float
    penalty_scale: float
    generator: torch.Generator
    labels: Tensor | None = None
    step: int = 0


@dataclass(frozen=True)
class Posterior:
    """What an encoder says of pictures: mean and sigma of each latent, both `(N, d)`."""

    mu: Tensor
    sigma: Tensor


@dataclass(frozen=True)
class Loss:
    """The scalar a player minimises, and figures to record (scalars, by column)."""

    total: Tensor
    parts: Mapping[str, Tensor]


@dataclass(frozen=True)
class Player:
    """A part of the game that minimises its own loss.

    With `clip` outlying gradients are cut; with a `bound` above 0 every weight is kept within ± it.
    """

    name: str
    module: nn.Module
    lr: float
    betas: tuple[float, float] = (0.9, 0.999)
    betas_final: tuple[float, float] = (0.9, 0.999)
    turns: int = 1
    clip: bool = False
    bound: float = 0.0


class Model(nn.Module, ABC):
    """What is kept of a game: decodes latents, perhaps encodes pictures. Knows no loss.

    A model that was taught `classes` takes `weights`, float `(N, classes)`: one-hot for a class,
    other numbers mix classes, None stands for all classes alike.
    """

    latent: int
    classes: int = 0

    @abstractmethod
    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Turn latents `(N, d)`, a priori N(0, I), into pictures `(N, C, H, W)`, about [−1, 1]."""

    def encode(self, pictures: Tensor, weights: Tensor | None = None) -> Posterior:
        """Turn pictures into a distribution over latents; raises `ValueError` if it cannot."""
        raise ValueError("A GAN has no encoder: it cannot turn a picture into latents.")

    def sample_prior(self, count: int, seed: int, *, truncation: float = 1.0) -> Tensor:
        """Draw latents `(count, d)` on the CPU from the prior: N(0, I) unless one was learnt.

        A pure function of `seed` and the weights. `truncation` scales how far from the mean they
        lie, in a mixture from the mean of their own Gaussian.
        """
        return truncation * torch.from_numpy(latents.sample(count, self.latent, seed))

    def one_hot(self, labels: Tensor | None) -> Tensor | None:
        """Turn labels `(N,)` into class weights; None for a model that knows no classes."""
        if labels is None or not self.classes:
            return None
        return F.one_hot(labels, self.classes).float()

    def effects(self) -> Tensor | None:
        """How much each dimension matters, `(d,)`, where training has told; else None."""
        return None


class Game(nn.Module, ABC):
    """An objective with its nets. A new one is a small subclass plus a line in the catalog."""

    columns: ClassVar[tuple[str, ...]]
    quality_name: str = ""
    is_chosen_by_own: ClassVar[bool] = False
    """Whether `quality` says which checkpoint is best even where made pictures can be judged by
    FD-local: for models that are not made to draw from a prior."""

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Remember the recipe; the subclass builds `self.model` and its players' nets."""
        super().__init__()
        self.recipe = recipe
        self.shape = shape
        self.classes = classes
        self.model: Model

    @abstractmethod
    def players(self) -> Sequence[Player]:
        """Return the players in the order of their turns; none for a closed form."""

    @abstractmethod
    def loss(self, player: str, batch: Batch) -> Loss:
        """Return the player's loss on one batch."""

    def observe(self, batch: Batch) -> Mapping[str, Tensor]:
        """Look at a batch without a gradient, once a step; returns figures to record."""
        return {}

    def settle(self) -> None:
        """Bring `model` up to date with what was observed (closed forms only)."""

    def solved_side(self) -> int:
        """Return the side of the matrix that `settle` solves, 0 for none: its cost is cubic."""
        return 0

    def steps(self, count: int) -> int:
        """How many steps a run takes on `count` training pictures."""
        return self.recipe.steps

    def quality(self, model: Model, batch: Batch) -> float | None:
        """One figure on a held-out batch, lower is better, in the units of `quality_name`.

        None where the game has no figure of its own; made pictures are then judged from outside.
        """
        return None
