"""Scores of really trained runs: what they carry, when they are computed, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from genstudio.core import storage
from genstudio.core.events import Scored, Scoring, Unscored
from genstudio.evaluation import fixed, learning, networks
from genstudio.runs import scene, scores, scoring
from genstudio.runs.scores import Question, find

QUICK = Question(count=60, draws=3)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(learning, "STEPS", 5)
    monkeypatch.setattr("genstudio.runs.likelihoods._PICTURES", 4)
    monkeypatch.setattr(scene, "_MOST_TRAIN_FEATURES", 200)


def scored(folder, question=QUICK, **options):
    seen = list(scoring.evaluate(folder, question, **options))
    assert isinstance(seen[-1], Scored)
    return seen


def test_a_vae_has_every_kind_of_score_with_its_conditions(trained):
    folder = trained("vae")
    seen = scored(folder)
    keys = {score.key for score in seen[-1].scores}
    assert {
        "kid_local", "precision", "recall", "density", "coverage", "classes", "class_kl", "mse",
        "psnr", "ssim", "active_units", "copies", "elbo", "iwae_3", "parameters", "decode_ms",
        "parzen", "detour", "jump",
    } <= keys  # fmt: skip
    assert "fd_local" not in keys  # 60 pictures are too few for 48 dimensions
    kid = find(seen[-1].scores, "kid_local")
    assert (kid.real, kid.made, kid.sampler, kid.seed) == (60, 60, "prior", 0)
    assert kid.checkpoint == "best@10" and len(kid.extractor) == 6 and len(kid.split) == 6
    assert kid.fingerprint == folder.read_summary().data_fingerprint
    assert kid.error > 0 and kid.date and kid.ema == folder.read_recipe().ema
    assert find(seen[-1].scores, "elbo").real == 4
    bound, elbo = (find(seen[-1].scores, key).value for key in ("iwae_3", "elbo"))
    assert bound <= elbo
    told = [event for event in seen if isinstance(event, Scoring)]
    assert {"pictures made", "pictures redrawn", "coverage"} <= {event.what for event in told}
    assert all(0 <= event.done <= event.total for event in told)


def test_a_gan_has_what_makes_sense_for_it(trained):
    folder = trained("hinge")
    keys = {score.key for score in scored(folder, Question(count=500, draws=3))[-1].scores}
    assert {"fd_local", "kid_local", "coverage", "classes"} <= keys
    assert not {"mse", "active_units", "elbo"} & keys


def test_scores_are_kept_and_computed_anew_only_when_something_changed(trained):
    folder = trained("pca")
    first = scored(folder)
    again = scored(folder)
    assert again[-1].is_known and again[-1].scores == first[-1].scores
    assert not any(isinstance(event, Scoring) for event in again)
    assert not scored(folder, again=True)[-1].is_known
    assert not scored(folder, Question(count=70, draws=3))[-1].is_known
    assert len(scores.read(folder)) == 2
    np_file = folder.best_path
    np_file.write_bytes(folder.rolling_path.read_bytes())  # other weights
    assert not scored(folder)[-1].is_known


def test_the_same_question_has_the_same_answer(trained):
    folder = trained("vae")
    one, two = (scored(folder, again=True)[-1].scores for _ in range(2))
    timed = {"decode_ms"}
    values = [{s.key: s.value for s in each if s.key not in timed} for each in (one, two)]
    assert values[0] == values[1]
    other = scored(folder, Question(count=60, seed=1, draws=3))[-1].scores
    assert find(other, "kid_local").value != find(one, "kid_local").value


def test_closing_in_the_middle_leaves_nothing_half(trained):
    folder = trained("vae")
    job = scoring.evaluate(folder, QUICK)
    for event in job:
        if isinstance(event, Scoring) and event.what == "coverage":
            break
    job.close()
    assert scores.read(folder) == {} and not folder.scores_path.exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1, "sets": {"a": 3}}', '{"format": 9}']
)
def test_damaged_scores_are_computed_again(text, trained):
    folder = trained("pca")
    folder.scores_path.write_text(text)
    assert scores.read(folder) == {}
    assert not scored(folder)[-1].is_known
    assert json.loads(folder.scores_path.read_text())["format"] == 1


def test_what_cannot_be_scored_is_a_sentence(trained, library, quick, monkeypatch):
    with pytest.raises(ValueError, match="no weights yet"):
        list(scoring.evaluate(library.create(quick())))
    folder = trained("pca")
    with pytest.raises(ValueError, match="no sampler called"):
        list(scoring.evaluate(folder, Question(sampler="mixture")))
    few = trained("pca", held_out=0.004)
    with pytest.raises(ValueError, match="too few to judge"):
        list(scoring.evaluate(few))
    folder.change_summary(data_fingerprint="something else")
    with pytest.raises(ValueError, match="have changed"):
        list(scoring.evaluate(folder))


def test_a_full_disk_is_a_sentence_and_keeps_the_old_scores(trained, monkeypatch):
    folder = trained("pca")
    scored(folder)
    before = folder.scores_path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(storage, "write_json", _full)
        with pytest.raises(storage.StorageError, match="full"):
            scored(folder, again=True)
    assert folder.scores_path.read_bytes() == before


def test_without_held_out_pictures_it_says_that_it_judged_on_training(trained):
    folder = trained("pca", held_out=0.0)
    assert find(scored(folder)[-1].scores, "mse").split.startswith("training ")


def test_a_run_with_classes_makes_those_of_the_real_pictures(trained):
    folder = trained("hinge", conditional=True)
    found = scored(folder)[-1].scores
    assert np.isfinite(find(found, "class_kl").value)


def _full(*_args):
    raise storage.StorageError("The disk is full.")


@pytest.fixture
def stub(monkeypatch):
    """A feature network of six numbers in Inception's place, which counts what it has seen."""
    seen = []

    def look(pictures):
        seen.append(len(pictures))
        return pictures.float().flatten(2).mean(2) @ torch.eye(3, 6) / 255

    small = replace(networks.FIXED["inception"], dimensions=6, least=50)
    extractor = fixed.FixedExtractor(small, look, "a1b2c3" * 10)
    monkeypatch.setattr(networks, "missing", lambda key: "")
    monkeypatch.setattr(fixed, "load", lambda key: extractor)
    return seen


