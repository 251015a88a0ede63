"""Draws from p(x | z): their mean is the decoder's, their spread the likelihood's own noise."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.objectives import terms
from genstudio.objectives.vae_model import VAEModel
from genstudio.runs import observing
from genstudio.runs.model import Model


def opened(trained, likelihood: str) -> tuple[Model, VAEModel]:
    model = Model.open(trained("vae", likelihood=likelihood).path)
    assert isinstance(model.net, VAEModel)
    return model, model.net


@pytest.mark.parametrize("likelihood", ["gaussian", "bernoulli", "logistic"])
def test_draws_have_the_decoders_mean_and_equal_seeds_agree(trained, likelihood: str) -> None:
    model, net = opened(trained, likelihood)
    z = model.draw_latents(1, seed=0)[0]
    found = observing.observe(model, z, None, 0)
    np.testing.assert_array_equal(found.mean, model.decode(z[None])[0])
    np.testing.assert_array_equal(found.draw, observing.observe(model, z, None, 0).draw)
    assert (found.draw != observing.observe(model, z, None, 1).draw).any()
    assert found.likelihood == likelihood
    raw = net.raw(torch.from_numpy(z)[None]).expand(4000, -1, -1, -1)[:, :, 10:14, 10:14]
    drawn = net.observe(raw, torch.Generator().manual_seed(0))
    mean = net.decode(torch.from_numpy(z)[None])[0, :, 10:14, 10:14]
    spread = drawn.std(0)
    assert ((drawn.mean(0) - mean).abs() < 5 * spread / 4000**0.5 + 1e-4).all()
    if likelihood == "bernoulli":
        assert set(drawn.unique().tolist()) <= {-1.0, 1.0} and found.noise == 0
    else:
        wide = net.noise if likelihood == "gaussian" else net.noise * np.pi / 3**0.5
        assert torch.allclose(spread, torch.full_like(spread, wide), rtol=0.08)
        assert found.noise == pytest.approx(127.5 * net.noise)


def test_a_logistic_draw_at_256_levels_is_what_the_likelihood_says(trained) -> None:
    """The share of each level agrees with e^−nll of that level (PixelCNN++, equation 2)."""
    _, net = opened(trained, "logistic")
    with torch.no_grad():
        net.log_scale.fill_(-3.0)
    raw = torch.full((60_000, 1, 1, 1), 0.9)
    drawn = net.observe(raw, torch.Generator().manual_seed(3)).clamp(-1, 1)
    level = ((drawn + 1) * 127.5).round() / 127.5 - 1
    for wanted in (1.0, round(0.9 * 127.5 + 127.5) / 127.5 - 1):
        share = float((level - wanted).abs().lt(1e-3).float().mean())
        picture = torch.full((1, 1, 1, 1), wanted)
        nll = terms.discretised_logistic_nll(picture, raw[:1], net.log_scale)
        assert share == pytest.approx(float((-nll).exp()), abs=0.01)


@pytest.mark.parametrize(
    ("objective", "can"), [("vae", True), ("iwae", True), ("vaegan", False), ("ae", False)]
)
def test_only_a_likelihood_of_pixels_can_be_drawn_from(trained, objective: str, can: bool) -> None:
    net = {"net": "residual"} if objective == "vaegan" else {}
    model = Model.open(trained(objective, steps=1, **net).path)
    assert observing.can_observe(model) == can
