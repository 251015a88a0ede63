"""The benchmark of modes: one row a recipe, finished trainings are not done again."""

from __future__ import annotations

from benchmarks import modes


def test_it_trains_keeps_and_prints(tmp_path, monkeypatch, capsys):
    known = modes.recipes
    monkeypatch.setattr(
        modes, "recipes",
        lambda name: {k: r.change(steps=2, batch=16, width=4) for k, r in known(name).items()},
    )  # fmt: skip
    keep = tmp_path / "kept.jsonl"
    words = ["--points", "ring", "--seeds", "2", "--keep", str(keep)]
    assert modes.main(words) == 0
    first = capsys.readouterr().out
    rows = [line for line in first.splitlines() if line.startswith("| ring")]
    assert len(rows) == len(known("ring")) == 3 and all("| 2 |" in row for row in rows)
    assert len(keep.read_text().splitlines()) == 6
    monkeypatch.setattr(modes, "train", None)  # nothing is trained again
    assert modes.main(words) == 0
    assert capsys.readouterr().out == first
