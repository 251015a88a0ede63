"""Curves of a run: growing, rolled back, recalled, smoothed."""

from __future__ import annotations

import numpy as np

from genstudio.core.events import Quality
from genstudio.core.judged import Judged
from genstudio.ui.train.record import Record

from .script import GAN_COLUMNS, VAE_COLUMNS, steps


def test_steps_fill_the_curves_of_their_columns() -> None:
    record = Record(0.0)
    record.begin(VAE_COLUMNS)
    record.extend(steps(1, 5, value=2.0))
    record.extend(steps(6, 5, value=4.0))
    assert record.last_step == 10
    reading = record.curves["kl"].at(5.4)
    assert reading is not None and (reading.step, reading.raw) == (5, 2.0)
    assert [chart.key for chart in record.charts] == ["reconstruction", "kl", "quality"]


def test_a_step_that_comes_again_replaces_what_came_after_it() -> None:
    record = Record(0.9)
    record.begin(GAN_COLUMNS)
    record.extend(steps(1, 100, GAN_COLUMNS, value=1.0))
    record.extend(steps(41, 20, GAN_COLUMNS, value=3.0))
    curve = record.curves["r1"]
    assert len(curve) == 60 and record.last_step == 60
    np.testing.assert_array_equal(curve.raw.x, np.arange(1, 61))
    fresh = Record(0.9)
    fresh.begin(GAN_COLUMNS)
    fresh.extend(steps(1, 40, GAN_COLUMNS, value=1.0))
    fresh.extend(steps(41, 20, GAN_COLUMNS, value=3.0))
    np.testing.assert_allclose(curve.smooth.y, fresh.curves["r1"].smooth.y)


def test_history_comes_before_what_is_there() -> None:
    record = Record(0.5)
    record.begin(VAE_COLUMNS)
    record.extend(steps(51, 10, value=2.0))
    past = {"step": np.arange(1.0, 61.0), "kl": np.full(60, 1.0), "loss": np.full(60, 1.0)}
    record.recall(past, before=50)
    curve = record.curves["kl"]
    np.testing.assert_array_equal(curve.raw.x, np.arange(1, 61))
    np.testing.assert_array_equal(curve.raw.y, [1.0] * 50 + [2.0] * 10)
    assert len(record.curves["reconstruction"]) == 10


def test_an_empty_history_changes_nothing() -> None:
    record = Record()
    record.begin(VAE_COLUMNS)
    record.recall({}, before=10)
    assert record.last_step == 0 and record.numbers() == []


def test_smoothing_again_equals_smoothing_from_the_start() -> None:
    rows = np.random.default_rng(0).normal(size=300)
    one, other = Record(0.9), Record(0.99)
    for record in (one, other):
        record.begin(("loss",))
        record.curves["loss"].extend(np.arange(300.0), rows)
    one.smooth_by(0.99)
    np.testing.assert_allclose(one.curves["loss"].smooth.y, other.curves["loss"].smooth.y)


def test_numbers_name_the_figure() -> None:
    record = Record(0.0)
    record.begin(VAE_COLUMNS)
    record.extend(steps(1, 3, value=2.5))
    record.judge(Quality(3, "held-out loss (nats/image)", 9.0, best=True))
    labels = {number.label: number for number in record.numbers()}
    assert labels["KL"].raw == 2.5 and labels["KL"].step == 3
    assert labels["held-out loss (nats/image)"].raw == 9.0


def test_infinity_is_a_gap() -> None:
    record = Record(0.5)
    record.begin(("loss",))
    record.curves["loss"].extend(np.arange(3.0), np.array([1.0, np.inf, 3.0]))
    assert np.isnan(record.curves["loss"].raw.y[1])
    assert np.isfinite(record.curves["loss"].smooth.y[2])


def _judged(step: int, name: str, value: float, *, best: bool = False, chooses: bool = True):
    return Judged(step / 10, Quality(step, name, value, best, chooses))


def test_another_figure_begins_its_curve_anew() -> None:
    record = Record(0.0)
    record.begin(GAN_COLUMNS)
    record.judge(Quality(10, "FD-pixel", 50.0, best=True))
    record.judge(Quality(20, "FD-local · a1b2c3", 3.0, best=True))
    assert len(record.curves["quality"]) == 1
    assert record.quality_before == "FD-pixel" and record.best.step == 20


def test_what_does_not_choose_is_told_beside() -> None:
    record = Record(0.0)
    record.begin(VAE_COLUMNS)
    record.judge(Quality(10, "held-out loss (nats/image)", -9.0, best=False, chooses=False))
    record.judge(Quality(10, "FD-local · a1b2c3", 3.0, best=True))
    assert record.quality_name == "FD-local · a1b2c3" and record.quality_before == ""
    labels = {number.label: number.raw for number in record.numbers()}
    assert labels == {"FD-local · a1b2c3": 3.0, "held-out loss (nats/image)": -9.0}


def test_judgements_of_before_the_stop_come_back() -> None:
    rows = [
        _judged(10, "FD-pixel", 50.0, best=True),
        _judged(20, "FD-local", 5.0, best=True),
        _judged(20, "held-out loss", 1.0, chooses=False),
        _judged(30, "FD-local", 4.0, best=True),
        _judged(40, "FD-local", 4.5),
        _judged(90, "FD-local", 1.0, best=True),
    ]
    record = Record(0.0)
    record.begin(GAN_COLUMNS)
    record.judge(Quality(60, "FD-local", 6.0, best=False))
    record.recall_judged(rows, before=50)
    np.testing.assert_array_equal(record.curves["quality"].raw.x, [20, 30, 40, 60])
    assert record.best is not None and record.best.step == 30
    fresh = Record(0.0)
    fresh.begin(GAN_COLUMNS)
    fresh.recall_judged(rows, before=50)
    assert fresh.quality_name == "FD-local" and len(fresh.curves["quality"]) == 3
