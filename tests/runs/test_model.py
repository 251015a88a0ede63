"""The one decoder path: arrays in, arrays out, and sentences for damaged files."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import genstudio
from genstudio.core import events, latents
from genstudio.objectives import catalog
from genstudio.runs import jobs
from genstudio.runs.model import Model


@pytest.mark.parametrize("objective", catalog.OBJECTIVES)
@pytest.mark.parametrize("net", catalog.NETS)
def test_train_save_reload_decode(objective, net, trained):
    """Every objective with every net it fits goes through the whole trip."""
    if net not in catalog.OBJECTIVES[objective].nets:
        pytest.skip("this net is not offered for this objective")
    folder = trained(objective, net=net, steps=3)
    model = genstudio.load(folder.path)
    z = latents.sample(5, model.latent, 0)
    made = model.decode(z)
    assert made.shape == (5, 1, 28, 28) and made.dtype == np.uint8
    assert (model.decode(z) == made).all()
    assert model.effects().values.shape == (model.latent,)
    assert set(model.history()) > {"step", "seconds"}
    if model.can_encode:
        posterior = model.encode(made)
        assert posterior.mu.shape == posterior.sigma.shape == (5, model.latent)
        assert (posterior.sigma >= 0).all()
    else:
        with pytest.raises(ValueError, match="no encoder"):
            model.encode(made)


def test_pca_too(trained):
    model = genstudio.load(trained("pca", latent=40).path)
    pictures = model.sample(4)
    again = model.decode(model.encode(pictures).mu)
    assert np.abs(again.astype(int) - pictures).mean() < 6  # clipped pixels are not linear
    effects = model.effects()
    assert effects.name == "Variance" and (np.diff(effects.values) <= 1e-6).all()


def test_wrong_shapes_are_sentences(trained):
    model = genstudio.load(trained().path)
    with pytest.raises(ValueError, match=r"\(N, 3\)"):
        model.decode(np.zeros((2, 4)))
    with pytest.raises(ValueError, match="1, 28, 28"):
        model.encode(np.zeros((2, 3, 28, 28), np.uint8))


def test_the_run_in_training_can_be_decoded_from_its_weights(library, quick):
    wanted = threading.Event()
    wanted.set()
    folder = library.create(quick())
    seen = list(jobs.train(folder, weights_wanted=wanted))
    weights = [event for event in seen if isinstance(event, events.Weights)][-1]
    summary = folder.read_summary()
    blank = Model.fresh(folder.read_recipe(), summary.shape, summary.class_names)
    live = blank.with_weights(weights.tensors, stamp="live@10")
    z = latents.sample(3, live.latent, 1)
    assert (live.decode(z) == Model.open(folder.path, which="last").decode(z)).all()
    assert live.stamp == "live@10" and blank.stamp == "untrained"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda f: [f.best_path.unlink(), f.rolling_path.unlink()], "no weights yet"),
        (lambda f: f.best_path.write_bytes(b"junk"), "damaged"),
        (lambda f: f.write_recipe(f.read_recipe().change(latent=9)), "shape"),
        (lambda f: f.write_recipe(f.read_recipe().change(net="residual")), "incomplete"),
        (lambda f: f.summary_path.write_text("{"), "damaged"),
        (lambda f: f.recipe_path.unlink(), "not there"),
    ],
)
def test_damaged_runs_are_sentences(trained, damage, words):
    folder = trained()
    damage(folder)
    with pytest.raises((ValueError, OSError), match=words):
        Model.open(folder.path)
