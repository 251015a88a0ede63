"""Curves for other tools: what is written can be read back, number by number."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from genstudio.core.storage import StorageError
from genstudio.runs import export

pytest.importorskip("tensorboardX", reason="tensorboardX is not installed")


def read_events(place):
    """Read event files back with tensorboardX's own protocol: length, checksum, record."""
    import struct

    from tensorboardX.proto import event_pb2

    (path,) = place.glob("events.out.tfevents.*")
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        (length,) = struct.unpack("<Q", data[at : at + 8])
        event = event_pb2.Event()
        event.ParseFromString(data[at + 12 : at + 12 + length])
        found.append(event)
        at += length + 16
    return found


def test_event_files_hold_every_figure_and_preview(trained, tmp_path):
    folder = trained()
    told = list(export.tensorboard([folder], tmp_path))
    assert (told[-1].done, told[-1].total) == (1, 1)
    events = read_events(tmp_path / folder.path.name)
    history = folder.read_history()
    for name in set(history) - {"step", "seconds"}:
        found = {
            event.step: value.simple_value
            for event in events
            for value in event.summary.value
            if value.tag == name
        }
        assert list(found) == history["step"].tolist()
        np.testing.assert_allclose(list(found.values()), history[name], rtol=1e-6)
    images = [e.step for e in events for v in e.summary.value if v.HasField("image")]
    assert images == [int(path.stem) for path in folder.previews()]


def test_writing_again_replaces(trained, tmp_path):
    folder = trained()
    for _ in range(2):
        list(export.tensorboard([folder], tmp_path))
    read_events(tmp_path / folder.path.name)  # exactly one file


def test_long_curves_are_thinned_but_keep_both_ends(trained, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "MOST_POINTS", 3)
    folder = trained()
    list(export.tensorboard([folder], tmp_path))
    events = read_events(tmp_path / folder.path.name)
    steps = [e.step for e in events for v in e.summary.value if v.tag == "loss"]
    history = folder.read_history()["step"]
    assert len(steps) == min(3, len(history))
    assert (steps[0], steps[-1]) == (history[0], history[-1])


def test_csv_is_tidy(trained, tmp_path):
    folder = trained()
    path = tmp_path / "curves.csv"
    export.to_csv([folder, folder], path)
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    history = folder.read_history()
    figures = set(history) - {"step", "seconds"}
    assert len(rows) == 2 * len(figures) * len(history["step"])
    loss = [float(row["value"]) for row in rows if row["figure"] == "loss"]
    np.testing.assert_allclose(loss, np.tile(history["loss"], 2), rtol=1e-6)


def test_a_missing_package_and_a_blocked_folder_are_sentences(trained, tmp_path, monkeypatch):
    folder = trained()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        list(export.tensorboard([folder], tmp_path / "file"))
    monkeypatch.setitem(__import__("sys").modules, "tensorboardX", None)
    with pytest.raises(export.ExportError, match="pip install"):
        list(export.tensorboard([folder], tmp_path))
