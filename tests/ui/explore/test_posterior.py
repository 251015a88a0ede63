"""μ, σ, ε and errors: identities and closed forms."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.ui.explore.posterior import Given, Seen, error, look


def seen() -> Seen:
    generator = np.random.default_rng(0)
    mu = generator.standard_normal(5).astype(np.float32)
    return Seen("a", np.zeros((1, 28, 28), np.uint8), mu, np.full(5, 0.25, np.float32))


def test_roll_and_noise_are_inverse() -> None:
    epsilon = np.random.default_rng(1).standard_normal(5).astype(np.float32)
    assert seen().noise(seen().roll(epsilon)) == pytest.approx(epsilon, abs=1e-5)


def test_no_noise_is_the_mean() -> None:
    assert np.array_equal(seen().roll(np.zeros(5)), seen().mu)
    assert not seen().noise(seen().mu).any()


def test_a_width_of_zero_has_no_noise_on_the_mean_and_infinite_beside_it() -> None:
    sigma = np.array([0.0, 0.0, 0.0, 1.0])
    sharp = Seen("a", np.zeros((1, 2, 2), np.uint8), np.zeros(4, np.float32), sigma)
    noise = sharp.noise(np.array([0.0, 1.0, -1.0, 0.0], np.float32))
    assert noise.tolist() == [0, math.inf, -math.inf, 0]
    assert "∞" in sharp.formula(1, np.array([0.0, 1.0, -1.0, 0.0], np.float32))


def test_an_autoencoder_has_no_noise_to_roll() -> None:
    point = Seen("a", np.zeros((1, 2, 2), np.uint8), np.ones(2, np.float32), np.zeros(2))
    assert not point.has_noise
    assert point.formula(1, np.array([1.0, 0.5], np.float32)).endswith("1.00 + −0.50 = 0.50")


def test_the_formula_adds_up() -> None:
    one = Seen("a", np.zeros((1, 2, 2), np.uint8), np.array([0.95]), np.array([0.31]))
    text = one.formula(0, np.array([0.95 + 0.31 * 0.81]))
    assert text == "z₁ = μ + σ·ε = 0.95 + 0.31 × 0.81 = 1.20"
    assert "−" in one.formula(0, np.array([-1.0]))


def test_error_of_known_pictures() -> None:
    black, white = np.zeros((1, 4, 4), np.uint8), np.full((1, 4, 4), 255, np.uint8)
    assert error(black, white).mse == 1
    assert error(black, white).psnr == pytest.approx(0)
    assert error(black, black).sentence == "MSE 0.0000 · PSNR ∞ dB"
    half = np.full((1, 4, 4), 51, np.uint8)  # a fifth of white: 0.2² = 0.04
    assert error(black, half).mse == pytest.approx(0.04)
    assert error(black, half).psnr == pytest.approx(-10 * math.log10(0.04))


@pytest.fixture
def model(trained: Path):
    from genstudio.runs.model import Model

    return Model.open(trained / "vae")


def test_look_reads_a_colour_file_of_any_size(model, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGB", (120, 90), (255, 0, 0)).save(path)
    found = look(model, Given("large.png", path))
    assert found.original.shape == (1, 28, 28)
    assert found.mu.shape == found.sigma.shape == (6,)
    assert (found.sigma > 0).all()


def test_look_reads_bytes_as_it_reads_the_file(model, tmp_path: Path) -> None:
    path = tmp_path / "noise.png"
    Image.effect_noise((50, 50), 80).save(path)
    first, second = (look(model, Given("n", source)) for source in (path, path.read_bytes()))
    assert np.array_equal(first.original, second.original)
    assert np.array_equal(first.mu, second.mu)


def test_look_agrees_with_the_model(model) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (1, 28, 28), dtype=np.uint8)
    posterior = model.encode(picture[None])
    assert np.array_equal(look(model, Given("own", picture)).mu, posterior.mu[0])


def test_look_says_what_is_wrong(model, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="another size"):
        look(model, Given("own", np.zeros((3, 64, 64), np.uint8)))
    path = tmp_path / "no.png"
    path.write_text("not a picture")
    with pytest.raises(ValueError, match=r"no\.png.*not a picture"):
        look(model, Given("no.png", path))
    buffer = io.BytesIO()
    Image.effect_noise((60, 60), 90).save(buffer, "PNG")
    with pytest.raises(ValueError, match="could not be used"):
        look(model, Given("cut", buffer.getvalue()[:200]))
