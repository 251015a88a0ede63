"""From a net's name to its modules."""

from __future__ import annotations

from torch import nn

from genstudio.nets.dcgan import DCGANDecoder, DCGANEncoder
from genstudio.nets.mlp import MLPDecoder, MLPEncoder
from genstudio.nets.residual import ResidualDecoder, ResidualEncoder


def decoder(
    net: str, *, latent: int, shape: tuple[int, int, int], width: int, norm: bool
) -> nn.Module:
    """Build latents `(N, latent)` → raw pictures `(N, *shape)`; `norm` is for VAEs."""
    if net == "mlp":
        return MLPDecoder(latent=latent, shape=shape, width=width)
    if net == "dcgan":
        return DCGANDecoder(latent=latent, shape=shape, width=width)
    assert net == "residual", net
    return ResidualDecoder(latent=latent, shape=shape, width=width, norm=norm)


def encoder(
    net: str,
    *,
    outputs: int,
    shape: tuple[int, int, int],
    width: int,
    norm: bool,
    spectral: bool = False,
) -> nn.Module:
    """Build pictures `(N, *shape)` → `(N, outputs)`; a critic is an encoder with one output."""
    if net == "mlp":
        return MLPEncoder(outputs=outputs, shape=shape, width=width, spectral=spectral)
    if net == "dcgan":
        return DCGANEncoder(outputs=outputs, shape=shape, width=width, spectral=spectral, norm=norm)
    assert net == "residual", net
    return ResidualEncoder(outputs=outputs, shape=shape, width=width, norm=norm, spectral=spectral)
