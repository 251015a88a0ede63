"""Every net takes and gives the shapes it promises, at every picture size."""

from __future__ import annotations

import math

import pytest
import torch

from genstudio.nets import build, classes, ladder

NETS = ("residual", "dcgan", "mlp")  # of pictures
POINT = (2, 1, 1)


def test_ladder_halves_down_to_eight():
    assert ladder.sizes(28) == [28, 14, 7]
    assert ladder.sizes(128) == [128, 64, 32, 16, 8]
    assert ladder.sizes(16) == [16, 8]
    assert ladder.sizes(256) == [256, 128, 64, 32, 16, 8]
    assert ladder.sizes(100) == [100, 50, 25, 13, 7]


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("shape", [(1, 16, 16), (1, 28, 28), (3, 50, 50), (1, 256, 256)])
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


@pytest.mark.parametrize("net", NETS)
def test_class_inputs_are_heard_and_none_means_all_alike(net):
    torch.manual_seed(0)
    shape = (3, 50, 50)
    decoder = build.decoder(net, latent=5, shape=shape, width=8, norm=True, classes=4).eval()
    encoder = build.encoder(net, outputs=3, shape=shape, width=8, norm=True, classes=4).eval()
    weights = torch.eye(4)
    z = torch.randn(1, 5).expand(4, 5)
    made = classes.told(decoder, z, weights)
    assert made.shape == (4, *shape)
    assert not torch.allclose(made[0], made[1])
    assert not torch.allclose(*classes.told(encoder, made[:1].expand(2, -1, -1, -1), weights[:2]))
    even = torch.full((4, 4), 0.25)
    assert torch.equal(classes.told(decoder, z, None), classes.told(decoder, z, even))
    assert torch.equal(classes.told(encoder, made, None), classes.told(encoder, made, even))


@pytest.mark.parametrize("net", NETS)
def test_the_last_layer_of_an_encoder_sees_its_features(net):
    encoder = build.encoder(net, outputs=2, shape=(1, 28, 28), width=8, norm=True).eval()
    pictures = torch.randn(3, 1, 28, 28)
    last = encoder.last if hasattr(encoder, "last") else encoder.layers[-1]
    assert torch.equal(last(encoder.features(pictures)), encoder(pictures))


def test_waves_of_points_are_sines_and_cosines_of_each_coordinate():
    encoder = build.encoder("mlp", outputs=1, shape=(2, 1, 1), width=4, norm=False)
    seen = []
    encoder.layers[0].register_forward_hook(lambda _, inputs, __: seen.append(inputs[0]))
    places = torch.tensor([[0.3, -0.7], [-1.0, 1.0]])
    encoder(places.view(2, 2, 1, 1))
    turns = (places[:, :, None] * math.pi * torch.tensor([1.0, 2.0, 4.0, 8.0])).flatten(1)
    assert torch.allclose(seen[0], torch.cat([places, turns.sin(), turns.cos()], 1), atol=1e-5)


def test_a_decoder_of_points_moves_its_guess_by_what_its_waves_say():
    torch.manual_seed(0)
    decoder = build.decoder("waves", latent=5, shape=POINT, width=4, norm=False)
    z = torch.randn(6, 5)
    guess = decoder.guess(z)
    seen = []
    decoder.move.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    moved = decoder(z) - guess
    assert moved.shape == (6, *POINT) and float(moved.detach().abs().max()) > 0
    turns = (guess.flatten(1)[:, :, None] * math.pi * torch.tensor([1.0, 2.0, 4.0, 8.0])).flatten(1)
    places = torch.cat([guess.flatten(1), turns.sin(), turns.cos()], 1)
    assert torch.allclose(seen[0], places, atol=1e-5)
    assert torch.allclose(decoder.move(places).view_as(moved), moved, atol=1e-5)


def test_weights_of_runs_on_points_from_before_waves_still_fit():
    names = build.decoder("mlp", latent=2, shape=POINT, width=8, norm=False).state_dict()
    layers = [f"layers.{place}.{kind}" for place in (0, 2, 4) for kind in ("weight", "bias")]
    assert list(names) == layers
