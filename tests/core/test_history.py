"""The history file: append, read, cut, survive a half-written line."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core import history
from genstudio.core.events import Step
from genstudio.core.storage import StorageError


def step(first, rows):
    return Step(first, 0.5 * first, ("loss", "kl"), np.array(rows, float), 1.0, 1.0)


def write(path, *events):
    writer = history.HistoryWriter(path, ("loss", "kl"))
    for event in events:
        writer.extend(event)
    writer.close()


def test_rows_come_back(tmp_path):
    path = tmp_path / "history.csv"
    write(path, step(1, [[1, 2], [3, 4]]))
    write(path, step(3, [[5, 6]]))
    table = history.read(path)
    assert table["step"].tolist() == [1, 2, 3]
    assert table["kl"].tolist() == [2, 4, 6]


def test_a_half_written_line_is_left_out(tmp_path):
    path = tmp_path / "history.csv"
    write(path, step(1, [[1, 2], [3, 4]]))
    path.write_text(path.read_text() + "3,1.0,0.")
    assert history.read(path)["step"].tolist() == [1, 2]
    history.cut(path, 10)
    assert path.read_text().endswith("\n")


def test_cut_drops_later_rows(tmp_path):
    path = tmp_path / "history.csv"
    write(path, step(1, [[i, i] for i in range(10)]))
    history.cut(path, 4)
    assert history.read(path)["step"].tolist() == [1, 2, 3, 4]


def test_missing_and_empty_and_damaged(tmp_path):
    path = tmp_path / "history.csv"
    assert history.read(path) == {}
    write(path)
    assert history.read(path)["loss"].size == 0
    path.write_text("step,seconds,loss\n1,2\n")
    with pytest.raises(StorageError, match="damaged"):
        history.read(path)


def test_a_half_written_header_is_no_history_yet(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text("step,seco")
    assert history.read(path) == {}


def test_a_long_history_is_read_block_by_block(tmp_path, monkeypatch):
    path = tmp_path / "history.csv"
    rows = np.random.default_rng(0).standard_normal((500, 2))
    write(path, step(1, rows))
    path.write_text(path.read_text() + "501,1")
    monkeypatch.setattr(history, "_BLOCK", 100)
    table = history.read(path)
    assert table["step"].tolist() == list(range(1, 501))
    np.testing.assert_allclose(table["loss"], rows[:, 0], rtol=1e-6)
