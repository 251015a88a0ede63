"""Checkups: the right figures for each game, and nothing of what is learnt depends on them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from genstudio.core import events
from genstudio.objectives import catalog
from genstudio.training import checkpoint, checkup, engine
from genstudio.training.checkup import CheckingUp

ALL = tuple(catalog.OBJECTIVES)
OFTEN, NEVER = (0.0, 1.0), (1e9, 1.0)


def looked(recipe, images, files):
    scene, turns = engine.prepare(catalog.resolve(recipe), images, files)
    for _ in range(3):
        turns.take()
    [event] = CheckingUp(scene).take()
    return event


@pytest.mark.parametrize("objective", ALL)
def test_every_game_has_finite_figures(objective, recipe, images, files):
    event = looked(recipe(objective), images, files)
    traits = catalog.objective(objective).traits
    assert isinstance(event, events.Checkup) and event.step == 3
    assert all(math.isfinite(value) for value in event.figures.values()), event.figures
    assert {"pictures", "rollbacks", "diversity", "nearest", "distance"} <= event.figures.keys()
    assert ("unexplained" in event.figures) == ("encoder" in traits)
    assert ("told" in event.figures) == ("critic" in traits)


@pytest.mark.parametrize(
    ("objective", "values"),
    [
        ("vae", {"net": "dcgan"}),
        ("hinge", {"net": "dcgan", "spectral_norm": True, "r1": 0.0, "r2": 0.0}),
        ("nsgan", {"net": "dcgan", "r1": 0.0, "r2": 0.0}),
    ],
)
def test_how_often_they_are_taken_changes_nothing(
    objective, values, recipe, images, files, tmp_path, monkeypatch
):
    """Batch and spectral normalisation included: their memories are in the checkpoint."""
    kept = []
    for seconds, share in (OFTEN, NEVER):
        monkeypatch.setattr(checkup, "_SECONDS", seconds)
        monkeypatch.setattr(checkup, "_SHARE", share)
        monkeypatch.setattr(engine, "_REPORT_SECONDS", 0.0)
        seen = list(engine.train(recipe(objective, steps=6, **values), images, files))
        count = sum(isinstance(event, events.Checkup) for event in seen)
        assert count >= 2 if seconds == 0 else count == 1
        kept.append(checkpoint.load(files.rolling)[0])
    assert all(torch.equal(kept[0][name], kept[1][name]) for name in kept[0])


@pytest.mark.parametrize(("held_out", "is_asked"), [(0.1, True), (0.02, False)])
def test_a_critic_of_bundles_is_asked_where_there_are_enough(
    held_out, is_asked, recipe, images, files
):
    event = looked(recipe("rpgan", pack=4, held_out=held_out), images, files)
    assert ("told" in event.figures) == is_asked
    assert all(math.isfinite(value) for value in event.figures.values()), event.figures


def test_pictures_like_the_real_ones_are_at_no_distance(recipe, images, files):
    scene, _ = engine.prepare(catalog.resolve(recipe()), images, files)
    check = CheckingUp(scene)
    real = scene.pictures(scene.chosen).pictures[:128]
    check._draw = lambda model, like: real
    figures = check._made()
    assert abs(figures["distance"]) < 0.1
    assert figures["diversity"] == pytest.approx(1.0, abs=0.1)
    check._draw = lambda model, like: real[:1].expand(128, -1, -1, -1)
    figures = check._made()
    assert figures["diversity"] == figures["nearest"] == 0.0
    assert figures["distance"] > 0.3


def test_a_critic_that_knows_its_pictures_by_heart_is_seen(recipe, images, files):
    scene, _ = engine.prepare(catalog.resolve(recipe("rpgan")), images, files)
    check = CheckingUp(scene)
    known = {row.tobytes() for row in scene.pictures(scene.chosen).pictures.numpy()}

    def by_heart(pictures, weights=None):
        told = [row.tobytes() in known for row in pictures.detach().numpy()]
        return torch.tensor(told).float()

    scene.state.game.critic.forward = by_heart
    figures = check._critic()
    assert figures["remembered"] == 1.0 and figures["told_held_out"] == 0.5


def test_rows_are_spread_over_all():
    assert checkup._spread(np.arange(5)).tolist() == [0, 1, 2, 3, 4]
    rows = checkup._spread(np.arange(1000))
    assert len(rows) == len(set(rows)) == 128 and rows[0] == 0 and rows[-1] == 999
