"""The order of the data is a pure function of seed and draw."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch

from genstudio.training.ahead import Rows
from genstudio.training.feed import DataOrder, Feed


def test_each_epoch_shows_every_picture_once():
    order = DataOrder(10, 4, seed=3)
    stream = np.concatenate([order.indices(draw) for draw in range(5)])
    assert sorted(stream[:10]) == sorted(stream[10:]) == list(range(10))
    assert (stream[:10] != stream[10:]).any()


def test_any_draw_can_be_asked_for_first():
    later = DataOrder(10, 4, seed=3).indices(7)
    order = DataOrder(10, 4, seed=3)
    assert [order.indices(draw) for draw in range(8)][7].tolist() == later.tolist()


def test_a_batch_larger_than_the_set_wraps():
    assert len(DataOrder(3, 8, seed=0).indices(0)) == 8


def mapped(path, pictures):
    np.save(path, pictures)
    return np.load(path, mmap_mode="r")


@pytest.mark.parametrize("resident", [0, 2**30])
def test_a_set_on_disk_is_fed_in_the_same_order_from_any_draw_on(tmp_path, monkeypatch, resident):
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (50, 3, 8, 8), dtype=np.uint8)
    chosen = rng.permutation(50)[:41]
    labels = np.arange(50)
    cpu = torch.device("cpu")
    plain = Feed(pictures, chosen, DataOrder(41, 7, 0), cpu, labels)
    monkeypatch.setattr("genstudio.training.feed._RESIDENT", resident)
    on_disk = mapped(tmp_path / "x.npy", pictures)
    feed = Feed(on_disk, chosen, DataOrder(41, 7, 0), cpu, labels)
    for draw in (0, 1, 2, 3, 4, 5, 6, 20, 21, 19, 19, 40, 41):
        expected, found = plain.batch(draw), feed.batch(draw)
        assert torch.equal(found.pictures, expected.pictures)
        assert torch.equal(found.labels, expected.labels)
    feed.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("feed")]


def test_rows_of_anything_are_those_of_the_array(tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (20, 1, 8, 8), dtype=np.uint8)
    on_disk = mapped(tmp_path / "x.npy", pictures)
    rows = np.array([5, 3, 3, 19, 0])
    for array in (pictures, on_disk, on_disk[:], on_disk[::1]):
        assert np.array_equal(Rows(array).read(rows), pictures[rows])
    part = on_disk[2::2]
    assert np.array_equal(Rows(part).read(np.array([4, 0])), pictures[[10, 2]])


def test_a_file_that_has_shrunk_is_an_error_and_no_wrong_picture(tmp_path):
    pictures = np.zeros((20, 1, 8, 8), np.uint8)
    rows = Rows(mapped(tmp_path / "x.npy", pictures))
    with (tmp_path / "x.npy").open("r+b") as file:
        file.truncate(400)
    with pytest.raises(OSError, match="shorter than it was"):
        rows.read(np.array([0, 19]))


def test_the_feed_gives_the_same_resident_or_mapped(monkeypatch):
    pictures = np.random.default_rng(0).integers(0, 256, (9, 1, 4, 4), dtype=np.uint8)
    chosen = np.array([1, 3, 5, 7])
    cpu = torch.device("cpu")
    resident = Feed(pictures, chosen, DataOrder(4, 3, 0), cpu)
    monkeypatch.setattr("genstudio.training.feed._RESIDENT", 0)
    mapped = Feed(pictures, chosen, DataOrder(4, 3, 0), cpu)
    for draw in range(4):
        assert torch.equal(resident.batch(draw).pictures, mapped.batch(draw).pictures)
    first = resident.batch(0).pictures
    assert float(first.min()) >= -1 and float(first.max()) <= 1
