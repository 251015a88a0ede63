"""The variational autoencoder (Kingma and Welling 2013) with a calibrated decoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.nets import build
from genstudio.objectives import terms
from genstudio.objectives.game import Batch, Game, Loss, Model, Player, Posterior

_MEMORY = 0.99  # of the running σ and KL, per step
_LOGVAR_LIMITS = (-14.0, 6.0)


class VAEModel(Model):
    """Encoder and decoder, and what is remembered of them: σ and the KL of each dimension."""

    log_sigma: Tensor
    kl_per_dimension: Tensor

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int]) -> None:
        """Build both nets for pictures of `shape`."""
        super().__init__()
        self.latent = recipe.latent
        self.likelihood = recipe.likelihood
        net, width = recipe.net, recipe.width
        outputs = 2 * recipe.latent
        self.encoder = build.encoder(net, outputs=outputs, shape=shape, width=width, norm=True)
        self.decoder = build.decoder(net, latent=recipe.latent, shape=shape, width=width, norm=True)
        self.register_buffer("log_sigma", torch.zeros(()))
        self.register_buffer("kl_per_dimension", torch.zeros(recipe.latent))

    def encode(self, pictures: Tensor, weights: Tensor | None = None) -> Posterior:
        """Return q(z | pictures) as mean and sigma."""
        mu, logvar = self.posterior(pictures)
        return Posterior(mu, (0.5 * logvar).exp())

    def posterior(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return mu and logvar, `(N, d)` each."""
        mu, logvar = self.encoder(pictures).float().chunk(2, dim=1)
        return mu, logvar.clamp(*_LOGVAR_LIMITS)

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return the mean picture of p(x | z)."""
        raw: Tensor = self.decoder(z).float()
        return 2 * torch.sigmoid(raw) - 1 if self.likelihood == "bernoulli" else raw

    def effects(self) -> Tensor:
        """Return the KL of each dimension in nats: 0 is a dimension the decoder ignores."""
        return self.kl_per_dimension


class VAE(Game):
    """One player that minimises reconstruction + β·KL, the negative ELBO at β = 1."""

    columns: ClassVar = ("loss", "reconstruction", "kl")
    quality_name: ClassVar = "held-out loss (nats/image)"
    model: VAEModel

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self.model = VAEModel(recipe, shape)

    def players(self) -> Sequence[Player]:
        """Return the one player."""
        return (Player("vae", self.model, self.recipe.lr, clip=True),)

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return the β-weighted negative ELBO; the KL's weight grows during the warm-up."""
        mu, logvar = self.model.posterior(batch.pictures)
        z = terms.reparameterise(mu, logvar, batch.generator)
        reconstruction = self._reconstruction(batch.pictures, self.model.decoder(z).float())
        kl = terms.kl_to_standard(mu, logvar).mean(0)
        if self.training:
            self.model.kl_per_dimension.lerp_(kl.detach(), 1 - _MEMORY)
        warm = min(1.0, batch.progress / self.recipe.kl_warmup) if self.recipe.kl_warmup else 1.0
        beta = self.recipe.beta
        parts = {
            "loss": (reconstruction + beta * kl.sum()).detach(),
            "reconstruction": reconstruction.detach(),
            "kl": kl.sum().detach(),
        }
        return Loss(reconstruction + beta * warm * kl.sum(), parts)

    def quality(self, model: Model, batch: Batch) -> float:
        """Return the loss on held-out pictures with one z each, nats/image."""
        assert isinstance(model, VAEModel)
        pictures = batch.pictures
        mu, logvar = model.posterior(pictures)
        raw = model.decoder(terms.reparameterise(mu, logvar, batch.generator)).float()
        if self.recipe.likelihood == "bernoulli":
            nll = terms.bernoulli_nll(pictures, raw)
        else:
            nll = terms.gaussian_nll(pictures, raw, model.log_sigma)
        kl = terms.kl_to_standard(mu, logvar).sum(1)
        return float((nll + self.recipe.beta * kl).mean())

    def _reconstruction(self, pictures: Tensor, raw: Tensor) -> Tensor:
        if self.recipe.likelihood == "bernoulli":
            return terms.bernoulli_nll(pictures, raw).mean()
        log_sigma = terms.optimal_log_sigma(pictures, raw)
        if self.training:
            self.model.log_sigma.lerp_(log_sigma.detach(), 1 - _MEMORY)
        return terms.gaussian_nll(pictures, raw, log_sigma).mean()
