"""The same latents and the same pictures through several models, real ones included."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core import latents
from genstudio.runs.entry import Entry
from genstudio.ui.compare.drawing import NO_ENCODER, WIDEST, Walk, draw, fit, redraw
from genstudio.ui.compare.models import Models


def test_a_narrow_run_takes_the_first_of_the_same_numbers() -> None:
    walk = Walk(count=5, seed=3, goal=4, amount=0.0)
    wide, narrow = walk.latents(64), walk.latents(5)
    np.testing.assert_array_equal(narrow, wide[:, :5])
    np.testing.assert_array_equal(wide, latents.sample(5, WIDEST, 3)[:, :64])


def test_the_walk_meets_both_ends_and_is_smooth() -> None:
    here = Walk(count=4, seed=0, goal=1, amount=0.5)
    start, end = Walk(4, 0, 1, 0.0).latents(16), Walk(4, 0, 1, 1.0).latents(16)
    np.testing.assert_allclose(end, Walk(4, 1, 0, 0.0).latents(16), rtol=1e-5)
    middle = here.latents(16)
    assert middle.dtype == np.float32
    lengths = [np.linalg.norm(z, axis=1) for z in (start, middle, end)]
    np.testing.assert_allclose(lengths[1], (lengths[0] + lengths[2]) / 2, rtol=1e-4)


def test_every_model_draws_at_its_own_size(trained: dict[str, Entry]) -> None:
    keys = [trained[name].key for name in ("pca", "vae", "gan")]
    drawn = draw(Models(), keys, Walk(4, 0, 1, 0.3))
    assert [each.key for each in drawn] == keys
    assert [each.latent for each in drawn] == [12, 5, 7]
    for each in drawn:
        assert each.problem == ""
        assert each.pictures is not None
        assert each.pictures.shape == (4, 1, 28, 28)
        assert each.pictures.dtype == np.uint8


def test_a_broken_run_has_its_sentence_and_the_others_draw(trained: dict[str, Entry]) -> None:
    broken, empty = trained["vae"], trained["bernoulli"]
    for path in (broken.folder.best_path, broken.folder.rolling_path):
        path.write_bytes(b"not weights")
    for path in (empty.folder.best_path, empty.folder.rolling_path):
        path.unlink()
    keys = [broken.key, trained["pca"].key, empty.key, "/nowhere/at all"]
    damaged, good, missing, gone = draw(Models(), keys, Walk(2, 0, 1, 0.0))
    assert good.pictures is not None
    for each in (damaged, missing, gone):
        assert each.pictures is None
        assert each.problem
    assert "no weights yet" in missing.problem


def test_redrawing_measures_each_picture(trained: dict[str, Entry]) -> None:
    from genstudio.runs.model import Model

    pictures = np.random.default_rng(0).integers(0, 256, (6, 1, 28, 28)).astype(np.uint8)
    (pca,) = redraw(Models(), [trained["pca"].key], pictures)
    model = Model.open(trained["pca"].folder.path)
    expected = model.decode(model.encode(pictures).mu)
    np.testing.assert_array_equal(pca.pictures, expected)
    difference = expected.astype(float) - pictures
    assert pca.mse == pytest.approx(np.mean((difference / 127.5) ** 2))
    assert pca.errors is not None
    assert pca.standard_error == pytest.approx(np.std(pca.errors, ddof=1) / np.sqrt(6))


def test_a_gan_says_why_not(trained: dict[str, Entry]) -> None:
    pictures = np.zeros((2, 1, 28, 28), np.uint8)
    gan, vae = redraw(Models(), [trained["gan"].key, trained["vae"].key], pictures)
    assert (gan.pictures, gan.problem) == (None, NO_ENCODER)
    assert np.isnan(gan.mse)
    assert vae.pictures is not None


def test_pictures_are_fitted_to_each_run(trained: dict[str, Entry]) -> None:
    colour = np.random.default_rng(0).integers(0, 256, (3, 3, 64, 64)).astype(np.uint8)
    (vae,) = redraw(Models(), [trained["vae"].key], colour)
    assert vae.pictures is not None
    assert vae.pictures.shape == (3, 1, 28, 28)
    assert fit(colour[:1, :1], (3, 32, 32)).shape == (1, 3, 32, 32)
    np.testing.assert_array_equal(fit(colour, (3, 64, 64)), colour)


def test_models_are_kept_until_their_weights_change(trained: dict[str, Entry]) -> None:
    models, entry = Models(), trained["vae"]
    first = models.get(entry.key)
    assert models.get(entry.key) is first
    entry.folder.change_summary(step=999)
    assert models.get(entry.key) is not first


def test_only_a_few_models_are_kept(trained: dict[str, Entry], library: object) -> None:
    models, kept = Models(), trained["vae"]
    first = models.get(kept.key)
    copies = [library.duplicate(kept) for _ in range(8)]  # type: ignore[attr-defined]
    for copy in copies:
        models.get(copy.key)
    assert models.get(kept.key) is not first
    assert len(models._open) == 8
