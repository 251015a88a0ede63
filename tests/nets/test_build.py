"""Every net takes and gives the shapes it promises, at every picture size."""

from __future__ import annotations

import pytest
import torch

from genstudio.nets import build, ladder
from genstudio.objectives.catalog import NETS


def test_ladder_halves_down_to_eight():
    assert ladder.sizes(28) == [28, 14, 7]
    assert ladder.sizes(128) == [128, 64, 32, 16, 8]
    assert ladder.sizes(100) == [100, 50, 25, 13, 7]


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 50, 50), (3, 64, 64)])
@pytest.mark.parametrize("norm", [True, False])
def test_shapes(net, shape, norm):
    decoder = build.decoder(net, latent=5, shape=shape, width=8, norm=norm)
    encoder = build.encoder(net, outputs=3, shape=shape, width=8, norm=norm)
    made = decoder(torch.randn(4, 5))
    assert made.shape == (4, *shape)
    assert encoder(made).shape == (4, 3)


@pytest.mark.parametrize("net", NETS)
def test_spectral_norm_bounds_the_critic(net):
    torch.manual_seed(0)
    critic = build.encoder(net, outputs=1, shape=(1, 28, 28), width=8, norm=True, spectral=True)
    for _ in range(30):  # power iterations
        critic(torch.randn(2, 1, 28, 28))
    norms = [m.weight.flatten(1) for m in critic.modules() if hasattr(m, "parametrizations")]
    assert norms
    for weight in norms:
        assert torch.linalg.matrix_norm(weight, 2) < 1.1
