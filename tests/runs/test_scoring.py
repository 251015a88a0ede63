"""Scores of really trained runs: what they carry, when they are computed, what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from genstudio.core import storage
from genstudio.core.events import Scored, Scoring
from genstudio.evaluation import learning
from genstudio.runs import scores, scoring
from genstudio.runs.scores import Question, find

QUICK = Question(count=60, draws=3)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(learning, "STEPS", 5)
    monkeypatch.setattr("genstudio.runs.likelihoods._PICTURES", 4)
    monkeypatch.setattr(scoring, "_MOST_TRAIN_FEATURES", 200)


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
