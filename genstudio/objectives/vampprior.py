"""A VAE whose prior is learnt: the VampPrior (Tomczak and Welling 2018)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from genstudio.core.recipe import Recipe
from genstudio.objectives import terms
from genstudio.objectives.game import Batch, Posterior
from genstudio.objectives.vae import VAE, Cloud, Divergence
from genstudio.objectives.vae_model import VAEModel
from genstudio.objectives.whitening import Whitening

_JITTER = 0.1  # noise on the first pseudo-inputs, so that equal ones can part


class VampModel(VAEModel):
    """Its prior is the mean of q(z | u) over K learnt pictures u, the pseudo-inputs.

    Its codes have no fixed scale, so the latents seen outside are whitened (see `whitening`);
    `log_prior`, `posterior` and `raw` speak of codes.
    """

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self.pseudo_inputs = nn.Parameter(torch.zeros(recipe.pseudo_inputs, *shape))
        self.whitening = Whitening(recipe.latent)

    def encode(self, pictures: Tensor, weights: Tensor | None = None) -> Posterior:
        """Return q(z | pictures) of each latent alone."""
        mu, logvar = self.posterior(pictures, weights)
        return Posterior(self.whitening.latents(mu), self.whitening.sigmas(logvar.exp()))

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return the mean picture of p(x | z)."""
        return super().decode(self.whitening.codes(z), weights)

    def effects(self) -> None:
        """Say nothing: the KL to a mixture does not fall apart into dimensions."""
        return

    def sample_prior(self, count: int, seed: int, *, truncation: float = 1.0) -> Tensor:
        """Draw from the learnt mixture: a pseudo-input, then a point of its cloud."""
        generator = np.random.default_rng(seed)
        noise = generator.standard_normal((count, self.latent), dtype=np.float32)
        chosen = generator.integers(0, len(self.pseudo_inputs), count)
        with torch.no_grad():
            mu, logvar = self.posterior(self.shown)
            rows = torch.from_numpy(chosen).to(mu.device)
            epsilon = torch.from_numpy(noise).to(mu.device)
            codes = mu[rows] + truncation * (0.5 * logvar[rows]).exp() * epsilon
            return self.whitening.latents(codes).cpu()

    def log_prior(self, z: Tensor) -> Tensor:
        """Log p(z) of codes `(N, d)`: `(N,)`, nats."""
        return terms.log_mixture(z, *self.posterior(self.shown))

    @property
    def shown(self) -> Tensor:
        """The pseudo-inputs as pictures in [−1, 1], `(K, C, H, W)`."""
        return self.pseudo_inputs.clamp(-1, 1)

    def both(self, pictures: Tensor) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """Return the clouds of pictures and of pseudo-inputs, encoded as one batch.

        In one batch, because batch normalisation would else see two kinds of pictures.
        """
        count = len(pictures)
        mu, logvar = self.posterior(torch.cat([pictures, self.shown]))
        return (mu[:count], logvar[:count]), (mu[count:], logvar[count:])

    @torch.no_grad()
    def begin_with(self, pictures: Tensor, generator: torch.Generator) -> None:
        """Let the pseudo-inputs be these pictures, again and again, with a little noise."""
        count = len(self.pseudo_inputs)
        rows = pictures.repeat(-(-count // len(pictures)), 1, 1, 1)[:count]
        noise = torch.randn(rows.shape, generator=generator, device=rows.device)
        self.pseudo_inputs.copy_((rows + _JITTER * noise).clamp(-1, 1))


@dataclass(frozen=True)
class VampCloud(Cloud):
    """A batch's cloud, and the clouds of the pseudo-inputs: mu and logvar, `(K, d)`."""

    prior: tuple[Tensor, Tensor]


class VampVAE(VAE):
    """Divergence β·(log q(z | x) − log p(z)) with one draw z, for p is a mixture."""

    model: VampModel

    def cloud(self, model: VAEModel, batch: Batch, weights: Tensor | None) -> VampCloud:
        """Encode the batch beside the pseudo-inputs; the first batch becomes them."""
        assert isinstance(model, VampModel)
        if model.training and batch.progress == 0.0:
            model.begin_with(batch.pictures, batch.generator)
        (mu, logvar), prior = model.both(batch.pictures)
        if model.training:
            model.whitening.observe(mu.detach(), logvar.detach().exp())
        return VampCloud(mu, logvar, terms.reparameterise(mu, logvar, batch.generator), prior)

    def divergence(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Divergence:
        """β·(log q(z | x) − log p(z)), one draw a picture."""
        assert isinstance(cloud, VampCloud)
        inside = terms.log_normal(cloud.z, cloud.mu, cloud.logvar).sum(1)
        kl = (inside - terms.log_mixture(cloud.z, *cloud.prior)).mean()
        return Divergence(self.recipe.beta * kl, {"kl": kl.detach()})

    def _build_model(self) -> VampModel:
        return VampModel(self.recipe, self.shape, self.classes)
