"""Held-out figures on disk: appended, read back, cut, damaged."""

from __future__ import annotations

import pytest

from genstudio.core import judged, storage
from genstudio.core.events import Quality
from genstudio.core.judged import Judged


def row(step, value=1.5, name="FD-local · a1b2c3", **flags):
    return Judged(step / 10, Quality(step, name, value, **({"best": False} | flags)))


def test_rows_come_back_as_they_were(tmp_path):
    path = tmp_path / "quality.csv"
    rows = [row(10, best=True), row(20, name='held-out, "odd" (nats)', chooses=False)]
    judged.append(path, rows[:1])
    judged.append(path, rows[1:])
    assert judged.read(path) == rows
    header = path.read_text(encoding="utf-8").splitlines()[0]
    assert header == "step,seconds,name,value,best,chooses"


def test_rows_after_a_step_are_cut(tmp_path):
    path = tmp_path / "quality.csv"
    judged.cut(path, 5)
    assert not path.exists()
    judged.append(path, [row(10), row(20), row(30)])
    judged.cut(path, 20)
    assert [each.quality.step for each in judged.read(path)] == [10, 20]


def test_a_half_written_line_is_left_out_and_damage_is_a_sentence(tmp_path):
    path = tmp_path / "quality.csv"
    judged.append(path, [row(10)])
    with path.open("a") as file:
        file.write("20,2.000,FD-lo")
    assert [each.quality.step for each in judged.read(path)] == [10]
    path.write_text("step,seconds,name,value,best,chooses\nten,1,a,b,c,d\n")
    with pytest.raises(storage.StorageError, match="damaged"):
        judged.read(path)


def test_names_keep_their_order(tmp_path):
    found = judged.named([row(1, name="b"), row(2, name="a"), row(3, name="b")])
    assert list(found) == ["b", "a"] and len(found["b"]) == 2