def test_fid_has_a_name_of_its_own_and_real_features_are_kept(stub, trained):
    folder = trained("pca")
    asked = replace(QUICK, also=("inception",))
    events = scored(folder, asked)
    found = {score.key: score for score in events[-1].scores}
    assert {"fid", "kid", "kid_local"} <= set(found)
    fid = found["fid"]
    assert (fid.extractor, fid.real, fid.made, fid.label) == ("a1b2c3", 60, 60, "FID")
    assert found["kid_local"].extractor != fid.extractor and fid.error > 0
    shares = [event.share for event in events if isinstance(event, Scoring)]
    assert shares == sorted(shares) and shares[-1] <= 1
    before = sum(stub)
    again = scored(folder, asked, again=True)[-1].scores
    assert find(again, "fid").value == fid.value
    assert sum(stub) - before == 60  # the made ones alone
    assert "fid" not in {score.key for score in scored(folder)[-1].scores}
    assert len(scores.read(folder)) == 2


def test_a_network_that_is_missing_is_said_before_anything_is_done(trained):
    folder = trained("pca")
    with pytest.raises(ValueError, match=r"genstudio\[fid\]|genstudio weights"):
        next(scoring.evaluate(folder, replace(QUICK, also=("inception",))))


def test_stopping_while_a_network_looks_keeps_what_was_seen(stub, trained, monkeypatch):
    monkeypatch.setattr(fixed, "PART", 16)
    folder = trained("pca")
    asked = replace(QUICK, also=("inception",))
    job = scoring.evaluate(folder, asked)
    for event in job:
        if isinstance(event, Scoring) and "held-out pictures seen" in event.what and event.done:
            break
    job.close()
    assert scores.read(folder) == {} and sum(stub) == 16
    scored(folder, asked)
    assert sum(stub) == 3 * 60


def test_runs_that_cannot_be_scored_do_not_stop_the_others(trained, library, quick):
    good, half, gone = trained("pca"), trained("pca"), trained("pca")
    half.best_path.write_bytes(half.best_path.read_bytes()[:500])
    gone.write_recipe(gone.read_recipe().change(data="folder:/nowhere/at/all"))
    waiting = library.create(quick())
    folders = [half, gone, waiting, good]
    events = list(scoring.evaluate_all(folders, QUICK, threads=1))
    reasons = [event.reason for event in events if isinstance(event, Unscored)]
    assert [event.run for event in events if isinstance(event, Scored)] == [str(good.path)]
    assert len(reasons) == 3
    assert "damaged" in reasons[0] or "cannot be" in reasons[0] or "not" in reasons[0]
    assert "/nowhere/at/all" in reasons[1] and "no weights yet" in reasons[2]
    assert not half.scores_path.exists() and good.scores_path.exists()


def test_a_run_in_training_is_scored_by_what_is_there_and_found_stale_later(trained):
    folder = trained("vae")
    folder.change_summary(status="training")
    assert scored(folder)[-1].scores
    standing = scores.standing(folder, folder.read_summary().data_fingerprint)
    assert not standing.stale
    weights = folder.best_path.read_bytes()
    folder.best_path.write_bytes(weights[:-4] + b"\0\0\0\0")  # training goes on and saves
    standing = scores.standing(folder, folder.read_summary().data_fingerprint)
    assert "weights have changed" in standing.stale


def test_weights_that_are_saved_while_they_are_read_are_not_scored(trained, monkeypatch):
    folder = trained("pca")
    open_ = scoring.Model.open

    def saved_meanwhile(path, **options):
        model = open_(path, **options)
        folder.best_path.write_bytes(folder.best_path.read_bytes() + b" ")
        return model

    monkeypatch.setattr(scoring.Model, "open", saved_meanwhile)
    with pytest.raises(ValueError, match="just written anew"):
        list(scoring.evaluate(folder, QUICK))
    assert scores.read(folder) == {}


def test_deleted_scores_are_not_there_and_are_made_again(trained):
    folder = trained("pca")
    scored(folder)
    folder.scores_path.unlink()
    fingerprint = folder.read_summary().data_fingerprint
    assert scores.standing(folder, fingerprint) == scores.UNSCORED
    assert not scored(folder)[-1].is_known and folder.scores_path.exists()
