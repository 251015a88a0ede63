"""VAE-GAN (Larsen et al. 2016): pictures are compared as a critic sees them, not pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor

from genstudio.nets import build
from genstudio.objectives import critic, terms
from genstudio.objectives.game import Batch, Loss, Player
from genstudio.objectives.gan_losses import NonSaturatingGAN
from genstudio.objectives.vae_model import VAEModel


class VAEGAN(NonSaturatingGAN):
    """Three players: the critic, the encoder (features + KL), the decoder (γ·features + game).

    Features are what the critic's last layer sees; their error is a Gaussian's with one shared σ
    that fits the batch (the paper has σ = 1, which hangs on how large the critic's features
    happen to be). The critic is shown redrawn and made pictures, half of each.
    """

    packs: ClassVar = False  # features are compared picture by picture
    columns: ClassVar = ("kl", "features", "loss_generator", *critic.COLUMNS)
    model: VAEModel

    def build_model(self) -> VAEModel:
        """Build encoder and decoder."""
        return VAEModel(self.recipe, self.shape, self.classes)

    def players(self) -> Sequence[Player]:
        """Return critic, encoder and decoder."""
        judge, maker = super().players()
        encoder = Player("encoder", self.model.encoder, maker.lr, maker.betas, maker.betas_final)
        decoder = Player("decoder", self.model.decoder, maker.lr, maker.betas, maker.betas_final)
        return judge, encoder, decoder

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return the loss of "critic", "encoder" or "decoder"."""
        weights = self.model.one_hot(batch.labels)
        turn = {"critic": self._critic_turn, "encoder": self._encoder_turn}
        return turn.get(player, self._decoder_turn)(batch, weights)

    def _critic_turn(self, batch: Batch, weights: Tensor | None) -> Loss:
        with torch.no_grad():
            made = self._half_made(batch, weights)
        return self.critic.turn(self.critic_loss, made, batch, weights)

    def _encoder_turn(self, batch: Batch, weights: Tensor | None) -> Loss:
        """−log p(features | z) + KL."""
        mu, logvar = self.model.posterior(batch.pictures, weights)
        z = terms.reparameterise(mu, logvar, batch.generator)
        redrawn = self.model.decode(z, weights)
        features = self._feature_error(redrawn, batch)
        kl = terms.kl_to_standard(mu, logvar).mean(0)
        if self.training:
            self.model.remember(kl)
            self.model.training_nll(batch.pictures, redrawn.detach())  # only so that σ is known
        total = features + kl.sum()
        return Loss(total, {"kl": kl.sum().detach(), "features": features.detach()})

    def _decoder_turn(self, batch: Batch, weights: Tensor | None) -> Loss:
        """γ·(−log p(features | z)) + the generator's loss on redrawn and made pictures."""
        with torch.no_grad():
            z = self._seen(batch, weights)
        redrawn = self.model.decode(z, weights)
        made = self._mixed(redrawn, self.model.decode(self._latents(batch), weights))
        scores = self.critic.judge(made, batch, weights)
        game = self.generator_loss(torch.zeros_like(scores), scores)
        total = self.recipe.feature_weight * self._feature_error(redrawn, batch) + game
        return Loss(total, {"loss_generator": game.detach()})

    def _feature_error(self, redrawn: Tensor, batch: Batch) -> Tensor:
        """−log N(features of the pictures; features of the redrawn ones, σ²), nats a picture."""
        with torch.no_grad():
            wanted = build.features(self.critic.net, batch.pictures).float()
        found = build.features(self.critic.net, redrawn).float()
        log_sigma = terms.optimal_log_sigma(wanted, found)
        return terms.gaussian_nll(wanted, found, log_sigma).mean()

    def _half_made(self, batch: Batch, weights: Tensor | None) -> Tensor:
        redrawn = self.model.decode(self._seen(batch, weights), weights)
        return self._mixed(redrawn, self.model.decode(self._latents(batch), weights))

    def _seen(self, batch: Batch, weights: Tensor | None) -> Tensor:
        mu, logvar = self.model.posterior(batch.pictures, weights)
        return terms.reparameterise(mu, logvar, batch.generator)

    def _mixed(self, redrawn: Tensor, made: Tensor) -> Tensor:
        """The first half of one, the second half of the other: classes stay in their rows."""
        half = len(redrawn) // 2
        return torch.cat([redrawn[:half], made[half:]])
