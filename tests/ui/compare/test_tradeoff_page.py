"""The trade-off page in the real tab: what it plots, refuses, selects and saves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from genstudio.runs.entry import Entry
from genstudio.ui.compare.scatter_view import ScatterView
from genstudio.ui.compare.tab import CompareTab
from genstudio.ui.compare.tradeoff_page import TradeoffPage

from .conftest import MakeRun
from .test_scoring_tab import give


@pytest.fixture
def runs(make_run: MakeRun) -> dict[str, Entry]:
    """Three runs with a cost (twice the figure, in ms), one of other pictures, one unscored."""
    found = {name: make_run(name) for name in ("good", "worse", "worst", "other", "none")}
    for name, value in (("good", 1.0), ("worse", 3.0), ("worst", 9.0)):
        give(found[name], value)
    give(found["other"], 0.5, fingerprint="xyz")
    return found


@pytest.fixture
def page(runs: dict[str, Entry], tab: CompareTab) -> TradeoffPage:
    """The page, shown over those runs."""
    tab.show_page(tab.pages.index(tab.tradeoff))
    return tab.tradeoff


def _names(page: TradeoffPage) -> list[str]:
    assert page.panel is not None
    return sorted(point.entry.name for point in page.panel.points)


def _place(view: ScatterView, name: str) -> QPoint:
    index = [point.entry.name for point in view.panel.points].index(name)
    scene = view.plot.getViewBox().mapViewToScene(QPointF(*view.places[index]))
    return view.plot.mapFromScene(scene)


def test_quality_stands_against_cost_with_its_front(page: TradeoffPage) -> None:
    assert (page.across.currentData(), page.up.currentData()) == ("decode_ms", "fd_local")
    assert _names(page) == ["good", "worse", "worst"]
    assert page.verdict.endswith("“good”.")
    assert "1 judged on other pictures" in page.rest and "1 without both figures" in page.rest
    assert page.view.plot.getAxis("left").labelText == "FD-local, lower is better"
    assert page.view.plot.getAxis("bottom").labelText == "Time a picture (ms), lower is better"


def test_runs_judged_on_other_pictures_have_their_own_plot(page: TradeoffPage) -> None:
    assert page.group.isVisible() and page.group.count() == 2
    page.group.setCurrentIndex(1)
    page.group.activated.emit(1)
    assert _names(page) == ["other"]
    assert "3 judged on other pictures" in page.rest


def test_a_click_selects_the_run_and_the_keyboard_does(
    page: TradeoffPage, tab: CompareTab, qtbot: QtBot
) -> None:
    view = page.view
    qtbot.mouseMove(view.plot.viewport(), _place(view, "worse"))
    qtbot.mouseClick(
        view.plot.viewport(), Qt.MouseButton.LeftButton, pos=_place(view, "worse")
    )  # fmt: skip
    assert [entry.name for entry in tab.view.selected] == ["worse"]
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    qtbot.keyClick(view.plot, Qt.Key.Key_Return)
    assert [entry.name for entry in tab.view.selected] != ["worse"]


def test_hovering_says_name_and_figures(page: TradeoffPage) -> None:
    names = [point.entry.name for point in page.view.panel.points]
    words = page.view.words(names.index("worse"))
    assert words.startswith("worse\n") and "FD-local: 3.00 ± 0.10" in words and "6 ms" in words
    assert "good: " in page.view.plot.accessibleDescription()


def test_ticked_runs_have_their_colour_and_the_filter_narrows(
    page: TradeoffPage, tab: CompareTab, runs: dict[str, Entry], qtbot: QtBot
) -> None:
    tab.choice.replace([runs["worst"].key])
    point = next(p for p in page.view.panel.points if p.entry.name == "worst")
    assert page.view._colour(point) == page.chosen[0].colour
    tab.filter.setText("wor")
    qtbot.waitUntil(lambda: _names(page) == ["worse", "worst"])
    tab.filter.setText("none")
    qtbot.waitUntil(lambda: not page.body.isVisible())
    assert "No run in the table is scored" in page.empty_sentence()


def test_a_log_scale_is_refused_below_zero(
    page: TradeoffPage, tab: CompareTab, runs: dict[str, Entry], qtbot: QtBot
) -> None:
    page.logs[1].setChecked(True)
    assert page.view.logs == (False, True)
    assert page.view.places[:, 1].max() == pytest.approx(0.954, abs=1e-3)  # log10 of 9
    give(runs["good"], -1.0)
    tab.table.refresh()
    qtbot.waitUntil(lambda: page.view.logs == (False, False))
    assert "Not on a log scale" in page.rest


@pytest.mark.parametrize("end", [".png", ".svg", ".csv"])
def test_it_is_saved(page: TradeoffPage, tmp_path: Path, qtbot: QtBot, end: str) -> None:
    path = tmp_path / f"plot{end}"
    with qtbot.waitSignal(page.said):
        page.save(path)
    if end == ".png":
        image = QImage(str(path))
        assert image.width() == 2 * page.view.plot.width()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in (5, 60, 120)}
        assert len(colours) > 1
    else:
        text = path.read_text(encoding="utf-8")
        assert ("<svg" in text) if end == ".svg" else ("worse" in text)


def test_what_cannot_be_saved_is_said(page: TradeoffPage, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.refused):
        page.save(tmp_path / "plot.gif")
    (tmp_path / "file").write_text("in the way")
    with qtbot.waitSignal(page.refused):
        page.save(tmp_path / "file" / "plot.csv")
