"""Scoring from the tab: progress, columns, order, refusals, what is out of date."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from genstudio.core.score import Score
from genstudio.runs import scores
from genstudio.runs.entry import Entry
from genstudio.runs.scores import Question, ScoreSet
from genstudio.ui.compare.groups_page import GroupsPage
from genstudio.ui.compare.question import QuestionDialog, remembered
from genstudio.ui.compare.tab import CompareTab
from genstudio.ui.more_columns import SCORE
from genstudio.ui.runs_columns import INDEX
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio

from .conftest import MakeRun

FD = SCORE + "fd_local"
QUICK = Question(count=60)


def give(entry: Entry, value: float, error: float | None = 0.1, **conditions: object) -> None:
    """Write a score as if the run had been scored."""
    folder = entry.folder
    if folder.weights("best") is None:
        folder.best_path.write_bytes(b"weights")
    usual = {"real": 500, "made": 500, "fingerprint": "abc", "split": "s", "extractor": "e"}
    score = Score(
        key="fd_local", label="FD-local", value=value, error=error, **(usual | conditions)
    )  # type: ignore[arg-type]
    folder.change_summary(data_fingerprint=str((usual | conditions)["fingerprint"]))
    costs = Score(
        key="decode_ms", label="Time", value=2 * value, unit="ms", fingerprint=score.fingerprint
    )
    written = scores.written(folder.best_path)
    scores.write(folder, Question(), ScoreSet("stamp", (score, costs), written))


@pytest.fixture
def scored(make_run: MakeRun) -> dict[str, Entry]:
    """Four runs: two alike but for the error bar's width, one better, one without scores."""
    runs = {name: make_run(name) for name in ("one", "two", "best", "none")}
    for name, value in (("one", 3.0), ("two", 3.1), ("best", 1.0)):
        give(runs[name], value)
    return runs


def _order(tab: CompareTab, order: Qt.SortOrder) -> list[str]:
    tab.view.sortByColumn(INDEX[FD], order)
    return [tab.proxy.entry(row).name for row in range(tab.proxy.rowCount())]


def _choose(tab: CompareTab, *names: str) -> None:
    keys = [entry.key for entry in tab.table.entries if entry.name in names]
    tab.choice.replace(keys)
    tab.show_page(tab.pages.index(tab.scores))


def _cells(tab: CompareTab, line: int = 0) -> list[str]:
    table = tab.scores.table
    return [table.item(line, place).text() for place in range(table.columnCount())]  # type: ignore[union-attr]


def test_the_table_sorts_by_a_score_with_unscored_runs_last(
    scored: dict[str, Entry], tab: CompareTab
) -> None:
    assert _order(tab, Qt.SortOrder.AscendingOrder) == ["best", "one", "two", "none"]
    assert _order(tab, Qt.SortOrder.DescendingOrder) == ["two", "one", "best", "none"]
    assert tab.proxy.index(0, INDEX[FD]).data() == "3.10 ± 0.10"
    assert "one standard error" in tab.proxy.index(0, INDEX[FD]).data(Qt.ItemDataRole.ToolTipRole)
    assert tab.panel.order == ""


def test_an_order_that_is_no_rank_is_told(scored: dict[str, Entry], tab: CompareTab) -> None:
    give(scored["two"], 0.5, fingerprint="other pictures")
    tab.table.refresh()
    tab.view.sortByColumn(INDEX[FD], Qt.SortOrder.AscendingOrder)
    assert "not ranked by FD-local. They were judged on different pictures" in tab.panel.order
    tab.view.sortByColumn(INDEX["name"], Qt.SortOrder.AscendingOrder)
    assert tab.panel.order == ""


def test_any_score_or_field_is_a_column_and_remembered(
    scored: dict[str, Entry], tab: CompareTab, studio: Studio, settings: Settings
) -> None:
    assert FD not in tab.view.shown_columns and "field:beta" not in tab.view.shown_columns
    tab.view.show_scores()
    tab.view.show_column("field:beta")
    assert {FD, SCORE + "coverage", "field:beta"} <= set(tab.view.shown_columns)
    tab.save_state()
    again = CompareTab(studio, settings)
    assert again.view.shown_columns == tab.view.shown_columns
    again.close()
    again.deleteLater()


def test_columns_that_an_older_version_did_not_know_stay_hidden(
    scored: dict[str, Entry], studio: Studio, settings: Settings
) -> None:
    settings.set("compare/columns", {"order": ["name", "kind"], "hidden": ["kind"]})
    tab = CompareTab(studio, settings)
    assert "kind" not in tab.view.shown_columns and FD not in tab.view.shown_columns
    tab.close()
    tab.deleteLater()


def test_places_and_ties_stand_beside_the_figures(
    scored: dict[str, Entry], tab: CompareTab
) -> None:
    _choose(tab, "one", "two", "best")
    label, *cells, verdict = _cells(tab)
    assert label == "FD-local" and verdict == "Lower is better. The error bars overlap: a tie."
    assert sorted(cells) == [
        "1.00 ± 0.10   1st",
        "3.00 ± 0.10   tie, 2nd",
        "3.10 ± 0.10   tie, 2nd",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fingerprint": "x"}, "judged on different pictures"),
        ({"made": 100}, "Different numbers of pictures were made"),
        ({"extractor": "x"}, "different feature networks"),
        ({"kind": "bernoulli"}, "figures are of different kinds"),
    ],
)
def test_a_false_ranking_is_refused_where_one_would_read_it(
    scored: dict[str, Entry], tab: CompareTab, change: dict[str, object], words: str
) -> None:
    give(scored["two"], 3.1, **change)
    tab.table.refresh()
    _choose(tab, "one", "two")
    assert tab.scores.verdicts["FD-local"].startswith("Not ranked: ")
    assert words in tab.scores.verdicts["FD-local"]
    assert not any("1st" in cell for cell in _cells(tab))
    assert "1st" in " ".join(_cells(tab, 1))  # a model's cost is its own, whatever it is judged on


