"""The file of checkups: what is written is read, cut and half-written lines are handled."""

from __future__ import annotations

import json
import math

import pytest

from genstudio.core import checkups, storage
from genstudio.core.events import Checkup


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "checkups.jsonl"
    for step in (10, 20, 30):
        checkups.append(path, Checkup(step, {"diversity": step / 7, "kl": math.nan}))
    return path


def test_what_is_written_is_read(path):
    seen = checkups.read(path)
    assert [checkup.step for checkup in seen] == [10, 20, 30]
    assert seen[0].figures["diversity"] == pytest.approx(10 / 7, rel=1e-5)
    assert math.isnan(seen[0].figures["kl"])


def test_every_line_is_json_for_any_tool(path):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[1]["step"] == 20 and lines[1]["kl"] is None


def test_cut_drops_what_came_later_and_what_is_damaged(path):
    with path.open("a") as file:
        file.write('nonsense\n{"step": 20, "kl"')
    checkups.cut(path, 20)
    assert [checkup.step for checkup in checkups.read(path)] == [10, 20]


def test_a_half_written_line_is_left_out(path):
    with path.open("a") as file:
        file.write('{"step": 40, "di')
    assert len(checkups.read(path)) == 3


def test_a_damaged_line_is_told(path):
    with path.open("a") as file:
        file.write("[1, 2]\n")
    with pytest.raises(storage.StorageError, match=r"checkups\.jsonl is damaged"):
        checkups.read(path)


def test_no_file_is_no_checkups(tmp_path):
    assert checkups.read(tmp_path / "none") == ()
    checkups.cut(tmp_path / "none", 3)
