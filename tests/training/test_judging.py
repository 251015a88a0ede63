"""Judging beside training: what chooses the best model, and that training never notices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from genstudio.core import events, storage
from genstudio.data import load
from genstudio.evaluation import extractors, learning
from genstudio.objectives import catalog
from genstudio.training import asides, checkpoint, engine
from genstudio.training.feed import Drawn, to_net
from genstudio.training.judge import MOST_JUDGED, Judge


@pytest.fixture(scope="module")
def digits():
    found = load.load_now("builtin:digits", size=28, channels="grey", fit="crop")
    return replace(found, fingerprint="digits whose network does not ship")


@pytest.fixture
def eager(monkeypatch):
    """Judge and learn whenever possible; a feature network takes 6 steps."""
    for name, value in (
        ("_JUDGE_SECONDS", 0.0), ("_JUDGE_SHARE", 1.0),
        ("_LOOK_FIRST", 0.0), ("_LOOK_SHARE", 1.0), ("_LOOK_SLICE", 0.0),
    ):  # fmt: skip
        monkeypatch.setattr(asides, name, value)
    monkeypatch.setattr(learning, "STEPS", 6)
    monkeypatch.setattr(engine, "_REPORT_SECONDS", 0.0)


def told(seen):
    return [event for event in seen if isinstance(event, events.Quality)]


def test_a_gan_is_chosen_by_fd_local_as_soon_as_there_is_one(recipe, digits, files, eager):
    seen = told(engine.train(recipe("hinge", steps=40), digits, files))
    names = [event.name for event in seen]
    assert names[0] == "FD-pixel" and names[-1].startswith("FD-local · ")
    assert len(set(names)) == 2 and all(event.chooses for event in seen)
    switch = names.index(names[-1])
    assert seen[switch].best  # another figure begins anew, whatever FD-pixel was
    best = [event for event in seen if event.best][-1]
    facts = checkpoint.load(files.best)[1]["progress"]
    assert (facts["best_name"], facts["best_step"]) == (names[-1], best.step)
    assert best.value == min(event.value for event in seen[switch:])
    found = extractors.find(digits)
    assert found is not None and names[-1].endswith(found.hash)


@pytest.mark.parametrize("objective", ["vae", "iwae", "ae"])
def test_what_draws_and_redraws_is_chosen_by_fd_local_once_it_is_there(
    objective, recipe, digits, files, eager
):
    seen = told(engine.train(recipe(objective, steps=40), digits, files))
    own = [event for event in seen if not event.name.startswith("FD-local")]
    local = [event for event in seen if event.name.startswith("FD-local")]
    assert all(event.chooses for event in local) and local[0].best  # whatever the loss was
    before = [event for event in own if event.step < local[0].step]
    assert before and all(event.chooses for event in before)  # until then its own figure does
    assert not any(event.chooses or event.best for event in own[len(before) :])
    assert own[-1].step == local[-1].step  # and is told beside it from then on
    assert local[0].name.endswith(", mixture")  # what is drawn from is told
    facts = checkpoint.load(files.best)[1]["progress"]
    chosen = min(local, key=lambda event: event.value)
    assert (facts["best_name"], facts["best_step"]) == (chosen.name, chosen.step)


def test_a_vae_without_a_network_is_chosen_by_its_own_bound(recipe, images, files, eager):
    few = recipe("vae", held_out=0.1)
    seen = told(engine.train(few, images, files))  # 12 held-out pictures
    assert all(event.chooses and event.name.startswith("held-out") for event in seen)
    assert checkpoint.load(files.best)[1]["progress"]["best_name"] == seen[0].name


def test_pca_is_chosen_by_its_own_error(recipe, digits, files, eager):
    seen = told(engine.train(recipe("pca"), digits, files))
    assert seen[-1].name.startswith(("held-out error", "FD-local"))
    assert all(event.chooses == event.name.startswith("held-out") for event in seen)


def test_few_held_out_pictures_are_judged_by_kid(recipe, digits, files, eager):
    seen = told(engine.train(recipe("hinge", steps=40, held_out=0.02), digits, files))
    assert seen[-1].name.startswith("KID-local · ")


def test_points_are_judged_as_they_are(recipe, digits, files, eager, images):
    tiny = recipe("hinge", held_out=0.1)
    seen = told(engine.train(tiny, images, files))  # 12 held-out pictures
    assert {event.name for event in seen} == {"FD-pixel"}


def test_a_broken_encoder_does_not_stop_the_judge(digits):
    game = catalog.build(catalog.resolve(_recipe("vae")), (1, 28, 28))
    pictures = to_net(torch.from_numpy(digits.pictures[:MOST_JUDGED].copy()))
    judge = Judge(game, Drawn(pictures), lambda: Drawn(pictures))
    judge.look_with(learnt(digits))
    before = {figure.name.partition(" ")[0]: figure for figure in judge(game.model)}
    assert before["FD-local"].chooses and not before["held-out"].chooses
    with torch.no_grad():
        for weight in game.model.parameters():
            weight.fill_(float("nan"))
    assert not any(np.isfinite(figure.value) for figure in judge(game.model))


def learnt(images):
    learning_it = learning.Learning(images, torch.device("cpu"))
    learning_it.total = 2
    learning_it.advance(60.0)
    return learning_it.result()


@pytest.mark.parametrize("objective", ["vae", "rpgan"])
def test_training_never_notices_that_it_is_judged(
    objective, recipe, digits, tmp_path, eager, monkeypatch
):
    made = []
    for name in ("judged", "left alone"):
        here = engine.Files(tmp_path / name / "rolling", tmp_path / name / "best")
        if name == "left alone":
            monkeypatch.setattr(asides, "_JUDGE_SECONDS", 1e9)
            monkeypatch.setattr(asides, "_LOOK_FIRST", 1e9)
        list(engine.train(recipe(objective, steps=25), digits, here))
        made.append(checkpoint.load(here.rolling)[0])
    different = [key for key in made[0] if not torch.equal(made[0][key], made[1][key])]
    assert different == []


def test_after_a_resume_the_best_stays_comparable(recipe, digits, files, eager):
    chosen = recipe("hinge", steps=60)
    job = engine.train(chosen, digits, files)
    first = []
    for event in job:
        first.append(event)
        if len([e for e in told(first) if e.name.startswith("FD-local")]) == 3:
            break
    job.close()
    known = min(e.value for e in told(first) if e.name.startswith("FD-local"))
    second = told(engine.train(chosen, digits, files, resume=True))
    assert second[0].name == told(first)[-1].name
    for event in second:
        assert event.best == (event.value < known)
        known = min(known, event.value)


def test_a_cache_that_cannot_be_written_does_not_stop_training(
    recipe, digits, files, eager, monkeypatch
):
    def full(*_):
        raise storage.StorageError("The disk is full.")

    monkeypatch.setattr(extractors, "keep", full)
    seen = list(engine.train(recipe("hinge", steps=40), digits, files))
    assert seen[-1].reason == "done" and told(seen)[-1].name.startswith("FD-local")


def test_a_judge_is_repeatable_and_sees_damage(digits):
    game = catalog.build(catalog.resolve(_recipe()), (1, 28, 28))
    pictures = to_net(torch.from_numpy(digits.pictures[:MOST_JUDGED].copy()))
    judge = Judge(game, Drawn(pictures))
    assert judge(game.model) == judge(game.model)
    (before,) = judge(game.model)
    with torch.no_grad():
        for weight in game.model.parameters():
            weight.mul_(0)
    (after,) = judge(game.model)
    assert np.isfinite(after.value) and after.value != before.value


def _recipe(objective="hinge"):
    from genstudio.core.recipe import Recipe

    return Recipe(objective=objective, net="mlp", width=4, latent=3)


def test_bundled_pictures_are_judged_by_fd_local_from_the_start(recipe, files):
    shipped = load.load_now("builtin:digits", size=28, channels="grey", fit="crop")
    seen = told(engine.train(recipe("hinge"), shipped, files))
    assert len(seen) == 1 and seen[0].name.startswith("FD-local · ") and seen[0].best
