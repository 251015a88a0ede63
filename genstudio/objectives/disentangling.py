"""VAEs that ask the latents to be independent: β-TCVAE and FactorVAE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.nets.codes import CodeCritic
from genstudio.objectives import terms
from genstudio.objectives.game import Batch, Loss, Player
from genstudio.objectives.vae import VAE, Cloud, Divergence
from genstudio.objectives.vae_model import VAEModel

_CODE_BETAS = (0.5, 0.9)


class TCVAE(VAE):
    """β-TCVAE (Chen et al. 2018): the KL in three parts, the total correlation weighed more.

    KL = mutual information of picture and z + total correlation + the KL of each dimension alone,
    each estimated from the batch (see `terms.decompose_kl`).
    """

    columns: ClassVar = (*VAE.columns, "mutual_information", "tc")

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self._count = recipe.batch

    def steps(self, count: int) -> int:
        """Return the recipe's steps; remembers how many pictures the aggregate is made of."""
        self._count = count
        return super().steps(count)

    def divergence(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Divergence:
        """Mutual information + weight·TC + dimension-wise KL."""
        count = max(self._count, len(cloud.z))
        information, correlation, single = terms.decompose_kl(
            cloud.z, cloud.mu, cloud.logvar, count=count
        )
        total = information + self.recipe.tc_weight * correlation + single
        parts = {"mutual_information": information.detach(), "tc": correlation.detach()}
        return Divergence(total, parts)


class FactorVAE(VAE):
    """FactorVAE (Kim and Mnih 2018): a second player estimates the total correlation.

    It tells codes from codes whose dimensions were shuffled among the pictures; its logit is the
    log density ratio log q(z) − log Π q(z_j), whose mean is the total correlation.
    """

    columns: ClassVar = (*VAE.columns, "tc", "loss_codes")

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build the VAE and the player that looks at codes."""
        super().__init__(recipe, shape, classes)
        self.critic = CodeCritic(latent=recipe.latent, width=recipe.width)

    @property
    def _judged(self) -> str:
        return "held-out −ELBO"

    def players(self) -> Sequence[Player]:
        """Return the VAE, then the player that tells codes from shuffled codes."""
        lr = self.recipe.lr * self.recipe.critic_lr
        codes = Player("codes", self.critic, lr, _CODE_BETAS, _CODE_BETAS, clip=True)
        return (*super().players(), codes)

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return the loss of "vae" or "codes"."""
        return self._codes_turn(batch) if player == "codes" else super().loss(player, batch)

    def divergence(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Divergence:
        """KL + weight·TC, by the other player's word."""
        correlation = self.critic(cloud.z).mean()
        total = cloud.kl.sum() + self.recipe.tc_weight * correlation
        return Divergence(total, {"tc": correlation.detach()})

    def judged(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Tensor:
        """Return the KL alone: what the other player says changes while it learns."""
        return cloud.kl.sum()

    def _codes_turn(self, batch: Batch) -> Loss:
        """Half of the batch gives codes, the other half gives shuffled ones (algorithm 2)."""
        with torch.no_grad():
            z = self.cloud(self.model, batch, self.told_classes(batch)).z
            codes, others = z.tensor_split(2)
            shuffled = terms.shuffle_dimensions(others, batch.generator)
        total = code_loss(self.critic(codes), self.critic(shuffled))
        return Loss(total, {"loss_codes": total.detach()})


def code_loss(joint: Tensor, shuffled: Tensor) -> Tensor:
    """Cross-entropy of telling codes (high logits) from shuffled ones, nats; log 2 is a guess."""
    return 0.5 * (F.softplus(-joint).mean() + F.softplus(shuffled).mean())
