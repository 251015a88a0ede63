"""The mixture: fitted by itself when training ends or stops, beside the weights it belongs to."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.core import events
from genstudio.core.mixture import Mixture
from genstudio.objectives import catalog
from genstudio.training import checkpoint, engine, mixing

MIXED = [key for key, o in catalog.OBJECTIVES.items() if "encoder" in o.traits and key != "pca"]


def mixture_of(path) -> Mixture | None:
    return checkpoint.mixture_in(checkpoint.load(path)[0])


def test_a_fit_finds_known_clusters():
    generator = np.random.default_rng(0)
    centres = np.array([[-6.0, 0, 0], [0, 6, 0], [6, 0, 3]])
    z = centres[generator.integers(0, 3, 3000)] + generator.standard_normal((3000, 3))
    made = mixing.fit(z, components=3)
    assert made.weights.sum() == pytest.approx(1, abs=1e-5)
    for centre in centres:
        assert np.linalg.norm(made.means - centre, axis=1).min() < 0.2
    drawn = made.sample(3000, 0)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(z.T), rtol=0.15, atol=0.5)


def test_few_latents_in_many_dimensions_are_fitted_with_diagonals():
    z = np.random.default_rng(0).standard_normal((60, 40)) * np.linspace(0, 2, 40)
    made = mixing.fit(z)
    assert made.components == 6 and np.isfinite(made.sample(10, 0)).all()
    assert (made.roots[0] == np.diag(np.diag(made.roots[0]))).all()


@pytest.mark.parametrize("objective", MIXED)
def test_it_is_there_when_training_ends(objective, recipe, images, files):
    list(engine.train(recipe(objective, steps=4, batch=8), images, files))
    best = mixture_of(files.best)
    assert best is not None and best.latent == recipe(objective).latent


def test_it_is_there_when_training_is_stopped_and_goes_when_it_goes_on(recipe, images, files):
    job = engine.train(recipe("vae", steps=10_000), images, files)
    next(event for event in job if isinstance(event, events.Step))
    job.close()
    assert mixture_of(files.rolling) is not None
    job = engine.train(recipe("vae", steps=10_000), images, files, resume=True)
    seen = [next(job) for _ in range(4)]
    assert any(isinstance(event, events.Step) for event in seen)
    state = job.gi_frame.f_locals["engine"].state
    assert state.mixture is not None and state._mixed() == {}
    job.close()


def test_the_file_of_the_best_model_gets_one_of_its_own_weights(recipe, images, files):
    chosen = recipe("vae", steps=4, batch=8)
    list(engine.train(chosen, images, files))
    tensors, facts = checkpoint.load(files.best)
    first = checkpoint.mixture_in(tensors)
    assert first is not None
    moved = {
        name: tensor + 0.3 if name.endswith("weight") else tensor
        for name, tensor in tensors.items()
        if not name.startswith(checkpoint.MIXTURE)
    }
    checkpoint.save(files.best, moved, facts)
    scene, _ = engine.prepare(chosen, images, files)
    drawn = scene.pictures(mixing.some_of(scene.chosen, images.shape))
    mixing.mix_file(files.best, scene.state.average.model, drawn)
    refitted = mixture_of(files.best)
    assert refitted is not None and not np.allclose(refitted.means, first.means)
    kept = checkpoint.load(files.best)[0]
    assert all(torch.equal(kept[name], moved[name]) for name in moved)


def test_gans_and_pca_have_none(recipe, images, files):
    for objective in ("hinge", "pca"):
        list(engine.train(recipe(objective, steps=2, batch=8), images, files))
        assert mixture_of(files.rolling) is None and mixture_of(files.best) is None


def test_large_pictures_are_read_less():
    rows = np.arange(10_000)
    assert len(mixing.some_of(rows, (1, 28, 28))) == 5_000
    assert len(mixing.some_of(rows, (1, 28, 28), mixing.FEW)) == 1_500
    assert len(mixing.some_of(rows, (3, 128, 128))) == 500
    assert len(mixing.some_of(rows[:70], (3, 128, 128))) == 70
