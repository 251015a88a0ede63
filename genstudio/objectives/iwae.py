"""The importance-weighted autoencoder (Burda, Grosse and Salakhutdinov 2016)."""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from genstudio.objectives import terms
from genstudio.objectives.game import Batch, Loss, Model
from genstudio.objectives.vae import VAE
from genstudio.objectives.vae_model import VAEModel


class IWAE(VAE):
    """Minimises −log of the mean of k importance weights: a tighter bound than the ELBO.

    What is reported is the bound itself. Its gradient is taken as it stands: no surrogate.
    """

    columns: ClassVar = ("bound", "reconstruction", "kl")

    @property
    def _judged(self) -> str:
        return f"held-out bound, k = {self.recipe.importance_samples}"

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return the negative bound, nats/image."""
        weights = self.told_classes(batch)
        mu, logvar = self.model.posterior(batch.pictures, weights)
        nll, log_ratio = self._draws(self.model, batch, weights, mu, logvar, training=True)
        bound = -terms.log_mean_exp(-nll - log_ratio).mean()
        kl = terms.kl_to_standard(mu, logvar).mean(0).detach()
        if self.training:
            self.model.remember(kl)
        parts = {"bound": bound, "reconstruction": nll.mean(), "kl": kl.sum()}
        return Loss(bound, {name: part.detach() for name, part in parts.items()})

    def quality(self, model: Model, batch: Batch) -> float:
        """Return the negative bound on held-out pictures, in the unit of its name."""
        assert isinstance(model, VAEModel)
        weights = model.one_hot(batch.labels)
        mu, logvar = model.posterior(batch.pictures, weights)
        nll, log_ratio = self._draws(model, batch, weights, mu, logvar, training=False)
        return self.figure(-terms.log_mean_exp(-nll - log_ratio).mean())

    def _draws(
        self,
        model: VAEModel,
        batch: Batch,
        weights: Tensor | None,
        mu: Tensor,
        logvar: Tensor,
        *,
        training: bool,
    ) -> tuple[Tensor, Tensor]:
        """Return −log p(x | z) and log q(z | x) − log p(z) of k draws, `(k, N)` each."""
        k = self.recipe.importance_samples
        mu, logvar = mu.repeat(k, 1), logvar.repeat(k, 1)
        z = terms.reparameterise(mu, logvar, batch.generator)
        told = None if weights is None else weights.repeat(k, 1)
        pictures = batch.pictures.repeat(k, 1, 1, 1)
        nll = (model.training_nll if training else model.nll)(pictures, model.raw(z, told))
        log_ratio = terms.log_normal(z, mu, logvar).sum(1) - model.log_prior(z)
        return nll.view(k, -1), log_ratio.view(k, -1)
