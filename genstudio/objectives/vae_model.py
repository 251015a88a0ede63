"""What is kept of a variational autoencoder: both nets, and how its decoder judges pixels."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from genstudio.core.recipe import Recipe
from genstudio.nets import build
from genstudio.nets.classes import told
from genstudio.objectives import terms
from genstudio.objectives.game import Model, Posterior

_MEMORY = 0.99  # of the running σ and KL, per step
_LOGVAR_LIMITS = (-14.0, 6.0)


class VAEModel(Model):
    """Encoder and decoder, and what is remembered of them: σ and the KL of each dimension."""

    log_sigma: Tensor
    kl_per_dimension: Tensor

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build both nets for pictures of `shape`, told of `classes`."""
        super().__init__()
        self.latent = recipe.latent
        self.classes = classes
        self.likelihood = recipe.likelihood
        net, width, latent = recipe.net, recipe.width, recipe.latent
        self.encoder = build.encoder(
            net, outputs=2 * latent, shape=shape, width=width, norm=True, classes=classes
        )
        self.decoder = build.decoder(
            net, latent=latent, shape=shape, width=width, norm=True, classes=classes
        )
        self.register_buffer("log_sigma", torch.zeros(()))
        self.register_buffer("kl_per_dimension", torch.zeros(latent))
        if self.likelihood == "logistic":
            self.log_scale = nn.Parameter(torch.full((), -1.0))

    def encode(self, pictures: Tensor, weights: Tensor | None = None) -> Posterior:
        """Return q(z | pictures) as mean and sigma."""
        mu, logvar = self.posterior(pictures, weights)
        return Posterior(mu, (0.5 * logvar).exp())

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return the mean picture of p(x | z)."""
        raw = self.raw(z, weights)
        return 2 * torch.sigmoid(raw) - 1 if self.likelihood == "bernoulli" else raw

    def effects(self) -> Tensor | None:
        """Return the KL of each dimension in nats: 0 is a dimension the decoder ignores."""
        return self.kl_per_dimension

    def posterior(self, pictures: Tensor, weights: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return mu and logvar, `(N, d)` each."""
        mu, logvar = told(self.encoder, pictures, weights).float().chunk(2, dim=1)
        return mu, logvar.clamp(*_LOGVAR_LIMITS)

    def raw(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return what the decoder says before it is read as a picture: means, or logits."""
        return told(self.decoder, z, weights).float()

    def nll(self, pictures: Tensor, raw: Tensor) -> Tensor:
        """−log p(pictures | z) from `raw`, per picture `(N,)`, nats, with the remembered σ."""
        if self.likelihood == "bernoulli":
            return terms.bernoulli_nll(pictures, raw)
        if self.likelihood == "logistic":
            return terms.discretised_logistic_nll(pictures, raw, self.log_scale)
        return terms.gaussian_nll(pictures, raw, self.log_sigma)

    def observe(self, raw: Tensor, generator: torch.Generator) -> Tensor:
        """Draw pictures from p(x | z) itself, not its mean, from what `raw` returned.

        Pixels of a Gaussian or a logistic may lie outside [−1, 1]: rounded to the nearest of the
        256 levels they are those of the discretised logistic.
        """
        chance = torch.rand(raw.shape, generator=generator)
        if self.likelihood == "bernoulli":
            return 2.0 * (chance < torch.sigmoid(raw)).float() - 1.0
        if self.likelihood == "logistic":
            return raw + self.noise * torch.logit(chance, eps=1e-6)
        return raw + self.noise * torch.randn(raw.shape, generator=generator)

    @property
    def noise(self) -> float:
        """The σ of the Gaussian or the scale of the logistic, pixels in [−1, 1]; 0 for neither."""
        if self.likelihood == "bernoulli":
            return 0.0
        is_logistic = self.likelihood == "logistic"
        log = self.log_scale.clamp(-7.0, 4.0) if is_logistic else self.log_sigma
        return float(log.exp())

    def training_nll(self, pictures: Tensor, raw: Tensor) -> Tensor:
        """The same with the σ that suits this batch best; remembers it while training."""
        if self.likelihood != "gaussian":
            return self.nll(pictures, raw)
        log_sigma = terms.optimal_log_sigma(pictures, raw)
        if self.training:
            self.log_sigma.lerp_(log_sigma.detach(), 1 - _MEMORY)
        return terms.gaussian_nll(pictures, raw, log_sigma)

    def log_prior(self, z: Tensor) -> Tensor:
        """Log p(z) per row of `z` `(N, d)`: `(N,)`, nats."""
        return terms.log_standard(z)

    def remember(self, kl: Tensor) -> None:
        """Keep a running mean of the KL of each dimension `(d,)`."""
        self.kl_per_dimension.lerp_(kl.detach(), 1 - _MEMORY)
