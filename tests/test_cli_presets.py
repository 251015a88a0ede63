"""Presets without a screen: listed, trained from, changed by flags."""

from __future__ import annotations

import json

import pytest

from genstudio.cli import main
from genstudio.core.recipe import Recipe
from genstudio.objectives.classics import PRESETS
from genstudio.runs import own_presets
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library
from genstudio.runs.queue import Queue


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path))
    return tmp_path


def test_presets_lists_the_programs_and_the_users(capsys):
    own_presets.save("Mine", Recipe(beta=2.0))
    (own_presets.folder() / "broken.json").write_text("{")
    assert main(["presets", "--json"]) == 0
    out, err = capsys.readouterr()
    listed = {each["key"]: each for each in json.loads(out)}
    assert set(listed) == {*PRESETS, "mine"} and listed["mine"]["values"]["beta"] == 2.0
    assert "broken" in err
    assert main(["presets"]) == 0
    assert "vae-2013" in capsys.readouterr().out


def test_train_starts_from_a_preset_and_flags_change_it(home, capsys):
    out = home / "run"
    words = ["train", "--preset", "vae-2013", "--steps", "2", "--latent", "3", "--device", "cpu"]
    assert main([*words, "--out", str(out)]) == 0
    recipe = RunFolder(out).read_recipe()
    assert (recipe.net, recipe.likelihood, recipe.batch) == ("mlp", "bernoulli", 100)
    assert (recipe.latent, recipe.steps) == (3, 2)
    assert PRESETS["vae-2013"].sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--preset", "nothing"], "not a preset"),
        (["--preset", "r3-2024", "--objective", "vae"], "give --preset or --objective"),
    ],
)
def test_wrong_use_is_a_sentence_and_2(words, sentence, capsys):
    assert main(["train", *words]) == 2
    assert sentence in capsys.readouterr().err


def test_a_sweep_varies_a_preset(home):
    words = ["train", "--preset", "beta-vae-2017", "--vary", "beta=2,3", "--steps", "1", "--queue"]
    assert main(words) == 0
    waiting = Queue(Library().root).waiting()
    assert [item.read_recipe().beta for item in waiting] == [2.0, 3.0]
