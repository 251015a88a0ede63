"""Scores read for a table: each is checked when looked at, a damaged one is not there."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from genstudio.core.score import Score
from genstudio.runs import scores
from genstudio.runs.folder import RunFolder
from genstudio.runs.scores import Question, ScoreSet

GOOD = Score(key="fd_local", label="FD-local", value=3.5, error=0.2, date="2026-01-02")
NAN = Score(key="mse", label="Error", value=math.nan, date="2026-01-02")


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """A folder with two scores of its weights."""
    folder = RunFolder(tmp_path)
    folder.best_path.write_bytes(b"weights")
    found = ScoreSet("stamp", (GOOD, NAN), scores.written(folder.best_path))
    scores.write(folder, Question(), found)
    return folder


def test_what_was_written_is_read(folder: RunFolder) -> None:
    standing = scores.standing(folder, "")
    assert standing.stale == "" and standing.key == Question().key
    assert standing.scores["fd_local"] == GOOD
    assert math.isnan(standing.scores["mse"].value)
    assert dict(standing.scores).keys() == {"fd_local", "mse"} and len(standing.scores) == 2
    assert standing.scores.get("kid_local") is None


def test_a_damaged_score_is_not_there_and_the_others_are(folder: RunFolder) -> None:
    values = json.loads(folder.scores_path.read_text(encoding="utf-8"))
    values["sets"][Question().key]["scores"][1]["value"] = "much"
    folder.scores_path.write_text(json.dumps(values), encoding="utf-8")
    found = scores.standing(folder, "").scores
    assert list(found) == ["fd_local"] and len(found) == 1 and found
    assert "mse" not in found and found.get("mse") is None
    assert scores.read(folder) == {}  # computed anew when asked for


def test_nothing_but_damage_is_no_score(folder: RunFolder) -> None:
    values = json.loads(folder.scores_path.read_text(encoding="utf-8"))
    values["sets"][Question().key]["scores"] = [{"key": "mse", "value": "much"}]
    folder.scores_path.write_text(json.dumps(values), encoding="utf-8")
    assert not scores.standing(folder, "").scores
