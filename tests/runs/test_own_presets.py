"""The user's presets: kept without pictures and seed, read back safely, deleted with a way back."""

from __future__ import annotations

import json

import pytest

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.core.storage import StorageError
from genstudio.objectives.classics import Circumstances
from genstudio.runs import own_presets


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path))
    return tmp_path


def test_what_is_kept_comes_back_for_other_pictures():
    made = Recipe(objective="vae", net="mlp", beta=7.5, latent=3, seed=9, size=28, device="cpu")
    own_presets.save("My  β trick", made, sentence="Strong order.")
    found = own_presets.find("my-β-trick")
    assert found.label == "My β trick" and found.own and found.sentence == "Strong order."
    again = found.recipe(Circumstances("folder:/elsewhere", 64, "colour"))
    assert (again.beta, again.latent, again.net) == (7.5, 3, "mlp")
    assert (again.data, again.size, again.channels) == ("folder:/elsewhere", 64, "colour")
    assert (again.seed, again.device) == (0, "auto")
    assert "r1" not in found.values and "held_out" not in found.values


def test_the_same_name_replaces_and_the_programs_names_are_taken():
    own_presets.save("Mine", Recipe(beta=2.0))
    own_presets.save("mine", Recipe(beta=3.0))
    (only,) = own_presets.read_all().presets
    assert only.values["beta"] == 3.0
    with pytest.raises(ValueError, match="preset of the program"):
        own_presets.save("Recommended VAE", Recipe())
    with pytest.raises(ValueError, match="needs a name"):
        own_presets.save("  ?! ", Recipe())


def test_delete_and_keep_again():
    made = own_presets.save("Gone", Recipe(beta=2.0))
    own_presets.delete(made)
    assert own_presets.read_all().presets == ()
    own_presets.keep(made)
    assert own_presets.find("gone") == made


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", '{"objective": "vae"}', '{"objective": "x", "values": {}}',
        '{"objective": "vae", "values": {"betta": 1}}',
        '{"objective": "vae", "values": {"beta": -1}}',
    ],
)  # fmt: skip
def test_a_damaged_file_is_a_sentence_and_the_others_stay(home, text):
    own_presets.save("Good", Recipe())
    (own_presets.folder() / "bad.json").write_text(text)
    shelf = own_presets.read_all()
    assert [preset.label for preset in shelf.presets] == ["Good"]
    assert len(shelf.problems) == 1 and "bad" in shelf.problems[0]
    with pytest.raises(RecipeError, match=r"Known: .*good"):
        own_presets.find("bad")


def test_a_full_disk_is_a_sentence_and_the_old_preset_stays(monkeypatch):
    own_presets.save("Mine", Recipe(beta=2.0))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("genstudio.core.storage._write_all", full)
    with pytest.raises(StorageError, match="disk is full"):
        own_presets.save("Mine", Recipe(beta=3.0))
    assert own_presets.find("mine").values["beta"] == 2.0


def test_the_file_is_plain_json():
    own_presets.save("Mine", Recipe(beta=2.0))
    stored = json.loads((own_presets.folder() / "mine.json").read_text(encoding="utf-8"))
    assert stored["format"] == 1 and stored["values"]["beta"] == 2.0
