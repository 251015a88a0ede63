"""The coach without a screen: while training, and asked about a run."""

from __future__ import annotations

import json

import pytest

from genstudio.cli import DIVERGED, main
from genstudio.core.recipe import Recipe
from genstudio.runs.library import Library

WORDS = ["train", "--net", "mlp", "--latent", "3", "--batch", "16", "--device", "cpu"]


@pytest.fixture
def diverged(home, capsys):
    assert main([*WORDS, "--steps", "40", "--lr", "9", "--name", "wild"]) == DIVERGED
    return capsys.readouterr()


def test_training_tells_a_finding_when_it_changes(diverged):
    told = [line for line in diverged.err.splitlines() if line.startswith("Coach: ")]
    assert "infinite once" in told[0] and told[0].endswith("Try: Learning rate 9 → 0.002.")
    assert len(told) == 1  # it is the same finding, however often training goes back


def test_a_run_is_explained_with_evidence_and_settings(diverged, capsys):
    assert main(["coach", "wild"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("BAD: The figures became infinite 4 times, and training gave up")
    assert "· Went back 4 times." in told and "--set lr=0.002" in told


def test_a_run_is_explained_as_json(diverged, capsys):
    assert main(["coach", "wild", "--json"]) == 0
    [main_finding, *_] = json.loads(capsys.readouterr().out)
    assert main_finding["key"] == "diverged" and main_finding["changes"] == {"lr": 0.002}


def test_events_as_json_hold_findings_and_checkups(home, capsys):
    assert main([*WORDS, "--steps", "40", "--lr", "9", "--json"]) == DIVERGED
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [line["event"] for line in lines]
    assert "checkup" in kinds and kinds.count("finding") == 1
    assert lines[kinds.index("checkup")]["figures"]["rollbacks"] == 1


def test_a_run_without_checkups_says_what_to_do(home, capsys):
    folder = Library().create(Recipe(), name="old")
    assert main(["coach", str(folder.path)]) == 1
    assert "Train it again from its recipe" in capsys.readouterr().err