def test_scores_of_older_weights_are_shown_as_such_and_not_ranked(
    scored: dict[str, Entry], tab: CompareTab
) -> None:
    scored["one"].folder.best_path.write_bytes(b"other weights")
    scored["one"].folder.change_summary(step=5)
    tab.table.refresh()
    _choose(tab, "one", "two")
    assert "Out of date: “one”" in tab.scores.summary
    assert tab.scores.verdicts["FD-local"].startswith("Not ranked: Some scores are out of date")
    row = tab.proxy.row_of(scored["one"].key)
    assert row is not None and tab.proxy.index(row, INDEX[FD]).data().endswith("(old)")


def test_scores_that_were_deleted_or_half_written_are_no_scores(
    scored: dict[str, Entry], tab: CompareTab
) -> None:
    scored["one"].folder.scores_path.unlink()
    text = scored["two"].folder.scores_path.read_text()
    scored["two"].folder.scores_path.write_text(text[: len(text) // 2])
    tab.table.refresh()
    _choose(tab, "one", "two")
    assert "Not scored yet" in tab.scores.summary and not tab.scores.verdicts


def test_a_copy_keeps_its_scores(scored: dict[str, Entry], studio: Studio) -> None:
    copy = studio.library.duplicate(scored["one"])
    assert copy.standing.scores and not copy.standing.stale
    newer = copy.folder.best_path.stat().st_mtime_ns + 10
    os.utime(copy.folder.best_path, ns=(newer, newer))
    copy.folder.change_summary(step=7)
    assert "weights have changed" in studio.library.entry(copy.key).standing.stale


def test_what_was_asked_is_remembered(settings: Settings, tab: CompareTab) -> None:
    dialog = QuestionDialog("“one”", settings, tab)
    dialog.count.setValue(250)
    dialog.seed.setValue(4)
    dialog.accept()
    assert remembered(settings) == Question(count=250, seed=4)
    settings.set("compare/question", {"count": "many"})
    assert remembered(settings) == Question()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make scoring short."""
    monkeypatch.setattr("genstudio.evaluation.learning.STEPS", 5)
    monkeypatch.setattr("genstudio.runs.likelihoods._PICTURES", 4)
    monkeypatch.setattr("genstudio.runs.walking._WALKS", 4)


def test_runs_are_scored_in_the_background(
    quick: None, trained: dict[str, Entry], tab: CompareTab, studio: Studio, qtbot: QtBot
) -> None:
    tab.table.refresh()
    broken = replace(trained["gan"].folder)
    broken.best_path.write_bytes(b"no weights")
    said: list[str] = []
    tab.scorer.progressed.connect(lambda _, words: said.append(words))
    tab.scorer.ask([trained["pca"], trained["gan"], trained["vae"]], QUICK)
    assert tab.panel.scoring.isVisible() and tab.scorer.is_running
    qtbot.waitUntil(lambda: not tab.scorer.is_running, timeout=60_000)
    assert not tab.panel.scoring.isVisible()
    for name in ("pca", "vae"):
        entry = tab.table.entry(trained[name].key)
        assert entry is not None and "kid_local" in entry.standing.scores
    assert "“gan” was not scored" in tab.panel.refusal
    assert any("(3 of 3)" in words for words in said)
    assert FD in tab.view.shown_columns


def test_stopping_in_the_middle_keeps_what_was_there(
    quick: None, trained: dict[str, Entry], tab: CompareTab, studio: Studio, qtbot: QtBot
) -> None:
    tab.table.refresh()
    said: list[str] = []
    studio.said.connect(said.append)
    tab.scorer.ask([trained["pca"], trained["vae"]], QUICK)
    qtbot.waitUntil(lambda: "features" in tab.panel.scoring.words, timeout=60_000)
    tab.scorer.cancel()
    qtbot.waitUntil(lambda: not tab.scorer.is_running, timeout=60_000)
    assert any("Scoring was stopped" in words for words in said)
    assert not trained["vae"].folder.scores_path.exists()


def test_seeds_of_a_recipe_are_one_line(make_run: MakeRun, tab: CompareTab, studio: Studio) -> None:
    for seed, value in enumerate((2.0, 3.0, 4.0)):
        give(make_run(f"vae seed {seed}", seed=seed), value)
    give(make_run("gan", objective="hinge"), 1.0)
    make_run("a run without scores", objective="pca")
    studio.runs_changed.emit()
    page = next(page for page in tab.pages if isinstance(page, GroupsPage))
    tab.show_page(tab.pages.index(page))
    lines = [
        [page.table.item(line, place).text() for place in range(2)]  # type: ignore[union-attr]
        for line in range(page.table.rowCount())
    ]
    assert lines == [
        ["gan · 1 run", "1.00 ± 0.10 (1 run)   #1"],
        ["vae · 3 runs", "3.0 ± 1.0 (3 runs)   #2"],
        ["a run without scores · 1 run", "–"],
    ]
    assert page.verdict == ""
