"""The pages in the real tab, over runs that were really trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.runs.entry import Entry
from genstudio.runs.library import Library
from genstudio.runs.model import Model
from genstudio.ui import theme
from genstudio.ui.compare.axis_drive import AxisDrive
from genstudio.ui.compare.class_box import ClassBox
from genstudio.ui.compare.curves_page import CurvesPage
from genstudio.ui.compare.drawing import NO_ENCODER, Walk
from genstudio.ui.compare.lockstep import LockStepPage
from genstudio.ui.compare.recipes_page import RecipesPage
from genstudio.ui.compare.redraw_page import RedrawPage
from genstudio.ui.compare.tab import CompareTab
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.widgets.picture import PictureView

from .conftest import MakeRun

CURVES, LOCKSTEP, REDRAW, RECIPES = range(4)
Choose = Callable[..., CompareTab]


@pytest.fixture
def choose(
    trained: dict[str, Entry], studio: Studio, settings: Settings, qtbot: QtBot
) -> Iterator[Choose]:
    """Open the tab at a page with runs chosen by name."""
    tabs: list[CompareTab] = []

    def open_tab(page: int, *names: str) -> CompareTab:
        tab = CompareTab(studio, settings)
        tabs.append(tab)
        tab.resize(1280, 700)
        tab.show_page(page)
        studio.compare_requested.emit([trained[name].key for name in names])
        tab.show()
        return tab

    yield open_tab
    for tab in tabs:
        tab.close()
        tab.deleteLater()


def _lockstep(tab: CompareTab) -> LockStepPage:
    page = tab.pages[LOCKSTEP]
    assert isinstance(page, LockStepPage)
    return page


def _redraw(tab: CompareTab) -> RedrawPage:
    page = tab.pages[REDRAW]
    assert isinstance(page, RedrawPage)
    return page


def _curves(tab: CompareTab) -> CurvesPage:
    page = tab.pages[CURVES]
    assert isinstance(page, CurvesPage)
    return page


def _drawn(page: LockStepPage, count: int) -> Callable[[], bool]:
    return lambda: bool(page.views) and all(view.count == count for view in page.views)


def _pixels(page: LockStepPage) -> list[bytes]:
    return [bytes(view.picture().constBits()) for view in page.views]


# -- same latents ---------------------------------------------------------------------------


def test_every_chosen_run_draws_side_by_side(choose: Choose, qtbot: QtBot) -> None:
    page = _lockstep(choose(LOCKSTEP, "pca", "vae", "gan"))
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    assert [label.facts for label in page.labels] == [
        "PCA · 12 latent dimensions",
        "VAE · 5 latent dimensions",
        "GAN · 7 latent dimensions",
    ]


def test_one_shuffle_and_one_walk_drive_them_all(choose: Choose, qtbot: QtBot) -> None:
    page = _lockstep(choose(LOCKSTEP, "pca", "gan"))
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    before = _pixels(page)
    page.shuffle.trigger()
    qtbot.waitUntil(lambda: all(a != b for a, b in zip(_pixels(page), before, strict=True)))
    before = _pixels(page)
    page.walk_to(0.5)
    qtbot.waitUntil(lambda: all(a != b for a, b in zip(_pixels(page), before, strict=True)))
    page.walk_to(0.0)
    qtbot.waitUntil(lambda: _pixels(page) == before)


def test_walking_goes_on_by_itself_and_stops_with_the_page(choose: Choose, qtbot: QtBot) -> None:
    tab = choose(LOCKSTEP, "pca")
    page = _lockstep(tab)
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    page.play.setChecked(True)
    qtbot.waitUntil(lambda: page.walk.amount > 0.03)
    tab.show_page(RECIPES)
    qtbot.waitUntil(lambda: not page.play.isChecked())


def test_a_click_shows_one_picture_in_every_run(choose: Choose, qtbot: QtBot) -> None:
    page = _lockstep(choose(LOCKSTEP, "pca", "vae"))
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    page.views[0].clicked.emit(3)
    qtbot.waitUntil(_drawn(page, 1))
    page.views[1].clicked.emit(0)
    qtbot.waitUntil(_drawn(page, 16))


def test_one_class_is_asked_of_every_run_that_was_taught_it(
    choose: Choose, trained: dict[str, Entry], qtbot: QtBot, library: Library
) -> None:
    from genstudio.core.recipe import Recipe
    from genstudio.runs import jobs

    recipe = Recipe(
        objective="nsgan", latent=7, net="mlp", width=4, batch=16, steps=2, threads=1,
        conditional=True,
    )  # fmt: skip
    taught = library.create(recipe, name="taught")
    list(jobs.train(taught))
    trained["taught"] = library.entry(taught.path)
    page = _lockstep(choose(LOCKSTEP, "taught", "pca"))
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    before = [view.picture() for view in page.views]
    box = page.findChild(ClassBox)
    assert box.isEnabled() and box.count() == 11
    box.setCurrentIndex(4)
    qtbot.waitUntil(lambda: page.views[0].picture() != before[0])
    assert page.views[1].picture() == before[1]  # it takes no class, and says so
    assert page.labels[1].facts.endswith("cannot be asked for this class")
    assert "class" not in page.labels[0].facts


def test_without_taught_runs_there_is_no_class_to_choose(choose: Choose) -> None:
    assert not _lockstep(choose(LOCKSTEP, "pca", "vae")).findChild(ClassBox).isEnabled()


def test_an_axis_found_in_explore_moves_every_run_that_has_it(
    choose: Choose, trained: dict[str, Entry], qtbot: QtBot
) -> None:
    from genstudio.core.axes import AxisSet
    from genstudio.runs import axes

    run = trained["vae"]
    latent = run.recipe.latent
    direction = np.eye(1, latent, dtype=np.float32)
    one = AxisSet(
        "Own", "own", ("slant",), direction, np.array([2.0], np.float32),
        np.zeros(latent, np.float32), "of other weights",
    )  # fmt: skip
    axes.write_all(run.folder, (one,))
    page = _lockstep(choose(LOCKSTEP, "vae", "pca"))
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    drive = page.findChild(AxisDrive)
    assert [drive.box.itemText(place) for place in range(drive.box.count())] == [
        "none", "Own: slant",
    ]  # fmt: skip
    assert not drive.slider.isVisible()
    drive.box.setCurrentIndex(1)
    assert drive.slider.isVisible()
    qtbot.waitUntil(lambda: "other weights" in page.labels[0].facts)
    assert page.labels[1].facts.endswith("has no axis of this name")
    before = [view.picture() for view in page.views]
    drive.slider.setValue(150)
    qtbot.waitUntil(lambda: page.views[0].picture() != before[0])
    assert page.views[1].picture() == before[1]
    z = Walk(16, page.walk.seed, 0, 0.0).latents(latent)
    z[:, 0] += 1.5 * 2.0
    made = Model.open(run.folder.path).decode(z)
    assert np.array_equal(page.views[0]._pictures, made)
    axes.write_all(run.folder, ())
    drive.slider.setValue(0)
    qtbot.waitUntil(lambda: drive.box.count() == 1)
    assert not drive.box.isEnabled() and drive.axis == ""
    qtbot.waitUntil(lambda: "axis" not in page.labels[1].facts)
    axes.stored_at(run.folder).write_text("{")
    page.walk_to(0.5)
    qtbot.waitUntil(lambda: "cannot be read" in page.labels[0].facts)
    assert page.views[0].count == 16
    axes.stored_at(run.folder).unlink()


def test_a_broken_run_shows_its_sentence_beside_the_others(
    choose: Choose, trained: dict[str, Entry], qtbot: QtBot
) -> None:
    for path in (trained["vae"].folder.best_path, trained["vae"].folder.rolling_path):
        path.write_bytes(b"not weights")
    page = _lockstep(choose(LOCKSTEP, "vae", "pca"))
    qtbot.waitUntil(lambda: bool(page.views) and page.views[1].count == 16, timeout=10_000)
    assert page.views[0].count == 0
    assert page.views[0].accessibleDescription() not in ("", "Opening…")


def test_answers_about_runs_no_longer_chosen_are_dropped(
    choose: Choose, trained: dict[str, Entry], qtbot: QtBot
) -> None:
    tab = choose(LOCKSTEP, "pca", "vae")
    page = _lockstep(tab)
    for _ in range(20):  # faster than any answer
        tab.choice.remove(trained["vae"].key)
        tab.choice.add(trained["gan"].key)
        tab.choice.remove(trained["gan"].key)
        tab.choice.add(trained["vae"].key)
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    assert [label.facts[:3] for label in page.labels] == ["PCA", "VAE"]


def test_a_renamed_run_keeps_its_column(
    choose: Choose, trained: dict[str, Entry], qtbot: QtBot
) -> None:
    tab = choose(LOCKSTEP, "pca", "vae")
    page = _lockstep(tab)
    qtbot.waitUntil(_drawn(page, 16), timeout=10_000)
    view, colour = page.views[0], tab.choice.slot(trained["pca"].key)
    tab.runs.rename(trained["pca"].key, "linear")
    assert page.views[0] is view
    assert page.labels[0].toolTip() == "linear"
    assert tab.bar.buttons[0].text() == "linear"
    assert tab.choice.slot(trained["pca"].key) == colour


# -- same pictures --------------------------------------------------------------------------


def test_those_that_can_redraw_held_out_pictures(choose: Choose, qtbot: QtBot) -> None:
    page = _redraw(choose(REDRAW, "gan", "pca", "vae"))
    rows = page.rows
    qtbot.waitUntil(lambda: rows.original.count == 12, timeout=10_000)
    assert [view.count for view in rows.views] == [0, 12, 12]
    assert rows.views[0].accessibleDescription() == NO_ENCODER
    assert rows.labels[0].facts == ""
    assert all(label.facts.startswith("MSE 0.") for label in rows.labels[1:])
    assert "12 of 500 held-out pictures" in page.message


def test_other_pictures_are_other_pictures(choose: Choose, qtbot: QtBot) -> None:
    page = _redraw(choose(REDRAW, "pca"))
    qtbot.waitUntil(lambda: page.rows.original.count == 12, timeout=10_000)
    before = bytes(page.rows.original.picture().constBits())
    page.others.trigger()
    qtbot.waitUntil(lambda: bytes(page.rows.original.picture().constBits()) != before)


def test_dropped_files_are_redrawn(choose: Choose, qtbot: QtBot, tmp_path: Path) -> None:
    tab = choose(REDRAW, "pca", "vae")
    page = _redraw(tab)
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.fromarray(np.full((50, 40, 3), 90, np.uint8)).save(good)
    bad.write_text("no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (good, bad)])
    page.dropEvent(
        QDropEvent(
            QPointF(10, 10), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    qtbot.waitUntil(lambda: page.rows.original.count == 1, timeout=10_000)
    assert [view.count for view in page.rows.views] == [1, 1]
    assert "1 picture of yours" in page.message
    assert "bad.png" in page.message
    assert not page.others.isEnabled()


def _first(view: PictureView) -> bytes:
    """Return the pixels of the first picture."""
    image = view.picture().copy(0, 0, 28, 28)
    return bytes(image.constBits())


def _show_as(page: RedrawPage, way: str) -> None:
    page.way.setCurrentIndex(page.way.findData(way))


def test_differences_of_all_runs_are_on_one_scale(
    choose: Choose, qtbot: QtBot, app: QApplication
) -> None:
    page = _redraw(choose(REDRAW, "gan", "pca", "vae"))
    qtbot.waitUntil(lambda: page.rows.original.count == 12, timeout=10_000)
    assert not page.legend.isVisible()
    _show_as(page, "signed")
    qtbot.waitUntil(lambda: [view.count for view in page.rows.views] == [0, 24, 24])
    assert page.legend.isVisible() and page.rows.reach > 0
    assert page.legend.words[0] == f"−{page.rows.reach:g}: darker than the original"
    assert all(label.facts.startswith("MSE 0.") for label in page.rows.labels[1:])
    light = page.rows.views[2].picture()
    theme.apply(app, "dark")
    assert page.rows.views[2].picture() != light  # never a light ground in the dark theme
    _show_as(page, "absolute")
    qtbot.waitUntil(lambda: page.legend.words[0] == "0: alike")
    _show_as(page, "redrawn")
    qtbot.waitUntil(lambda: [view.count for view in page.rows.views] == [0, 12, 12])
    assert not page.legend.isVisible()


def test_a_walk_between_two_pictures_drives_every_encoder(
    choose: Choose, qtbot: QtBot, tmp_path: Path
) -> None:
    page = _redraw(choose(REDRAW, "pca", "vae", "gan"))
    qtbot.waitUntil(lambda: page.rows.original.count == 12, timeout=10_000)
    ends = [_first(view) for view in page.rows.views[:2]]
    _show_as(page, "walk")
    qtbot.waitUntil(lambda: not page.rows.labels[0].facts.startswith("MSE"))
    assert [view.count for view in page.rows.views] == [12, 12, 0]
    starts = [_first(view) for view in page.rows.views[:2]]
    assert starts == ends  # a walk begins at the first picture, as it is redrawn
    Image.fromarray(np.full((28, 28), 90, np.uint8)).save(tmp_path / "one.png")
    page.use_files([tmp_path / "one.png"])
    qtbot.waitUntil(lambda: "two pictures" in page.rows.original.accessibleDescription())


def test_only_bad_files_are_a_sentence(choose: Choose, qtbot: QtBot, tmp_path: Path) -> None:
    page = _redraw(choose(REDRAW, "pca"))
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    page.use_files([bad])
    qtbot.waitUntil(lambda: "bad.png" in page.rows.original.accessibleDescription(), timeout=10_000)


def test_pictures_that_are_gone_are_a_sentence(
    choose: Choose, trained: dict[str, Entry], qtbot: QtBot
) -> None:
    recipe = trained["pca"].recipe
    assert recipe is not None
    trained["pca"].folder.write_recipe(recipe.change(data="folder:/nowhere/at/all"))
    page = _redraw(choose(REDRAW, "pca"))
    qtbot.waitUntil(
        lambda: "/nowhere/at/all" in page.rows.original.accessibleDescription(), timeout=10_000
    )


# -- curves ---------------------------------------------------------------------------------


def test_curves_of_runs_that_have_them(
    choose: Choose, trained: dict[str, Entry], qtbot: QtBot
) -> None:
    page = _curves(choose(CURVES, "vae", "bernoulli", "gan"))
    qtbot.waitUntil(lambda: len(page.views) == 2, timeout=10_000)
    assert "FD-local" in page.views[0].chart.title  # what all of them can be measured by
    page.columns.tick("reconstruction", True)
    found = lambda: [v.chart for v in page.views if v.chart.title == "Reconstruction"]  # noqa: E731
    qtbot.waitUntil(lambda: bool(found()))
    chart = found()[0]
    assert chart.unit == "nats/image"
    assert [line.label for line in chart.lines] == ["vae", "bernoulli"]
    assert chart.note == "Not recorded by “gan”."


def test_ticks_choose_the_charts_and_none_is_possible(choose: Choose, qtbot: QtBot) -> None:
    page = _curves(choose(CURVES, "vae", "gan"))
    qtbot.waitUntil(lambda: len(page.views) == 2, timeout=10_000)
    page.columns.tick("score_real", True)
    qtbot.waitUntil(lambda: len(page.views) == 3)
    for column in page.columns.wanted:
        page.columns.tick(column, False)
    qtbot.waitUntil(lambda: "Tick a figure" in page.message)
    assert page.views == ()
    page.renew()
    qtbot.wait(50)
    assert page.views == ()


def test_axes_are_labelled_and_stretch(choose: Choose, qtbot: QtBot) -> None:
    page = _curves(choose(CURVES, "vae"))
    qtbot.waitUntil(lambda: len(page.views) == 2, timeout=10_000)
    assert page.views[0].plot.getAxis("bottom").labelText == "steps"
    page.choose_axis("pictures")
    qtbot.waitUntil(lambda: page.views[-1].plot.getAxis("bottom").labelText == "pictures shown")
    (_, end), _ = page.views[0].plot.getViewBox().viewRange()
    assert end == pytest.approx(6 * 16)


def test_at_most_two_thousand_points_a_curve(
    make_run: MakeRun, tab: CompareTab, studio: Studio, qtbot: QtBot
) -> None:
    rows = 50_000
    step = np.arange(1.0, rows + 1)
    noise = np.random.default_rng(0).standard_normal(rows)
    entries = [
        make_run(name, history={"step": step, "seconds": step / 100, "reconstruction": noise})
        for name in "ab"
    ]
    studio.runs_changed.emit()
    studio.compare_requested.emit([entry.key for entry in entries])
    tab.show_page(CURVES)
    page = _curves(tab)
    qtbot.waitUntil(lambda: len(page.views) == 1, timeout=20_000)
    drawn = [len(item.getData()[0]) for item in page.views[0].plot.listDataItems()
             if item.getData()[0] is not None]  # fmt: skip
    assert drawn
    assert max(drawn) <= 2_100


def test_a_run_that_never_began_says_so(
    make_run: MakeRun, tab: CompareTab, studio: Studio, qtbot: QtBot
) -> None:
    entry = make_run("new")
    studio.runs_changed.emit()
    studio.compare_requested.emit([entry.key])
    tab.show_page(CURVES)
    page = _curves(tab)
    qtbot.waitUntil(lambda: "history yet" in page.message)


# -- recipes and the rest -------------------------------------------------------------------


def test_recipes_show_what_differs(choose: Choose, qtbot: QtBot) -> None:
    tab = choose(RECIPES, "vae", "bernoulli")
    page = tab.pages[RECIPES]
    assert isinstance(page, RecipesPage)
    table = page.table

    def labels() -> list[str]:
        return [table.item(row, 0).text() for row in range(table.rowCount())]

    assert labels() == ["Latent dimensions", "Likelihood"]
    assert [table.horizontalHeaderItem(column).text() for column in (1, 2)] == ["vae", "bernoulli"]
    page.show_all.setChecked(True)
    assert len(labels()) > 15
    assert page.summary == f"2 of {len(labels())} fields differ."
    assert labels()[:2] == ["Latent dimensions", "Likelihood"]
    marked = table.item(0, 1).background().color().name()
    assert marked == theme.colours().accent_soft
    assert table.item(5, 1).background().style() == Qt.BrushStyle.NoBrush


def test_the_caution_stands_above_the_pages(choose: Choose) -> None:
    assert "likelihoods differ" in choose(RECIPES, "vae", "bernoulli").bar.caution
    assert choose(RECIPES, "vae").bar.caution == ""


def test_without_a_choice_every_page_says_what_to_do(
    trained: dict[str, Entry], tab: CompareTab, qtbot: QtBot
) -> None:
    for number, page in enumerate(tab.pages):
        tab.show_page(number)
        assert "table" in page.empty_sentence()  # where to begin
        assert not page.body.isVisible()
        assert page.isVisible()


def test_a_chosen_run_is_taken_out_by_its_button(choose: Choose, trained: dict[str, Entry]) -> None:
    tab = choose(RECIPES, "vae", "pca")
    tab.bar.buttons[0].click()
    assert tab.choice.keys == [trained["pca"].key]
    tab.clear.trigger()
    assert tab.choice.keys == []
    assert tab.bar.buttons == []


def test_choice_page_and_controls_are_remembered(
    choose: Choose, studio: Studio, settings: Settings, trained: dict[str, Entry], qtbot: QtBot
) -> None:
    tab = choose(LOCKSTEP, "vae", "pca")
    tab.choice.remove(trained["vae"].key)
    page = _lockstep(tab)
    page.shuffle.trigger()
    walk = page.walk
    tab.save_state()
    again = CompareTab(studio, settings)
    qtbot.addWidget(again)
    assert again.choice.to_list() == tab.choice.to_list()
    assert _lockstep(again).walk == walk
    assert again.page == LOCKSTEP


def test_runs_that_are_gone_are_not_chosen_next_time(
    choose: Choose, studio: Studio, settings: Settings, trained: dict[str, Entry], library: Library,
    qtbot: QtBot,
) -> None:  # fmt: skip
    choose(RECIPES, "vae", "pca").save_state()
    library.delete(trained["vae"])
    again = CompareTab(studio, settings)
    qtbot.addWidget(again)
    again.show()  # the disk is read in the background
    qtbot.waitUntil(lambda: again.choice.keys == [trained["pca"].key])


def test_hidden_pages_compute_nothing(
    choose: Choose, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from genstudio.ui.compare import lockstep

    asked: list[object] = []
    monkeypatch.setattr(lockstep, "draw", lambda *rest: asked.append(rest) or [])
    tab = choose(RECIPES, "vae", "pca")
    tab.choice.replace([])
    qtbot.wait(50)
    assert asked == []


def test_both_themes_reach_charts_and_swatches(
    choose: Choose, app: QApplication, qtbot: QtBot
) -> None:
    tab = choose(CURVES, "vae", "pca")
    page = _curves(tab)
    qtbot.waitUntil(lambda: len(page.views) == 2, timeout=10_000)
    seen = set()
    for mode in ("light", "dark"):
        theme.apply(app, mode)
        app.processEvents()
        place = QPoint(tab.bar.buttons[0].icon().pixmap(14, 14).rect().center())
        swatch = tab.bar.buttons[0].icon().pixmap(14, 14).toImage().pixelColor(place).name()
        assert swatch == theme.colours().series[0]
        assert page.views[0].plot.backgroundBrush().color().name() == theme.colours().surface
        seen.add(swatch)
    assert len(seen) == 2
