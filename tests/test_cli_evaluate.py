"""`genstudio evaluate`: tables, ranks, refusals, JSON, interruption."""

from __future__ import annotations

import json

import pytest

from genstudio.cli import main
from genstudio.core.recipe import Recipe
from genstudio.evaluation import learning
from genstudio.runs import jobs
from genstudio.runs.library import Library


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(learning, "STEPS", 5)
    monkeypatch.setattr("genstudio.runs.scene._MOST_TRAIN_FEATURES", 200)


@pytest.fixture
def pca(home):
    def make(name, **values):
        recipe = Recipe(objective="pca", net="linear", threads=1, **({"latent": 3} | values))
        list(jobs.train(Library().create(recipe, name=name)))
        return name

    return make


def test_models_are_ranked_where_that_is_fair(pca, capsys):
    coarse, fine = pca("coarse", latent=2), pca("fine", latent=24)
    assert main(["evaluate", coarse, fine, "--count", "60"]) == 0
    out = capsys.readouterr().out
    row = next(line for line in out.splitlines() if line.startswith("Redrawing error"))
    assert row.endswith("#1") and "#2" in row
    assert "FD-local is not FID" in out and "60 held-out" in out


def test_a_false_rank_is_refused(pca, capsys):
    one, other = pca("one"), pca("other", split_seed=3)
    assert main(["evaluate", one, other, "--count", "60"]) == 0
    out = capsys.readouterr().out
    assert "Not ranked: Different pictures were held out" in out
    row = next(line for line in out.splitlines() if line.startswith("Redrawing error"))
    assert "#" not in row


def test_json_carries_scores_ranks_and_reasons(pca, capsys):
    pca("one"), pca("other", latent=9)
    assert main(["evaluate", "one", "other", "--count", "60", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    scores = {score["key"]: score for score in facts["scores"]["one"]}
    assert scores["kid_local"]["made"] == 60 and scores["kid_local"]["error"] > 0
    assert set(facts["ranks"]["mse"]["places"]) == {"one", "other"}
    assert facts["ranks"]["shown"]["refusals"]


def test_wrong_use_is_a_sentence(pca, capsys):
    pca("one")
    assert main(["evaluate", "one", "--count", "5"]) == 2
    assert "from 32 to 10,000" in capsys.readouterr().err
    assert main(["evaluate", "nobody"]) == 1
    assert "There is no run" in capsys.readouterr().err


def test_interrupting_stops_between_two_pieces_of_work(pca, capsys, monkeypatch):
    pca("one")
    monkeypatch.setattr("genstudio.cli.training.Stopper.__init__", _asked)
    assert main(["evaluate", "one", "--count", "60"]) == 130
    assert "Interrupted" in capsys.readouterr().err


def _asked(self):
    self.is_asked = True


def test_what_a_network_needs_is_a_sentence(pca, capsys, tmp_path):
    pca("one")
    assert main(["evaluate", "one", "--also", "inception"]) == 1
    assert "genstudio" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["evaluate", "one", "--also", "vgg"])
    capsys.readouterr()
    wrong = tmp_path / "weights.pth"
    wrong.write_bytes(b"no weights")
    assert main(["weights", "--file", str(wrong)]) == 1
    assert "another checksum" in capsys.readouterr().err
    assert main(["weights", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert not facts["inception"]["ready"] and "genstudio" in facts["inception"]["missing"]
