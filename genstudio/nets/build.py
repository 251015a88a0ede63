"""From a net's name to its modules; points of a plane have nets of their own.

With `classes` they take class weights as a second input: call them by `classes.told`.
"""

from __future__ import annotations

from torch import Tensor, nn

from genstudio.nets.classes import EMBEDDED, ClassDecoder, ClassEncoder
from genstudio.nets.dcgan import DCGANDecoder, DCGANEncoder
from genstudio.nets.mlp import MLPDecoder, MLPEncoder
from genstudio.nets.points import PointDecoder, PointEncoder, WaveDecoder
from genstudio.nets.residual import ResidualDecoder, ResidualEncoder

Shape = tuple[int, int, int]
_ENCODERS = MLPEncoder | DCGANEncoder | ResidualEncoder | PointEncoder


def decoder(
    net: str, *, latent: int, shape: Shape, width: int, norm: bool, classes: int = 0
) -> nn.Module:
    """Build latents `(N, latent)` → raw pictures `(N, *shape)`; `norm` is for VAEs."""
    if classes:
        plain = _decoder(net, latent + EMBEDDED, shape, width, norm)
        return ClassDecoder(plain, classes=classes)
    return _decoder(net, latent, shape, width, norm)


def encoder(
    net: str,
    *,
    outputs: int,
    shape: Shape,
    width: int,
    norm: bool,
    spectral: bool = False,
    classes: int = 0,
) -> nn.Module:
    """Build pictures `(N, *shape)` → `(N, outputs)`; a critic is an encoder with one output."""
    if classes:
        wider = (shape[0] + 1, *shape[1:])
        plain = _encoder(net, outputs, wider, width, norm, spectral)
        return ClassEncoder(plain, classes=classes, size=shape[1])
    return _encoder(net, outputs, shape, width, norm, spectral)


def features(net: nn.Module, pictures: Tensor) -> Tensor:
    """Return what the last layer of an encoder without class inputs sees, `(N, F)`."""
    assert isinstance(net, _ENCODERS)
    return net.features(pictures)


def last(net: nn.Module) -> nn.Linear:
    """Return the last layer of an encoder without class inputs."""
    assert isinstance(net, _ENCODERS)
    assert isinstance(net.last, nn.Linear)
    return net.last


def _decoder(net: str, latent: int, shape: Shape, width: int, norm: bool) -> nn.Module:
    if shape[1:] == (1, 1):
        plane = WaveDecoder if net == "waves" else PointDecoder
        return plane(latent=latent, width=width)
    if net == "mlp":
        return MLPDecoder(latent=latent, shape=shape, width=width)
    if net == "dcgan":
        return DCGANDecoder(latent=latent, shape=shape, width=width)
    assert net == "residual", net
    return ResidualDecoder(latent=latent, shape=shape, width=width, norm=norm)


def _encoder(
    net: str, outputs: int, shape: Shape, width: int, norm: bool, spectral: bool
) -> nn.Module:
    if shape[1:] == (1, 1):
        return PointEncoder(outputs=outputs, channels=shape[0], width=width, spectral=spectral)
    if net == "mlp":
        return MLPEncoder(outputs=outputs, shape=shape, width=width, spectral=spectral)
    if net == "dcgan":
        return DCGANEncoder(outputs=outputs, shape=shape, width=width, spectral=spectral, norm=norm)
    assert net == "residual", net
    return ResidualEncoder(outputs=outputs, shape=shape, width=width, norm=norm, spectral=spectral)
