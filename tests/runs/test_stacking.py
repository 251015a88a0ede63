"""Stacked digits: modes are counted rightly, for real pictures and for a model."""

from __future__ import annotations

import math

import numpy as np
import pytest

from genstudio.core.events import Scoring
from genstudio.data import builtin, stacked
from genstudio.evaluation.resampling import finished
from genstudio.runs import stacking
from genstudio.runs.model import Model
from genstudio.runs.stacking import Names


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(stacked, "COUNT", 300)
    monkeypatch.setattr(stacking, "_COUNT", 200)
    monkeypatch.setattr(stacking, "_CHUNK", 100)


def test_digits_in_channels_are_named_in_their_order():
    digits, labels = builtin.read("digits")
    chosen = stacked.rows(200)
    names = Names()
    right = names(digits[chosen, 0]) == stacked.modes(labels[chosen])
    assert names.right > 0.93
    assert right.mean() > names.right**3 - 0.1


def test_a_model_of_stacked_digits_is_scored_by_its_modes(small, trained):
    folder = trained("vae", data="builtin:stacked", channels="colour", steps=2)
    model = Model.open(folder.path)
    events = list(stacking.stacking(model, seed=0, sampler="prior"))
    assert [event.done for event in events if isinstance(event, Scoring)] == [0, 100]
    modes, kl = finished(stacking.stacking(model, seed=0, sampler="prior"))
    assert (modes.key, kl.key) == ("stacked_modes", "stacked_kl")
    assert 1 <= modes.value <= 200 and modes.made == modes.real == 200 and modes.error >= 0
    assert math.log(1000 / 200) < kl.value <= math.log(1000)
    assert "Real pictures" in modes.note


def test_collapse_and_an_even_spread_by_closed_forms():
    one, even = np.zeros(100, np.int64), np.arange(1000)
    modes, kl = stacking._scores(one, even, 1.0)
    assert modes.value == 1 and kl.value == pytest.approx(math.log(1000))
    modes, kl = stacking._scores(even, even, 1.0)
    assert modes.value == 1000 and kl.value == pytest.approx(0, abs=1e-12)


def test_other_runs_have_no_such_score(trained):
    model = Model.open(trained("pca").path)
    assert finished(stacking.stacking(model, seed=0, sampler="prior")) == []
