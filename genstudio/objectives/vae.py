"""The variational autoencoder (Kingma and Welling 2013) with a calibrated decoder.

All of the family minimise reconstruction + a divergence of the latents from their prior. A new
member is a subclass that says what its divergence is, and a line in the catalog.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.nets.classes import alike
from genstudio.objectives import terms
from genstudio.objectives.game import Batch, Game, Loss, Model, Player
from genstudio.objectives.vae_model import VAEModel

_UNTOLD = 0.1  # share of pictures whose class is not told, so that "all alike" is learnt too


@dataclass(frozen=True)
class Cloud:
    """What the encoder says of a batch, and one draw from it: all `(N, d)`."""

    mu: Tensor
    logvar: Tensor
    z: Tensor

    @property
    def kl(self) -> Tensor:
        """KL from N(0, 1) per dimension `(d,)`, the mean over pictures, nats."""
        return terms.kl_to_standard(self.mu, self.logvar).mean(0)


@dataclass(frozen=True)
class Divergence:
    """How far a batch's latents are from their prior: what is minimised, and figures of it."""

    total: Tensor
    parts: Mapping[str, Tensor] = field(default_factory=dict)


class VAE(Game):
    """One player that minimises reconstruction + β·KL, the negative ELBO at β = 1."""

    columns: ClassVar[tuple[str, ...]] = ("loss", "reconstruction", "kl")
    model: VAEModel

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self.model = self._build_model()
        self._in_bits = recipe.likelihood == "logistic"
        self.quality_name = f"{self._judged} ({'bits/dim' if self._in_bits else 'nats/image'})"

    @property
    def _judged(self) -> str:
        return "held-out loss"

    def players(self) -> Sequence[Player]:
        """Return the one player."""
        return (Player("vae", self.model, self.recipe.lr, clip=True),)

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return reconstruction + divergence, whose weight grows during the warm-up."""
        weights = self.told_classes(batch)
        cloud = self.cloud(self.model, batch, weights)
        raw = self.model.raw(cloud.z, weights)
        reconstruction = self.model.training_nll(batch.pictures, raw).mean()
        divergence = self.divergence(self.model, cloud, batch)
        kl = cloud.kl.detach()
        if self.training:
            self.model.remember(kl)
        parts = {
            "loss": (reconstruction + divergence.total).detach(),
            "reconstruction": reconstruction.detach(),
            "kl": kl.sum(),
        }
        total = reconstruction + self._warm(batch) * divergence.total
        return Loss(total, {**parts, **divergence.parts})

    def divergence(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Divergence:
        """β·KL(q(z | x) ‖ p(z))."""
        return Divergence(self.recipe.beta * cloud.kl.sum())

    def quality(self, model: Model, batch: Batch) -> float | None:
        """Return the loss on held-out pictures with one z each, in the unit of its name."""
        assert isinstance(model, VAEModel)
        weights = model.one_hot(batch.labels)
        cloud = self.cloud(model, batch, weights)
        nll = model.nll(batch.pictures, model.raw(cloud.z, weights)).mean()
        return self.figure(nll + self.judged(model, cloud, batch))

    def figure(self, nats: Tensor) -> float:
        """Return nats a picture in the unit of the held-out figure."""
        size = math.prod(self.shape)
        found = terms.bits_per_dimension(nats, size) if self._in_bits else nats
        return float(found.detach())

    def judged(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Tensor:
        """Return what the held-out figure adds to the reconstruction: the divergence."""
        return self.divergence(model, cloud, batch).total

    def cloud(self, model: VAEModel, batch: Batch, weights: Tensor | None) -> Cloud:
        """Encode the batch and draw one z a picture."""
        mu, logvar = model.posterior(batch.pictures, weights)
        return Cloud(mu, logvar, terms.reparameterise(mu, logvar, batch.generator))

    def told_classes(self, batch: Batch) -> Tensor | None:
        """Return the batch's class weights; a tenth are told nothing (all classes alike)."""
        weights = self.model.one_hot(batch.labels)
        if weights is None:
            return None
        dice = torch.rand(len(weights), 1, generator=batch.generator, device=weights.device)
        return torch.where(
            dice < _UNTOLD, alike(len(weights), self.model.classes, weights), weights
        )

    def _build_model(self) -> VAEModel:
        return VAEModel(self.recipe, self.shape, self.classes)

    def _warm(self, batch: Batch) -> float:
        share = self.recipe.kl_warmup
        return min(1.0, batch.progress / share) if share else 1.0


class BetaVAE(VAE):
    """β-VAE (Higgins et al. 2017), with a capacity that grows (Burgess et al. 2018).

    The divergence is β·|KL − C|: the latents may remember C nats, and C grows from 0. With C = 0
    it is β·KL.
    """

    columns: ClassVar = (*VAE.columns, "capacity")

    def divergence(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Divergence:
        """β·|KL − C|."""
        share = self.recipe.capacity_growth
        grown = min(1.0, batch.progress / share) if share else 1.0
        capacity = self.recipe.capacity * grown
        total = self.recipe.beta * (cloud.kl.sum() - capacity).abs()
        return Divergence(total, {"capacity": total.new_tensor(capacity)})
