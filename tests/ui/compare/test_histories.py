"""Curves from histories: axes, missing columns, growing and damaged files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from genstudio.core import judged
from genstudio.core.events import Quality
from genstudio.core.judged import Judged
from genstudio.runs.entry import Entry
from genstudio.ui.compare.histories import Histories, Source, spread

from .conftest import MakeRun


def _history(rows: int, **columns: np.ndarray) -> dict[str, np.ndarray]:
    step = np.arange(1.0, rows + 1)
    return {"step": step, "seconds": np.ceil(step / 10), **columns}


@pytest.fixture
def vae(make_run: MakeRun) -> Entry:
    """A run of 100 steps with a batch of 32."""
    loss = np.linspace(10, 1, 100)
    return make_run("vae", batch=32, history=_history(100, loss=loss, kl=np.full(100, np.nan)))


def _curves(entries: list[Entry], columns: list[str], axis: str = "step", decay: float = 0.0):
    sources = [Source.of(entry) for entry in entries]
    return Histories().curves(sources, columns, axis=axis, decay=decay)


def test_a_curve_is_the_history(vae: Entry) -> None:
    curve = _curves([vae], ["loss"]).curves["loss"][vae.key]
    np.testing.assert_allclose(curve.raw.y, np.linspace(10, 1, 100), rtol=1e-6)
    np.testing.assert_array_equal(curve.raw.x, np.arange(1, 101))


def test_pictures_are_steps_times_batch(vae: Entry) -> None:
    curve = _curves([vae], ["loss"], axis="pictures").curves["loss"][vae.key]
    np.testing.assert_array_equal(curve.raw.x, 32 * np.arange(1, 101))


def test_seconds_are_spread_over_the_rows_written_at_once(vae: Entry) -> None:
    curve = _curves([vae], ["loss"], axis="seconds").curves["loss"][vae.key]
    assert len(curve) == 100
    np.testing.assert_allclose(curve.raw.x, np.arange(1, 101) / 10)


def test_spread_meets_every_moment_at_its_last_row() -> None:
    seconds = np.array([2.0, 2.0, 5.0, 5.0, 5.0, 6.0])
    spread_out = spread(seconds)
    np.testing.assert_allclose(spread_out[[1, 4, 5]], [2, 5, 6])
    assert (np.diff(spread_out) > 0).all()
    assert len(spread(np.empty(0))) == 0


def test_only_runs_that_have_the_column_and_numbers_in_it(vae: Entry, make_run: MakeRun) -> None:
    pca = make_run("pca", objective="pca", history=_history(1, mse=np.array([0.5])))
    found = _curves([vae, pca], ["loss", "mse", "kl"])
    assert found.columns == {vae.key: ("loss",), pca.key: ("mse",)}
    assert set(found.curves["loss"]) == {vae.key}
    assert set(found.curves["mse"]) == {pca.key}
    assert found.curves["kl"] == {}


def test_a_damaged_history_is_told_and_the_others_drawn(vae: Entry, make_run: MakeRun) -> None:
    bad = make_run("bad")
    bad.folder.history_path.write_text("step,seconds,loss\n1,2,x\n", encoding="utf-8")
    found = _curves([bad, vae], ["loss"])
    assert "history.csv is damaged" in found.problems[bad.key]
    assert set(found.curves["loss"]) == {vae.key}


def test_a_run_without_history_has_no_columns(make_run: MakeRun) -> None:
    entry = make_run("new")
    assert _curves([entry], ["loss"]).columns == {entry.key: ()}


def test_a_grown_history_is_read_again_and_others_are_not(vae: Entry) -> None:
    histories = Histories()
    sources = [Source.of(vae)]
    first = histories.curves(sources, ["loss"], axis="step", decay=0.0).curves["loss"][vae.key]
    again = histories.curves(sources, ["loss"], axis="step", decay=0.0).curves["loss"][vae.key]
    assert again is first
    with vae.folder.history_path.open("a", encoding="utf-8") as file:
        file.write("101,11,0.5,0\n")
    grown = histories.curves(sources, ["loss"], axis="step", decay=0.0).curves["loss"][vae.key]
    assert len(grown) == 101


def test_a_run_without_recipe_still_has_curves(vae: Entry) -> None:
    found = _curves([replace(vae, recipe=None)], ["loss"], axis="pictures")
    assert len(found.curves["loss"][vae.key]) == 100


def test_held_out_figures_are_columns_of_their_own(vae: Entry) -> None:
    figures = [Quality(step, "FD-local · a1", 50.0 / step, best=True) for step in (10, 40, 90)]
    judged.append(vae.folder.judged_path, [Judged(f.step / 10, f) for f in figures])
    found = _curves([vae], ["FD-local · a1"], axis="pictures")
    assert "FD-local · a1" in found.columns[vae.key]
    curve = found.curves["FD-local · a1"][vae.key]
    np.testing.assert_allclose(curve.raw.x, [320, 1280, 2880])
    np.testing.assert_allclose(curve.raw.y, [5, 1.25, 50 / 90], rtol=1e-6)
    timed = _curves([vae], ["FD-local · a1"], axis="seconds").curves["FD-local · a1"][vae.key]
    np.testing.assert_allclose(timed.raw.x, [1, 4, 9])
