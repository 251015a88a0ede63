"""Autoencoders and VAEs: what each adds, what it reports, and what its latents are."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F

from genstudio.core.recipe import Recipe
from genstudio.nets.codes import CodeCritic
from genstudio.objectives import catalog, terms
from genstudio.objectives.disentangling import code_loss
from genstudio.objectives.game import Batch
from genstudio.objectives.whitening import Whitening

ENCODING = [
    key
    for key, entry in catalog.OBJECTIVES.items()
    if "encoder" in entry.traits and "trained" in entry.traits
]
TOLD = [key for key in ENCODING if "labels" in catalog.objective(key).traits]


def game(key, classes=0, **values):
    torch.manual_seed(0)
    values = {"net": "mlp", "width": 4, "latent": 3, "conditional": bool(classes)} | values
    return catalog.build(Recipe(objective=key, **values), (1, 28, 28), classes)


def batch(count=8, progress=1.0, seed=1, labels=None):
    made = torch.Generator().manual_seed(2)
    pictures = torch.rand(count, 1, 28, 28, generator=made) * 2 - 1
    return Batch(pictures, progress, 1.0, torch.Generator().manual_seed(seed), labels)


@pytest.mark.parametrize("key", ENCODING)
def test_every_column_is_reported_and_the_last_layers_learn(key):
    it = game(key)
    parts = {}
    for player in it.players():
        it.zero_grad()
        loss = it.loss(player.name, batch())
        loss.total.backward()
        assert any(p.grad is not None and p.grad.any() for p in player.module.parameters())
        parts |= loss.parts
    assert set(it.columns) == set(parts)
    assert all(part.shape == () and not part.requires_grad for part in parts.values())


@pytest.mark.parametrize("key", ENCODING)
def test_the_held_out_figure_is_finite_repeats_and_has_its_unit(key):
    it = game(key).eval()
    first, again = (it.quality(it.model, batch()) for _ in range(2))
    if first is None:
        pytest.skip("judged from outside")
    assert math.isfinite(first) and first == again
    assert "(" in it.quality_name


@pytest.mark.parametrize("key", ["vae", "betavae", "tcvae", "infovae", "iwae", "vampprior"])
def test_the_logistic_figure_is_in_bits(key):
    it = game(key, likelihood="logistic").eval()
    assert it.quality_name.endswith("(bits/dim)")
    assert 5 < it.quality(it.model, batch()) < 12  # an untrained model of noise: about 8 bits


@pytest.mark.parametrize("key", TOLD)
def test_classes_are_heard(key):
    it = game(key, classes=3).eval()
    z = torch.zeros(3, it.model.latent)
    made = it.model.decode(z, torch.eye(3))
    assert not torch.allclose(made[0], made[1])
    assert torch.equal(it.model.decode(z), it.model.decode(z, torch.full((3, 3), 1 / 3)))
    labels = torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
    for player in it.train().players():
        assert torch.isfinite(it.loss(player.name, batch(labels=labels)).total)


def test_a_conditional_vae_learns_what_a_class_looks_like():
    it = game("vae", classes=2, width=8)
    adam = torch.optim.Adam(it.parameters(), lr=2e-3)
    labels = torch.arange(16) % 2
    pictures = (labels.float() - 0.5).view(-1, 1, 1, 1).expand(16, 1, 28, 28).contiguous()
    noise = torch.Generator().manual_seed(0)
    for _ in range(150):
        adam.zero_grad()
        it.loss("vae", Batch(pictures, 1.0, 1.0, noise, labels)).total.backward()
        adam.step()
    with torch.no_grad():
        dark, light = it.eval().model.decode(torch.zeros(2, 3), torch.eye(2)).mean((1, 2, 3))
    assert dark.item() < -0.2 and light.item() > 0.2


# -- each by its own rule -----------------------------------------------------------------------


def test_the_capacity_grows_and_pulls_from_both_sides():
    values = {"beta": 2.0, "capacity": 10.0, "capacity_growth": 0.5, "kl_warmup": 0.0}
    it = game("betavae", **values)
    for progress, capacity in ((0.0, 0.0), (0.25, 5.0), (0.5, 10.0), (1.0, 10.0)):
        loss = it.loss("vae", batch(progress=progress))
        assert float(loss.parts["capacity"]) == pytest.approx(capacity)
        pull = 2.0 * abs(float(loss.parts["kl"]) - capacity)
        expected = float(loss.parts["reconstruction"]) + pull
        assert float(loss.total) == pytest.approx(expected, rel=1e-5)
    plain = game("vae", beta=2.0, kl_warmup=0.0).loss("vae", batch())
    none = game("betavae", **(values | {"capacity": 0.0})).loss("vae", batch())
    assert float(none.total) == pytest.approx(float(plain.total), rel=1e-6)


def test_iwae_reports_its_bound_which_tightens_with_k():
    figures = []
    for k in (1, 5, 50):
        it = game("iwae", importance_samples=k).eval()
        loss = it.loss("vae", batch())
        assert float(loss.parts["bound"]) == float(loss.total)
        values = [it.quality(it.model, batch(seed=seed)) for seed in range(30)]
        figures.append(sum(values) / len(values))
    assert figures == sorted(figures, reverse=True)  # −bound falls to −log p(x)


def test_tcvae_with_weight_one_is_a_vae_up_to_the_draw():
    it = game("tcvae", tc_weight=1.0, kl_warmup=0.0)
    wide = batch(512)
    tc, vae = (g.loss("vae", wide).total for g in (it, game("vae", kl_warmup=0.0)))
    assert float(tc) == pytest.approx(float(vae), rel=1e-3)


def test_infovae_at_alpha_zero_and_weight_one_is_a_vae():
    info = game("infovae", info_alpha=0.0, mmd_weight=1.0).loss("vae", batch())
    plain = game("vae").loss("vae", batch())
    assert float(info.total) == pytest.approx(float(plain.total), rel=1e-6)
    whole = game("infovae", info_alpha=1.0, mmd_weight=7.0).loss("vae", batch())
    expected = float(whole.parts["reconstruction"]) + 7 * float(whole.parts["mmd"])
    assert float(whole.total) == pytest.approx(expected, rel=1e-5)


def test_the_player_that_looks_at_codes_learns_the_total_correlation():
    """Two dimensions with correlation 0.9: −½ log(1 − 0.81) = 0.830 nats."""
    torch.manual_seed(0)
    noise = torch.Generator().manual_seed(1)
    critic = CodeCritic(latent=2, width=4)
    adam = torch.optim.Adam(critic.parameters(), lr=2e-3)
    root = torch.tensor([[1.0, 0.0], [0.9, math.sqrt(1 - 0.81)]])

    def draw(count):
        return torch.randn(count, 2, generator=noise) @ root.T

    for _ in range(500):
        shuffled = terms.shuffle_dimensions(draw(256), noise)
        adam.zero_grad()
        code_loss(critic(draw(256)), critic(shuffled)).backward()
        adam.step()
    with torch.no_grad():
        found = float(critic(draw(20_000)).mean())
    assert found == pytest.approx(-0.5 * math.log(1 - 0.81), rel=0.15)


def test_factorvaes_players_move_only_their_own_weights():
    it = game("factorvae")
    it.loss("codes", batch()).total.backward()
    assert all(p.grad is None for p in it.model.parameters())
    assert float(code_loss(torch.zeros(4), torch.zeros(4))) == pytest.approx(math.log(2))


def test_rae_adds_half_the_squared_code_and_the_squared_weights():
    it = game("rae", code_weight=0.5, decoder_weight=0.25)
    loss = it.loss("autoencoder", batch())
    codes = it.model.code(batch().pictures)
    weights = sum(float(p.square().sum()) for p in it.model.decoder.parameters())
    error = float((it.model.redraw(codes) - batch().pictures).square().sum() / 8)
    expected = error + 0.25 * float(codes.square().sum(1).mean()) + 0.25 * weights
    assert float(loss.total) == pytest.approx(expected, rel=1e-5)


# -- latents as sliders expect them ---------------------------------------------------------------


def test_whitened_latents_have_mean_zero_and_covariance_one():
    noise = torch.Generator().manual_seed(0)
    mix = torch.tensor([[3.0, 0.0], [2.0, 0.5]])
    whitening = Whitening(2)
    for _ in range(800):
        whitening.observe(torch.randn(256, 2, generator=noise) @ mix.T + 5)
    codes = torch.randn(20_000, 2, generator=noise) @ mix.T + 5
    z = whitening.latents(codes)
    assert torch.allclose(z.mean(0), torch.zeros(2), atol=0.1)
    assert torch.allclose(torch.cov(z.T), torch.eye(2), atol=0.1)
    assert torch.allclose(whitening.codes(z), codes, atol=1e-4)


def test_sigmas_are_those_of_draws():
    whitening = Whitening(2)
    whitening.covariance.copy_(torch.tensor([[4.0, 1.5], [1.5, 1.0]]))
    variances = torch.tensor([[0.5, 0.2]])
    noise = torch.randn(100_000, 2, generator=torch.Generator().manual_seed(0))
    drawn = whitening.latents(noise * variances.sqrt())
    assert torch.allclose(whitening.sigmas(variances)[0], drawn.std(0), rtol=0.02)


@pytest.mark.parametrize("key", ["ae", "rae", "wae"])
def test_an_autoencoder_names_one_point_and_redraws_its_own_code(key):
    it = game(key)
    for _ in range(3):
        it.loss("autoencoder", batch())
    it.eval()
    pictures = batch().pictures
    posterior = it.model.encode(pictures)
    assert not posterior.sigma.any()
    direct = it.model.redraw(it.model.code(pictures))
    assert torch.allclose(it.model.decode(posterior.mu), direct, atol=1e-4)
    assert it.model.effects() is None  # measured from outside


def test_effects_are_the_kl_of_each_dimension_where_there_is_one():
    for key in ("vae", "betavae", "tcvae", "factorvae", "infovae", "iwae"):
        it = game(key)
        loss = it.loss("vae", batch())
        kl = it.cloud(it.model, batch(), None).kl
        for _ in range(800):
            it.model.remember(kl)
        assert float(it.model.effects().sum()) == pytest.approx(float(loss.parts["kl"]), rel=0.01)
    assert game("vampprior").model.effects() is None


# -- a prior that is learnt -------------------------------------------------------------------


def vamp():
    it = game("vampprior", pseudo_inputs=6)
    it.loss("vae", batch(progress=0.0))
    return it


def test_pseudo_inputs_begin_as_pictures_and_are_kept():
    it = vamp()
    pseudo = it.model.pseudo_inputs
    assert "model.pseudo_inputs" in it.state_dict() and pseudo.requires_grad
    assert float((pseudo - batch().pictures[:6]).abs().mean()) < 0.15
    before = pseudo.detach().clone()
    it.loss("vae", batch(progress=0.5)).total.backward()
    assert torch.equal(pseudo.detach(), before) and pseudo.grad.any()


def test_draws_come_from_the_learnt_mixture():
    it = vamp().eval()
    model = it.model
    z = model.sample_prior(4000, 3)
    assert torch.equal(z, model.sample_prior(4000, 3))
    assert not torch.equal(z, model.sample_prior(4000, 4))
    codes = model.whitening.codes(z)
    mu, logvar = model.posterior(model.shown)
    assert torch.allclose(codes.mean(0), mu.mean(0), atol=0.1)
    spread = mu.var(0, unbiased=False) + logvar.exp().mean(0)
    assert torch.allclose(codes.var(0), spread, rtol=0.15)
    assert float(model.log_prior(codes).mean()) > float(model.log_prior(codes + 3).mean())


def test_the_vamp_kl_is_zero_where_every_cloud_is_the_prior():
    it = vamp()
    with torch.no_grad():
        for parameter in it.model.encoder.parameters():
            parameter.zero_()
    loss = it.loss("vae", batch(progress=0.5))
    assert float(loss.parts["kl"]) == pytest.approx(0.0, abs=1e-4)


def test_average_pictures_of_noise_do_not_matter_to_batch_normalisation():
    """Pictures and pseudo-inputs are normalised as one batch: the running mean saw both."""
    it = game("vampprior", net="dcgan", pseudo_inputs=4)
    it.loss("vae", batch(progress=0.0))
    norms = [m for m in it.model.encoder.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    assert norms and all(int(norm.num_batches_tracked) == 1 for norm in norms)


def test_decoded_bernoulli_pictures_are_probabilities():
    it = game("betavae", likelihood="bernoulli").eval()
    z = torch.randn(2, 3)
    expected = 2 * torch.sigmoid(it.model.raw(z)) - 1
    assert torch.equal(it.model.decode(z), expected)
    nll = it.model.nll(batch(2).pictures, it.model.raw(z))
    target = (batch(2).pictures + 1) / 2
    whole = F.binary_cross_entropy_with_logits(it.model.raw(z), target, reduction="sum")
    assert float(nll.sum()) == pytest.approx(float(whole), rel=1e-5)


# -- the game of three ------------------------------------------------------------------------


def test_vaegans_players_each_move_their_own_part():
    it = game("vaegan", feature_weight=0.5)
    moved = {}
    for player in it.players():
        it.zero_grad()
        for other in it.players():
            other.module.requires_grad_(other.name == player.name)
        it.loss(player.name, batch()).total.backward()
        parts = {"critic": it.critic, "encoder": it.model.encoder, "decoder": it.model.decoder}
        moved[player.name] = {
            name
            for name, part in parts.items()
            if any(p.grad is not None and p.grad.any() for p in part.parameters())
        }
    assert moved == {name: {name} for name in ("critic", "encoder", "decoder")}


def test_a_picture_and_its_perfect_redrawing_look_alike_to_the_critic():
    it = game("vaegan")
    same = it._feature_error(batch().pictures, batch())
    other = it._feature_error(batch().pictures.flip(0), batch())
    assert float(same.detach()) < float(other.detach())


def test_a_vaegan_knows_how_far_its_pixels_are_off():
    it = game("vaegan")
    for _ in range(3):
        it.loss("encoder", batch())
    assert float(it.model.log_sigma) != 0.0  # else its likelihood would be that of any σ
