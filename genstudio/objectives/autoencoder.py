"""Autoencoders without noise: the encoder names one point, and something keeps codes in place.

Their reconstruction is the squared error summed over pixels in [−1, 1]. How their latents can be
moved by sliders is told in `whitening`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import torch
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.nets import build
from genstudio.objectives import terms
from genstudio.objectives.game import Batch, Game, Loss, Model, Player, Posterior
from genstudio.objectives.whitening import Whitening


class AutoencoderModel(Model):
    """Encoder and decoder, and where the codes lie."""

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int]) -> None:
        """Build both nets for pictures of `shape`."""
        super().__init__()
        self.latent = recipe.latent
        net, width, latent = recipe.net, recipe.width, recipe.latent
        self.encoder = build.encoder(net, outputs=latent, shape=shape, width=width, norm=True)
        self.decoder = build.decoder(net, latent=latent, shape=shape, width=width, norm=True)
        self.whitening = Whitening(latent)

    def encode(self, pictures: Tensor, weights: Tensor | None = None) -> Posterior:
        """Return the one point of each picture: sigma is 0."""
        mu = self.whitening.latents(self.code(pictures))
        return Posterior(mu, torch.zeros_like(mu))

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Redraw latents, which over the pictures have mean 0 and covariance I."""
        return self.redraw(self.whitening.codes(z))

    def code(self, pictures: Tensor) -> Tensor:
        """Return the encoder's own codes `(N, d)`."""
        codes: Tensor = self.encoder(pictures).float()
        return codes

    def redraw(self, codes: Tensor) -> Tensor:
        """Return the pictures of codes `(N, d)`."""
        pictures: Tensor = self.decoder(codes).float()
        return pictures


class Autoencoder(Game):
    """The plain autoencoder: nothing but the redrawn picture counts."""

    columns: ClassVar[tuple[str, ...]] = ("mse",)
    quality_name = "held-out error (MSE)"
    model: AutoencoderModel

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self.model = AutoencoderModel(recipe, shape)

    def players(self) -> Sequence[Player]:
        """Return the one player."""
        return (Player("autoencoder", self.model, self.recipe.lr, clip=True),)

    def loss(self, player: str, batch: Batch) -> Loss:
        """Return squared error + what this kind adds."""
        codes = self.model.code(batch.pictures)
        error = self.model.redraw(codes) - batch.pictures
        if self.training:
            self.model.whitening.observe(codes.detach())
        extra, parts = self.extra(codes, batch)
        total = error.square().flatten(1).sum(1).mean() + extra
        return Loss(total, {"mse": error.detach().square().mean(), **parts})

    def extra(self, codes: Tensor, batch: Batch) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Return what is added to the squared error, and figures of it: nothing here."""
        return codes.new_zeros(()), {}

    def quality(self, model: Model, batch: Batch) -> float:
        """Return the mean squared error of held-out pictures, pixels in [−1, 1]."""
        assert isinstance(model, AutoencoderModel)
        redrawn = model.redraw(model.code(batch.pictures))
        return float((redrawn - batch.pictures).square().mean())


class RegularisedAutoencoder(Autoencoder):
    """RAE-L2 (Ghosh et al. 2020): small codes and small decoder weights in place of noise.

    Adds β·½‖z‖² + λ·‖θ‖², θ the decoder's weights.
    """

    columns: ClassVar = ("mse", "code_norm", "weight_norm")

    def extra(self, codes: Tensor, batch: Batch) -> tuple[Tensor, Mapping[str, Tensor]]:
        """β·½‖z‖² + λ·‖θ‖²."""
        codes_norm = 0.5 * codes.square().sum(1).mean()
        squares = [p.square().sum() for p in self.model.decoder.parameters()]
        weights_norm = torch.stack(squares).sum()
        total = self.recipe.code_weight * codes_norm + self.recipe.decoder_weight * weights_norm
        return total, {"code_norm": codes_norm.detach(), "weight_norm": weights_norm.detach()}


class WassersteinModel(AutoencoderModel):
    """Its codes are pulled to N(0, I) while it trains, so they are the latents as they are."""

    def encode(self, pictures: Tensor, weights: Tensor | None = None) -> Posterior:
        """Return the one point of each picture: sigma is 0."""
        mu = self.code(pictures)
        return Posterior(mu, torch.zeros_like(mu))

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Redraw latents."""
        return self.redraw(z)


class WassersteinAutoencoder(Autoencoder):
    """WAE-MMD (Tolstikhin et al. 2018): all codes together shall look like N(0, I).

    Adds λ·MMD² between the batch's codes and as many draws from the prior.
    """

    columns: ClassVar = ("mse", "mmd")
    quality_name = "held-out loss (squared error + λ·MMD²)"
    model: WassersteinModel

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Build for pictures of `shape`."""
        super().__init__(recipe, shape, classes)
        self.model = WassersteinModel(recipe, shape)

    def extra(self, codes: Tensor, batch: Batch) -> tuple[Tensor, Mapping[str, Tensor]]:
        """λ·MMD²."""
        prior = terms.standard_like(codes, batch.generator)
        distance = terms.mmd(codes, prior, kernel=self.recipe.mmd_kernel)
        return self.recipe.mmd_weight * distance, {"mmd": distance.detach()}

    def quality(self, model: Model, batch: Batch) -> float:
        """Return the loss on held-out pictures: squared error summed over pixels + λ·MMD²."""
        assert isinstance(model, AutoencoderModel)
        codes = model.code(batch.pictures)
        error = (model.redraw(codes) - batch.pictures).square().flatten(1).sum(1).mean()
        return float(error + self.extra(codes, batch)[0])
