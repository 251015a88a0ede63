"""The forecast above Train: when it is measured, what it says, the change it offers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from genstudio.core.recipe import Recipe
from genstudio.objectives import presets
from genstudio.training import forecast
from genstudio.training.forecast import Forecast, Measuring, Sample
from genstudio.ui.train import forecast_line
from genstudio.ui.train.forecaster import Forecaster
from genstudio.ui.train.sweep_dialog import SweepDialog
from genstudio.ui.train.tab import TrainTab

from .script import ScriptedJob, started

FINE = Forecast(
    pictures_per_second=1234.0, steps=presets.recommend("vae").steps, seconds=150.0,
    times_seen=42.0, needed=250 * 2**20, free=8 * 2**30, device="CPU", threads=1,
    is_real=True, is_scaled=False, offer={},
)  # fmt: skip
SAMPLE = Sample(np.zeros((4, 1, 28, 28), np.uint8), 100)


class Measurements:
    """Stands in for measuring: every recipe takes steps until it is let go."""

    def __init__(self) -> None:
        self.begun: list[Recipe] = []
        self.samples: list[Sample] = []
        self.closed: list[Recipe] = []
        self.go = threading.Event()
        self.result: Forecast | Exception = FINE

    def measure(self, recipe: Recipe, sample: Sample) -> Iterator[Any]:
        self.begun.append(recipe)
        self.samples.append(sample)
        try:
            while not self.go.wait(0.005):
                yield Measuring(1)
            if isinstance(self.result, Exception):
                raise self.result
            yield self.result
        finally:
            self.closed.append(recipe)


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> Iterator[Measurements]:
    """Measure at once, and only what the test lets go."""
    made = Measurements()
    monkeypatch.setattr("genstudio.ui.train.forecaster._PATIENCE_MS", 1)
    monkeypatch.setattr("genstudio.ui.train.forecaster._LATE", "sys")  # nothing heavy
    monkeypatch.setattr(forecast, "measure", made.measure)
    yield made
    made.go.set()


@pytest.fixture
def forecaster(tab: TrainTab, measurements: Measurements) -> Iterator[Forecaster]:
    """One on its own."""
    forecaster = Forecaster(tab)
    yield forecaster
    forecaster.close()


def test_only_the_newest_wish_is_answered_and_the_older_is_closed(
    forecaster: Forecaster, measurements: Measurements, qtbot: QtBot
) -> None:
    first, second = Recipe(batch=16), Recipe(batch=32)
    forecaster.ask([first], SAMPLE)
    qtbot.waitUntil(lambda: measurements.begun == [first])
    forecaster.ask([second], SAMPLE)
    qtbot.waitUntil(lambda: measurements.begun == [first, second])
    assert measurements.closed == [first]
    with qtbot.waitSignal(forecaster.measured):
        measurements.go.set()
    assert forecaster.known(first, SAMPLE) is None
    found = forecaster.known(second.change(steps=2 * FINE.steps, seed=4), SAMPLE)
    assert found is not None and found.seconds == 300.0  # twice the steps of what was measured


def test_what_is_known_is_not_measured_again(
    forecaster: Forecaster, measurements: Measurements, qtbot: QtBot
) -> None:
    measurements.go.set()
    with qtbot.waitSignal(forecaster.measured):
        forecaster.ask([Recipe()], SAMPLE)
    qtbot.waitUntil(lambda: not forecaster.is_busy)
    forecaster.ask([Recipe(beta=3.0, seed=1)], SAMPLE)
    assert not forecaster.is_busy and len(measurements.begun) == 1


def test_asking_for_the_same_again_lets_it_go_on(
    forecaster: Forecaster, measurements: Measurements, qtbot: QtBot
) -> None:
    forecaster.ask([Recipe()], SAMPLE)
    qtbot.waitUntil(lambda: len(measurements.begun) == 1)
    forecaster.ask([Recipe(seed=5)], SAMPLE)
    qtbot.wait(30)
    assert not measurements.closed and forecaster.is_busy


def test_it_stops_at_once(forecaster: Forecaster, measurements: Measurements, qtbot: QtBot) -> None:
    forecaster.ask([Recipe()], SAMPLE)
    qtbot.waitUntil(lambda: len(measurements.begun) == 1)
    forecaster.stop()
    assert not forecaster.is_busy
    qtbot.waitUntil(lambda: len(measurements.closed) == 1)


def test_a_recipe_that_failed_is_not_tried_for_ever(
    forecaster: Forecaster, measurements: Measurements, qtbot: QtBot
) -> None:
    measurements.result = ValueError("This computer has no cuda device.")
    measurements.go.set()
    with qtbot.waitSignal(forecaster.failed) as told:
        forecaster.ask([Recipe()], SAMPLE)
    assert told.args[0].message == "This computer has no cuda device."
    qtbot.waitUntil(lambda: not forecaster.is_busy)
    forecaster.ask([Recipe()], SAMPLE)
    assert not forecaster.is_busy and len(measurements.begun) == 1


# -- in the tab ---------------------------------------------------------------------------------


@pytest.fixture
def measuring_tab(measurements: Measurements, tab: TrainTab, qtbot: QtBot) -> Iterator[TrainTab]:
    """The tab, its first measurement under way."""
    qtbot.waitUntil(lambda: bool(measurements.begun) and measurements.samples[-1].is_real)
    yield tab
    measurements.go.set()


def test_the_line_says_how_long_and_whether_it_fits(
    measuring_tab: TrainTab, measurements: Measurements, qtbot: QtBot
) -> None:
    line = measuring_tab.forecasting.line
    assert line.text == "Measuring how long it will take…"
    assert measurements.samples[-1].count == 5000  # the digits' own pictures
    measurements.go.set()
    qtbot.waitUntil(lambda: line.text.startswith("About 2 min 30 s, done at"))
    assert line.text.endswith("250 MB of memory: fits")
    assert "42 times" in line._label.toolTip() and line._apply.isHidden()


def test_a_change_of_the_draft_measures_anew_and_a_start_stops_it(
    measuring_tab: TrainTab, measurements: Measurements, job: ScriptedJob, qtbot: QtBot
) -> None:
    tab, count = measuring_tab, len(measurements.begun)
    tab.choices.form.apply({"batch": 256})
    qtbot.waitUntil(lambda: len(measurements.begun) > count)
    assert measurements.begun[-1].batch == 256
    tab.acts.start.trigger()
    qtbot.waitUntil(lambda: len(measurements.closed) == len(measurements.begun))
    count = len(measurements.begun)
    tab.choices.form.apply({"batch": 32})
    qtbot.wait(40)
    assert len(measurements.begun) == count and not tab.forecasting.forecaster.is_busy
    job.say(started())
    job.end()
    qtbot.waitUntil(lambda: len(measurements.begun) > count)  # now that nothing trains


def test_a_hidden_tab_measures_nothing(
    measuring_tab: TrainTab, measurements: Measurements, qtbot: QtBot
) -> None:
    measuring_tab.hide()
    qtbot.waitUntil(lambda: len(measurements.closed) == len(measurements.begun))
    count = len(measurements.begun)
    measuring_tab.choices.form.apply({"batch": 256})
    qtbot.wait(40)
    assert len(measurements.begun) == count


def test_what_does_not_fit_offers_the_change_and_a_click_makes_it(
    measuring_tab: TrainTab, measurements: Measurements, qtbot: QtBot
) -> None:
    values = vars(FINE) | {"needed": 9 * 2**30, "offer": {"batch": 32, "width": 8}}
    measurements.result = Forecast(**values)
    measurements.go.set()
    line = measuring_tab.forecasting.line
    qtbot.waitUntil(lambda: not line._apply.isHidden())
    assert line.text == (
        "Needs about 9.0 GB of memory, 8.0 GB are free. It fits with Batch 32 and Network width 8."
    )
    measurements.result = FINE
    qtbot.mouseClick(line._apply, Qt.MouseButton.LeftButton)
    recipe = measuring_tab.choices.recipe()
    assert (recipe.batch, recipe.width) == (32, 8)
    qtbot.waitUntil(lambda: line.text.startswith("About"))


def test_a_sweep_says_how_long_it_takes_and_its_runs_keep_that(
    measuring_tab: TrainTab, measurements: Measurements, qtbot: QtBot
) -> None:
    tab = measuring_tab
    measurements.go.set()
    tab.queueing.acts.vary.trigger()
    [dialog] = tab.findChildren(SweepDialog)
    dialog.seeds.setValue(3)
    qtbot.waitUntil(lambda: dialog._time.text() == "About 7 min 30 s in all.")
    dialog.add.click()
    assert [item.seconds for item in tab.queueing.line.waiting] == [150.0] * 3
    assert tab.queueing.panel.title == "Queue  ·  3 waiting  ·  7 min 30 s left"


# -- words --------------------------------------------------------------------------------------


def test_the_end_is_a_time_of_day_tomorrow_or_a_date() -> None:
    now = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)

    def said(seconds: float) -> str:
        return forecast_line.sentence(Forecast(**(vars(FINE) | {"seconds": seconds})), now)

    assert "done at 23:00" in said(3600)
    assert "done tomorrow at 01:00" in said(3 * 3600)
    assert "done on 7 March at 22:00" in said(3 * 24 * 3600)


def test_without_an_offer_it_says_what_to_do() -> None:
    hopeless = Forecast(**(vars(FINE) | {"needed": 9 * 2**30}))
    assert "smaller pictures or a narrower network" in forecast_line.sentence(hopeless)
