"""InfoVAE (Zhao, Song and Ermon 2019), with MMD between all latents together and the prior."""

from __future__ import annotations

from typing import ClassVar

from genstudio.objectives import terms
from genstudio.objectives.game import Batch
from genstudio.objectives.vae import VAE, Cloud, Divergence
from genstudio.objectives.vae_model import VAEModel


class InfoVAE(VAE):
    """Divergence (1 − α)·KL + (α + λ − 1)·MMD²; MMD-VAE at α = 1, a plain VAE at α = 0, λ = 1."""

    columns: ClassVar = (*VAE.columns, "mmd")

    def divergence(self, model: VAEModel, cloud: Cloud, batch: Batch) -> Divergence:
        """(1 − α)·KL + (α + λ − 1)·MMD²."""
        alpha, weight = self.recipe.info_alpha, self.recipe.mmd_weight
        prior = terms.standard_like(cloud.z, batch.generator)
        distance = terms.mmd(cloud.z, prior, kernel=self.recipe.mmd_kernel)
        total = (1 - alpha) * cloud.kl.sum() + max(alpha + weight - 1, 0.0) * distance
        return Divergence(total, {"mmd": distance.detach()})
