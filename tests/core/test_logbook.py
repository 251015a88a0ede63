"""The logbook: thinned rows mean the same, whatever comes when."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core import logbook
from genstudio.core.events import Checkup, RolledBack, Started, Step
from genstudio.core.logbook import MOST_ROWS, Logbook, thin

COLUMNS = ("loss", "kl")


def started(step=0):
    return Started("", "vae", step, 9000, 4, "cpu", 1, 10, COLUMNS)


def step(first, count):
    steps = np.arange(first, first + count, dtype=float)
    return Step(first, 1.0, COLUMNS, np.column_stack([steps, -steps]), 1.0, 1.0)


@pytest.fixture
def book():
    book = Logbook()
    book.take(started())
    return book


def test_every_row_is_kept_while_there_are_few(book):
    book.take(step(1, 5))
    book.take(step(6, 2))
    assert book.history["step"].tolist() == book.history["loss"].tolist() == list(range(1, 8))
    assert book.total == 9000


def test_a_long_run_stays_small_and_keeps_its_means(book):
    for first in range(1, 8001, 7):
        book.take(step(first, 7))
    history = book.history
    assert len(history["step"]) <= 2 * MOST_ROWS + 8
    assert history["step"][-1] == 8001 and (np.diff(history["step"]) > 0).all()
    gap = np.diff(history["step"]).max()
    assert (history["step"] - history["loss"] <= gap).all()  # a mean of the steps before it
    assert history["kl"].tolist() == (-history["loss"]).tolist()


def test_what_was_rolled_back_is_forgotten(book):
    book.take(step(1, 10))
    book.take(Checkup(4, {}))
    book.take(Checkup(9, {}))
    book.take(RolledBack(10, 5, ""))
    assert book.history["step"].tolist() == [1, 2, 3, 4, 5]
    assert [checkup.step for checkup in book.checkups] == [4]


def test_the_past_comes_in_front_of_what_is_there(book):
    book.take(step(6, 3))
    book.take(Checkup(8, {}))
    past = {"step": np.arange(1.0, 8.0), "loss": np.ones(7), "kl": np.ones(7)}
    book.recall(past, [Checkup(3, {}), Checkup(8, {})])
    assert book.history["step"].tolist() == list(range(1, 9))
    assert book.history["loss"].tolist() == [1] * 5 + [6, 7, 8]
    assert [checkup.step for checkup in book.checkups] == [3, 8]


def test_thinning_at_once_is_like_thinning_on_the_way(book):
    steps = np.arange(1.0, 5001.0)
    for first in range(1, 5001, 100):
        book.take(step(first, 100))
    at_once = thin({"step": steps, "seconds": steps, "loss": steps, "kl": -steps})
    assert at_once["loss"].tolist() == book.history["loss"].tolist()
    assert "seconds" not in at_once
    assert thin({}) == {}


def test_a_column_without_figures_stays_without(book, monkeypatch):
    monkeypatch.setattr(logbook, "MOST_ROWS", 2)
    rows = np.array([[np.nan, 1.0], [np.nan, np.nan]] * 4)
    book.take(Step(1, 1.0, COLUMNS, rows, 1.0, 1.0))
    assert np.isnan(book.history["loss"]).all() and (book.history["kl"] == 1).all()
