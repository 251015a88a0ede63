"""`genstudio export`: event files and a tidy table, or a sentence."""

from __future__ import annotations

import json

import pytest

from genstudio.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path / "home"))
    words = ["train", "--data", "builtin:digits", "--net", "mlp", "--width", "4", "--steps", "2"]
    assert main([*words, "--device", "cpu", "--out", str(tmp_path / "run")]) == 0
    return tmp_path


def test_both_forms_are_written(home, capsys):
    pytest.importorskip("tensorboardX", reason="tensorboardX is not installed")
    run, board, table = (str(home / name) for name in ("run", "board", "curves.csv"))
    capsys.readouterr()
    assert main(["export", run, "--tensorboard", board, "--csv", table, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == [board, table]
    assert len(list((home / "board" / "run").glob("events.out.tfevents.*"))) == 1
    assert (home / "curves.csv").read_text(encoding="utf-8").startswith("run,step,seconds,figure")


def test_nowhere_to_is_wrong_use(home, capsys):
    assert main(["export", str(home / "run")]) == 2
    assert "--csv FILE" in capsys.readouterr().err
