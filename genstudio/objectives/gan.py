"""Generative adversarial networks: the two-player game that every loss of `gan_losses` plays.

A critic D scores pictures with a logit; a generator (its decoder) tries to make pictures that
score like real ones.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.nets import build
from genstudio.nets.classes import told
from genstudio.objectives import critic
from genstudio.objectives.critic import Critic
from genstudio.objectives.game import Batch, Game, Loss, Model, Player

_BETA2, _BETA2_FINAL = 0.9, 0.99


class Generator(Model):
    """A decoder that was taught by a critic."""

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build for pictures of `shape`; classic nets end in tanh (not for points)."""
        super().__init__()
        self.latent, self.classes = recipe.latent, classes
        self._bounded = recipe.net != "residual" and shape[1] > 1
        self.decoder = build.decoder(
            recipe.net, latent=recipe.latent, shape=shape, width=recipe.width, norm=False,
            classes=classes,
        )  # fmt: skip

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Make pictures."""
        raw = told(self.decoder, z, weights).float()
        return torch.tanh(raw) if self._bounded else raw


class GAN(Game):
    """What all GANs share: the players, the pictures they see, figures.

    A loss is a subclass with two formulas. `only_differences` says that a score means something
    only beside another one, `is_relativistic` that the generator looks at real pictures as well,
    `packs` that the critic may judge bundles of pictures (the recipe's `pack`).
    """

    columns: ClassVar[tuple[str, ...]] = ("loss_generator", *critic.COLUMNS)
    is_relativistic: ClassVar = False
    packs: ClassVar = True
    only_differences: ClassVar = False

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build generator and critic for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self.model = self.build_model()
        self.critic = Critic(
            recipe, shape, classes, only_differences=self.only_differences,
            pack=recipe.pack if self.packs else 1,
        )  # fmt: skip

    @abstractmethod
    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """The critic's loss from its scores (logits) `(N,)` of real and made pictures."""

    @abstractmethod
    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """The generator's loss; `real` are scores only if `is_relativistic`, else zeros."""

    def players(self) -> Sequence[Player]:
        """Return the critic, then the generator."""
        recipe = self.recipe
        betas = (recipe.beta1, _BETA2), (recipe.beta1, _BETA2_FINAL)
        lr, turns = recipe.lr * recipe.critic_lr, recipe.critic_turns
        return (
            Player("critic", self.critic, lr, *betas, turns=turns, bound=recipe.weight_clip),
            Player("generator", self.model, recipe.lr, *betas),
        )

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return the loss of "critic" or "generator"; both see the classes of the batch."""
        weights = self.model.one_hot(batch.labels)
        if player == "critic":
            with torch.no_grad():
                made = self.model.decode(self._latents(batch), weights)
            return self.critic.turn(self.critic_loss, made, batch, weights)
        made = self.critic.judge(self.model.decode(self._latents(batch), weights), batch, weights)
        real = torch.zeros_like(made)
        if self.is_relativistic:
            real = self.critic.judge(batch.pictures, batch, weights)
        total = self.generator_loss(real, made)
        return Loss(total, {"loss_generator": total.detach()})

    def critic_scores(self, pictures: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return the critic's scores `(N // pack,)` of any pictures, bundled in their order.

        0 is a bundle (one picture where `pack` is 1) that it cannot tell.
        """
        return self.critic.scores(pictures, self.model.one_hot(labels))

    def build_model(self) -> Model:
        """Build what is kept of the game: here a generator."""
        return Generator(self.recipe, self.shape, self.classes)

    def _latents(self, batch: Batch) -> Tensor:
        shape = (len(batch.pictures), self.model.latent)
        return torch.randn(shape, generator=batch.generator, device=batch.pictures.device)
