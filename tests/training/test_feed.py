"""The order of the data is a pure function of seed and draw."""

from __future__ import annotations

import numpy as np
import torch

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
