"""Seeds of one recipe are one line: the mean, its error, and why there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genstudio.core.recipe import Recipe
from genstudio.core.score import Score
from genstudio.runs.entry import Entry
from genstudio.runs.folder import RunFolder, Summary
from genstudio.runs.grouping import MIXED, groups
from genstudio.runs.scores import Standing


def run(name, value, *, seed=0, group="", stale="", split="s", **recipe):
    score = Score(key="fd_local", label="FD-local", value=value, error=0.5, split=split)
    summary = Summary(name=name, group=group, data_fingerprint="f")
    standing = Standing("q", {"fd_local": score}, stale)
    return Entry(RunFolder(Path(name)), summary, Recipe(seed=seed, **recipe), False, "", standing)


def test_seeds_are_folded_into_mean_and_spread():
    values = [2.0, 3.0, 7.0]
    entries = [run(f"vae beta 4, seed {i}", v, seed=i, beta=4.0) for i, v in enumerate(values)]
    other = run("other", 9.0, beta=2.0)
    first, second = groups([*entries, other], "recipe")
    figure = first.figures["fd_local"]
    assert first.name == "vae beta 4" and len(first.entries) == 3 and second.name == "other"
    assert figure.score.value == pytest.approx(4)
    assert figure.spread == pytest.approx(np.std(values, ddof=1))
    assert figure.score.error == pytest.approx(figure.spread / np.sqrt(3))
    assert figure.text == "4.0 ± 2.6 (3 runs)"
    assert second.figures["fd_local"].text.endswith("(1 run)")


def test_a_sweep_is_one_group_whatever_was_varied():
    entries = [run(f"b{i}", i, beta=float(1 + i), group="sweep 1") for i in range(3)]
    found = groups([*entries, run("alone", 1.0)], "sweep")
    assert [len(group.entries) for group in found] == [3]
    assert len(groups(entries, "recipe")) == 3


def test_other_conditions_have_no_mean():
    (group,) = groups([run("a", 1.0), run("b", 2.0, seed=1, split="t")], "recipe")
    assert group.figures["fd_local"].score is None and group.figures["fd_local"].text == MIXED


def test_scores_out_of_date_do_not_count():
    (group,) = groups([run("a", 1.0), run("b", 9.0, seed=1, stale="old")], "recipe")
    assert group.figures["fd_local"].score.value == 1.0 and group.figures["fd_local"].count == 1
