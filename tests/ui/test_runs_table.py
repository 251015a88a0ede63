"""The shared table of runs: what it shows, how it follows the disk, what it never reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from genstudio.core.recipe import Recipe
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library, timestamp
from genstudio.ui.runs_columns import COLUMNS, INDEX
from genstudio.ui.runs_table import ENTRY_ROLE, KEY_ROLE, SORT_ROLE, RunsTable
from genstudio.ui.studio import Studio


@pytest.fixture
def studio(qtbot: QtBot, tmp_path: Path) -> Studio:
    """A studio with an empty library."""
    return Studio(Library(tmp_path / "runs", bundled=tmp_path / "models"))


def _make(studio: Studio, name: str, day: int = 1, **values: object) -> RunFolder:
    folder = studio.library.create(Recipe(), name=name)
    folder.change_summary(created=f"2026-01-{day:02d}T00:00:00+00:00", **values)
    return folder


def _names(table: RunsTable) -> list[str]:
    return [table.index(row, 0).data() for row in range(table.rowCount())]


def _cell(table: RunsTable, row: int, column: str, role: int = 0) -> object:
    return table.index(row, INDEX[column]).data(role)


def test_one_table_is_shared(studio: Studio) -> None:
    assert RunsTable.shared(studio) is RunsTable.shared(studio)


def test_every_column_has_a_label_and_a_tip(studio: Studio) -> None:
    table = RunsTable(studio)
    for index in range(len(COLUMNS)):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            assert table.headerData(index, Qt.Orientation.Horizontal, role)


def test_cells_show_words_and_sort_by_numbers(studio: Studio) -> None:
    _make(
        studio, "a", step=1200, total=2000, seconds=185.0, parameters=1_234_567, status="stopped",
        last={"reconstruction": 95.25, "kl": 15.0}, best_name="ELBO", best_value=-3.5,
        data_name="digits", data_fingerprint="f", shape=(1, 32, 32),
    )  # fmt: skip
    table = RunsTable(studio)
    shown = {column.key: _cell(table, 0, column.key) for column in COLUMNS}
    assert shown["kind"] == "VAE"
    assert shown["size"] == "32 px grey"
    assert shown["steps"] == "1,200 / 2,000"
    assert shown["seconds"].replace("\u00a0", " ") == "3 min 05 s"
    assert shown["best"] == "−3.5 ELBO"
    assert shown["last"] == "reconstruction 95.25 · kl 15"
    assert shown["parameters"].replace("\u00a0", " ") == "1.23 M"
    assert shown["status"] == "stopped"
    assert _cell(table, 0, "steps", SORT_ROLE) == 1200
    assert _cell(table, 0, "best", SORT_ROLE) == ("ELBO", -3.5)
    assert _cell(table, 0, "steps", KEY_ROLE) == str(table.entries[0].folder.path)
    assert _cell(table, 0, "steps", ENTRY_ROLE) is table.entries[0]


def test_figures_that_are_no_numbers_are_shown_and_sort_last(studio: Studio) -> None:
    _make(studio, "a", last={"loss": float("nan")}, best_name="x", best_value=float("inf"))
    table = RunsTable(studio)
    assert _cell(table, 0, "last") == "loss not a number"
    assert _cell(table, 0, "last", SORT_ROLE) is None
    assert _cell(table, 0, "best", SORT_ROLE) is None


def test_a_damaged_run_is_a_row_with_its_problem(studio: Studio) -> None:
    folder = _make(studio, "a")
    folder.recipe_path.write_text("{", encoding="utf-8")
    table = RunsTable(studio)
    assert _cell(table, 0, "status") == "damaged"
    assert "not valid JSON" in str(_cell(table, 0, "kind", Qt.ItemDataRole.ToolTipRole))
    for column in COLUMNS:
        assert isinstance(_cell(table, 0, column.key), str)


def test_status_tells_who_trains(studio: Studio) -> None:
    _make(studio, "dead", 3, status="training", process=-1)
    other = _make(studio, "other", 2, status="training", process=os.getppid(), updated=timestamp())
    mine = _make(studio, "mine", 1)
    table = RunsTable(studio)
    studio.job_key = str(mine.path)
    studio.runs_changed.emit()
    statuses = [_cell(table, row, "status") for row in range(3)]
    assert statuses == ["interrupted", "training elsewhere", "training"]
    assert other.exists


def test_refresh_keeps_rows_that_stay(studio: Studio) -> None:
    folders = [_make(studio, name, day) for day, name in enumerate("abcd", start=1)]
    table = RunsTable(studio)
    tester = QAbstractItemModelTester(
        table, QAbstractItemModelTester.FailureReportingMode.Fatal, table
    )
    kept = QPersistentModelIndex(table.index(table.row_of(str(folders[1].path)) or 0, 0))
    studio.library.delete(studio.library.entry(folders[2].path))
    folders[1].change_summary(name="B")
    _make(studio, "new", 9)
    _make(studio, "between", 1)
    table.refresh()
    assert _names(table)[:3] == ["new", "d", "B"]
    assert set(_names(table)[3:]) == {"a", "between"}
    assert kept.isValid()
    assert kept.data() == "B"
    assert tester.model() is table


def test_refresh_survives_a_changed_order(studio: Studio) -> None:
    first, _ = _make(studio, "a", 1), _make(studio, "b", 2)
    table = RunsTable(studio)
    first.change_summary(created="2026-02-01T00:00:00+00:00")
    table.refresh()
    assert _names(table) == ["a", "b"]


def test_only_changed_rows_are_announced(studio: Studio) -> None:
    folder, _ = _make(studio, "a", 1), _make(studio, "b", 2)
    table = RunsTable(studio)
    rows: list[int] = []
    table.dataChanged.connect(lambda first, _last, _roles: rows.append(first.row()))
    table.refresh()
    assert rows == []
    folder.change_summary(step=5)
    table.refresh()
    assert rows == [1]


def test_the_disk_is_watched_only_while_someone_looks(
    studio: Studio,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr("genstudio.ui.runs_table.POLL_MS", 10)
    table = RunsTable(studio)
    request.addfinalizer(table.close)
    _make(studio, "unseen")
    qtbot.wait(60)
    assert table.rowCount() == 0
    table.watch("me", True)
    assert table.rowCount() == 0  # the disk is read in the background
    qtbot.waitUntil(lambda: table.rowCount() == 1)
    _make(studio, "seen", 2)
    qtbot.waitUntil(lambda: table.rowCount() == 2)
    table.watch("me", False)
    _make(studio, "later", 3)
    qtbot.wait(60)
    assert table.rowCount() == 2


def test_listing_a_thousand_runs_reads_no_weights(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = _make(studio, "template")
    recipe, summary = template.recipe_path.read_bytes(), template.summary_path.read_bytes()
    for number in range(1000):
        folder = RunFolder(studio.library.root / f"run-{number}")
        folder.path.mkdir()
        folder.recipe_path.write_bytes(recipe)
        folder.summary_path.write_bytes(summary)
        folder.rolling_path.write_bytes(b"weights")
    opened: set[str] = set()
    actual = Path.open

    def watched(self: Path, *args: object, **kwargs: object) -> object:
        opened.add(self.name)
        return actual(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    assert RunsTable(studio).rowCount() == 1001
    assert opened <= {"recipe.json", "summary.json", "scores.json", "tags.json"}
