"""The losses of the GAN family: a small class each, two formulas of the critic's scores.

A new one is a subclass with two methods and a line in the catalog.
"""

from __future__ import annotations

from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor

from genstudio.objectives.gan import GAN


class MinimaxGAN(GAN):
    """Goodfellow et al. 2014 as written: the generator minimises log(1 − D(G(z)))."""

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−(1 − s)·log D(x) − s·log(1 − D(x)) − log(1 − D(G(z))).

        s is one-sided label smoothing (Salimans et al. 2016); log D(x) − log(1 − D(x)) is the
        score itself.
        """
        smoothing = self.recipe.label_smoothing
        return (F.softplus(-real) + smoothing * real).mean() + F.softplus(made).mean()

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """log(1 − D(G(z))): flat where the critic is sure."""
        return -F.softplus(made).mean()


class NonSaturatingGAN(MinimaxGAN):
    """The variant Goodfellow et al. recommend: the generator maximises log D(G(z))."""

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−log D(G(z))."""
        return F.softplus(-made).mean()


class LeastSquaresGAN(GAN):
    """LSGAN (Mao et al. 2017): scores are pulled towards 1 for real and −1 for made pictures.

    The targets (−1, 1, 0) of the paper's section 3.2.3, with which a score of 0 means "cannot
    tell" as in the other losses.
    """

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """½·(D(x) − (1 − 2s))² + ½·(D(G(z)) + 1)², s the one-sided label smoothing."""
        target = 1 - 2 * self.recipe.label_smoothing
        return 0.5 * ((real - target).square().mean() + (made + 1).square().mean())

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """½·D(G(z))²."""
        return 0.5 * made.square().mean()


class HingeGAN(GAN):
    """The hinge loss (Lim and Ye 2017; Miyato et al. 2018 with spectral normalisation)."""

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """max(0, 1 − D(x)) + max(0, 1 + D(G(z)))."""
        return F.relu(1 - real).mean() + F.relu(1 + made).mean()

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−D(G(z))."""
        return -made.mean()


class WassersteinGAN(GAN):
    """WGAN (Arjovsky et al. 2017): the critic measures how far made pictures are from real ones.

    It holds only while the critic's slope is bounded: by clipped weights as in that paper, or by
    a gradient penalty (WGAN-GP, Gulrajani et al. 2017).
    """

    only_differences: ClassVar = True

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """D(G(z)) − D(x): minus the distance."""
        return made.mean() - real.mean()

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−D(G(z))."""
        return -made.mean()


class RelativisticGAN(GAN):
    """RpGAN (Jolicoeur-Martineau 2018; R3GAN 2024): real and made are judged in pairs."""

    is_relativistic: ClassVar = True
    only_differences: ClassVar = True

    def critic_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−log σ(D(x) − D(G(z)))."""
        return F.softplus(made - real).mean()

    def generator_loss(self, real: Tensor, made: Tensor) -> Tensor:
        """−log σ(D(G(z)) − D(x))."""
        return F.softplus(real - made).mean()
