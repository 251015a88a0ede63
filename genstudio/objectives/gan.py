"""Generative adversarial networks: the two-player game, one small class a loss.

A critic D scores pictures with a logit; a generator (its decoder) tries to make pictures that
score like real ones. A new GAN loss is a subclass with two methods and a line in the catalog.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.nets import build
from genstudio.objectives import terms
from genstudio.objectives.game import Batch, Game, Loss, Model, Player

_BETAS = (0.0, 0.9)
_BETAS_FINAL = (0.0, 0.99)


class Generator(Model):
    """A decoder that was taught by a critic."""

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int]) -> None:
        """Build for pictures of `shape`; the classic nets end in tanh."""
        super().__init__()
        self.latent = recipe.latent
        self._bounded = recipe.net != "residual"
        self.decoder = build.decoder(
            recipe.net, latent=recipe.latent, shape=shape, width=recipe.width, norm=False
        )

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Make pictures."""
        raw: Tensor = self.decoder(z).float()
        return torch.tanh(raw) if self._bounded else raw


class GAN(Game):
    """What all GANs share: the players, the pictures they see, penalties, figures."""

    columns: ClassVar = (
        "loss_critic", "loss_generator", "score_real", "score_made", "r1", "r2",
    )  # fmt: skip
    model: Generator
    is_relativistic: ClassVar = False

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build generator and critic for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self.model = Generator(recipe, shape)
        penalised = recipe.r1 > 0 or recipe.r2 > 0
        self.critic = build.encoder(
            recipe.net, outputs=1, shape=shape, width=recipe.width,
            norm=recipe.net == "dcgan" and not penalised, spectral=recipe.spectral_norm,
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
        lr = recipe.lr * recipe.critic_lr
        return (
            Player("critic", self.critic, lr, _BETAS, _BETAS_FINAL, turns=recipe.critic_turns),
            Player("generator", self.model, recipe.lr, _BETAS, _BETAS_FINAL),
        )

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return the loss of "critic" or "generator"."""
        return self._critic_turn(batch) if player == "critic" else self._generator_turn(batch)

    def _critic_turn(self, batch: Batch) -> Loss:
        with torch.no_grad():
            made = self.model.decode(self._latents(batch))
        real = batch.pictures
        weights = self._penalty_weights(batch)
        real.requires_grad_(weights[0] > 0)
        made.requires_grad_(weights[1] > 0)
        scores = self._scores(real), self._scores(made)
        total = self.critic_loss(*scores)
        parts = {"loss_critic": total.detach()}
        for name, weight, score, pictures in zip(
            ("r1", "r2"), weights, scores, (real, made), strict=True
        ):
            penalty = (
                terms.zero_centred_penalty(score, pictures) if weight > 0 else score.new_zeros(())
            )
            total = total + weight * penalty
            parts[name] = penalty.detach()
        parts["score_real"], parts["score_made"] = (s.detach().mean() for s in scores)
        real.requires_grad_(False)
        return Loss(total, parts)

    def _generator_turn(self, batch: Batch) -> Loss:
        made = self._scores(self.model.decode(self._latents(batch)))
        real = self._scores(batch.pictures) if self.is_relativistic else torch.zeros_like(made)
        total = self.generator_loss(real, made)
        return Loss(total, {"loss_generator": total.detach()})

    def _scores(self, pictures: Tensor) -> Tensor:
        scores: Tensor = self.critic(pictures).float().squeeze(1)
        return scores

    def _latents(self, batch: Batch) -> Tensor:
        shape = (len(batch.pictures), self.model.latent)
        return _normal(shape, batch.pictures, batch.generator)

    def _penalty_weights(self, batch: Batch) -> tuple[float, float]:
        recipe = self.recipe
        scale = 1 + batch.progress * (recipe.penalty_final - 1)
        scale *= batch.penalty_scale
        return recipe.r1 * scale, recipe.r2 * scale


class MinimaxGAN(GAN):
    """Goodfellow et al. 2014 as written: the generator minimises log(1 − D(G(z)))."""

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−log D(x) − log(1 − D(G(z)))."""
        return F.softplus(-real).mean() + F.softplus(made).mean()

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """log(1 − D(G(z))): flat where the critic is sure."""
        return -F.softplus(made).mean()


class NonSaturatingGAN(MinimaxGAN):
    """The variant Goodfellow et al. recommend: the generator maximises log D(G(z))."""

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−log D(G(z))."""
        return F.softplus(-made).mean()


class HingeGAN(GAN):
    """The hinge loss (Lim and Ye 2017; Miyato et al. 2018 with spectral normalisation)."""

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """max(0, 1 − D(x)) + max(0, 1 + D(G(z)))."""
        return F.relu(1 - real).mean() + F.relu(1 + made).mean()

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−D(G(z))."""
        return -made.mean()


class RelativisticGAN(GAN):
    """RpGAN (Jolicoeur-Martineau 2018; R3GAN 2024): real and made are judged in pairs."""

    is_relativistic: ClassVar = True

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−log σ(D(x) − D(G(z)))."""
        return F.softplus(made - real).mean()

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−log σ(D(G(z)) − D(x))."""
        return F.softplus(real - made).mean()


def _normal(shape: tuple[int, int], like: Tensor, generator: torch.Generator) -> Tensor:
    return torch.randn(shape, generator=generator, device=like.device)
