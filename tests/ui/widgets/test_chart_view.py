"""One chart: few points, honest read-out, log scale, zoom, keyboard, theme."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.ui import theme
from genstudio.ui.widgets.chart import Chart, Line
from genstudio.ui.widgets.chart_view import ChartView
from genstudio.ui.widgets.curve import Curve, focus

CHART = Chart("c", "Losses", "nats", (Line("a", "Alpha", 0), Line("b", "Beta", 1)), "A note.")


@pytest.fixture
def curves() -> dict[str, Curve]:
    curves = {"a": Curve(0.9), "b": Curve(0.9)}
    steps = np.arange(1.0, 101.0)
    curves["a"].extend(steps, steps)
    curves["b"].extend(steps, 200.0 - steps)
    return curves


@pytest.fixture
def view(app: QApplication, curves: dict[str, Curve], qtbot: QtBot) -> ChartView:
    view = ChartView(CHART, curves)
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    view.redraw(0, 100)
    return view


def header(view: ChartView) -> str:
    return view._header.text()


def test_millions_of_points_are_drawn_with_few(view: ChartView, curves: dict[str, Curve]) -> None:
    steps = np.arange(101.0, 1_000_101.0)
    for curve in curves.values():
        curve.extend(steps, np.sin(steps))
    view.redraw(0, 1_000_000)
    for items in (view._raw, view._smooth):
        for item in items.values():
            assert 100 < len(item.xData) <= 2000


def test_header_names_the_lines_and_their_newest_values(view: ChartView) -> None:
    text = header(view)
    assert "Losses" in text and "nats" in text and "Alpha" in text and "Beta" in text
    assert ">91" in text  # smoothed, it lags behind 100


def test_cursor_reads_off_step_smoothed_and_raw(view: ChartView) -> None:
    view.point_at(40.2)
    assert "step 40" in header(view) and "(40)" in header(view) and "(160)" in header(view)
    view.point_at(None)
    assert "step 40" not in header(view)


def test_log_scale_only_while_all_in_view_is_positive(
    view: ChartView, curves: dict[str, Curve]
) -> None:
    view.show_log(True)
    view.redraw(0, 100)
    assert view._raw["a"].yData.max() == pytest.approx(2.0)
    curves["a"].extend(np.array([101.0]), np.array([-1.0]))
    view.redraw(0, 101)
    assert view._raw["a"].yData.min() == -1.0
    assert "Not on a log scale" in view._note.text()
    view.redraw(0, 50)
    assert "Not on a log scale" not in view._note.text()


def test_keys_move_the_cursor_and_zoom(view: ChartView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.pointed) as pointed:
        qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    assert pointed.args == [52.0]
    with qtbot.waitSignal(view.moved) as moved:
        qtbot.keyClick(view.plot, Qt.Key.Key_Plus)
    assert moved.args == [25.0, 75.0]
    with qtbot.waitSignal(view.all_asked):
        qtbot.keyClick(view.plot, Qt.Key.Key_Home)


def test_y_follows_what_is_in_view(view: ChartView) -> None:
    view.redraw(0, 10)
    low, high = view._box.viewRange()[1]
    assert low <= 1 and high >= 199
    view.redraw(90, 100)
    low, high = view._box.viewRange()[1]
    assert low > 50


def test_an_empty_chart_and_a_gap_are_drawn(app: QApplication, qtbot: QtBot) -> None:
    curves = {"a": Curve(), "b": Curve()}
    view = ChartView(CHART, curves)
    qtbot.addWidget(view)
    view.redraw(0, 1)
    assert "–" in header(view)
    curves["a"].extend(np.arange(3.0), np.array([1.0, np.nan, 2.0]))
    view.redraw(0, 3)
    view.describe()
    assert view.plot.accessibleDescription() == "Alpha 2 at step 2"


def test_colours_follow_the_theme(view: ChartView, app: QApplication) -> None:
    theme.apply(app, "dark")
    app.processEvents()
    assert view._smooth["a"].opts["pen"].color().name() == theme.DARK.series[0]
    assert view.plot.backgroundBrush().color().name() == theme.DARK.surface


def test_focus_ignores_rare_outliers_of_many() -> None:
    values = np.ones(1000)
    values[3] = 1e9
    limits = focus([values])
    assert limits is not None and limits[1] < 2
    few = focus([np.array([1.0, 1e9])])
    assert few is not None and few[1] > 1e9
    assert focus([np.array([np.nan])]) is None
