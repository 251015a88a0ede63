"""The table as a person uses it: sort, filter, tick, edit, arrange, keys."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from genstudio.core.recipe import Recipe
from genstudio.runs.library import Library, timestamp
from genstudio.ui.compare.tab import CompareTab
from genstudio.ui.compare.tag_dialog import TagDialog
from genstudio.ui.compare.view import HIDDEN_AT_FIRST
from genstudio.ui.runs_columns import COLUMNS, INDEX
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio

from .conftest import MakeRun

Order = Qt.SortOrder


def _names(tab: CompareTab) -> list[str]:
    return [tab.proxy.index(row, 0).data() for row in range(tab.proxy.rowCount())]


def _sort(tab: CompareTab, column: str, order: Order = Order.AscendingOrder) -> list[str]:
    tab.view.sortByColumn(INDEX[column], order)
    return _names(tab)


@pytest.fixture
def several(make_run: MakeRun) -> None:
    """Runs whose figures sort differently as text and as numbers."""
    for name, step, value in (("b", 9, 2.0), ("A", 1000, None), ("c", 80, 10.0), ("d", 80, -1.0)):
        make_run(
            name, seed=step,
            summary={"step": step, "best_name": "held-out loss", "best_value": value},
        )  # fmt: skip


def test_newest_first_at_first(several: None, tab: CompareTab) -> None:
    assert _names(tab) == ["d", "c", "A", "b"]


def test_numbers_sort_as_numbers(several: None, tab: CompareTab) -> None:
    assert _sort(tab, "steps")[0] == "b"
    assert _sort(tab, "steps")[-1] == "A"
    assert _sort(tab, "steps", Order.DescendingOrder)[0] == "A"


def test_names_sort_without_regard_to_case(several: None, tab: CompareTab) -> None:
    assert _sort(tab, "name") == ["A", "b", "c", "d"]


def test_what_has_no_figure_comes_last_in_both_orders(several: None, tab: CompareTab) -> None:
    assert _sort(tab, "best") == ["d", "b", "c", "A"]
    assert _sort(tab, "best", Order.DescendingOrder) == ["c", "b", "d", "A"]


def test_every_column_sorts_with_damaged_and_unstarted_runs(
    make_run: MakeRun, several: None, tab: CompareTab, studio: Studio, library: Library
) -> None:
    make_run("damaged").folder.recipe_path.write_text("{", encoding="utf-8")
    make_run("lost").folder.summary_path.unlink()
    library.create(Recipe(objective="rpgan"), name="unstarted")
    studio.runs_changed.emit()
    for column in COLUMNS:
        for order in (Order.AscendingOrder, Order.DescendingOrder):
            assert len(_sort(tab, column.key, order)) == 7


def test_the_filter_wants_every_word_in_any_column(
    make_run: MakeRun, tab: CompareTab, studio: Studio
) -> None:
    make_run("first", objective="hinge")
    make_run("second", summary={"data_name": "Shapes"})
    studio.runs_changed.emit()
    tab.filter.setText("gan HINGE")
    assert _names(tab) == ["first"]
    tab.filter.setText("shapes sec")
    assert _names(tab) == ["second"]
    tab.filter.setText("shapes first")
    assert _names(tab) == []
    assert "No run passes “shapes first”" in tab.nothing
    tab.filter.clear()
    assert len(_names(tab)) == 2


def test_an_empty_library_says_what_to_do(tab: CompareTab) -> None:
    assert "Train one" in tab.nothing


def _go_to(tab: CompareTab, name: str, column: str = "name") -> None:
    index = tab.proxy.index(_names(tab).index(name), INDEX[column])
    flag = QItemSelectionModel.SelectionFlag
    tab.view.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
    tab.view.setFocus()


def _press(
    tab: CompareTab, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
) -> None:
    qtbot.keyClick(tab.view, key, modifier or Qt.KeyboardModifier.NoModifier)


def _chosen(tab: CompareTab) -> set[str]:
    return {tab.table.entry(key).name for key in tab.choice.keys}  # type: ignore[union-attr]


def test_space_ticks_the_selected_runs(several: None, tab: CompareTab, qtbot: QtBot) -> None:
    _go_to(tab, "c", "steps")
    _press(tab, qtbot, Qt.Key.Key_Space)
    assert _chosen(tab) == {"c"}
    _press(tab, qtbot, Qt.Key.Key_Space)
    assert _chosen(tab) == set()
    tab.view.selectAll()
    _press(tab, qtbot, Qt.Key.Key_Space)
    assert _chosen(tab) == {"A", "b", "c", "d"}


def test_a_tick_by_mouse_is_the_model_s_check_state(several: None, tab: CompareTab) -> None:
    index = tab.proxy.index(0, INDEX["name"])
    role = Qt.ItemDataRole.CheckStateRole
    assert tab.proxy.setData(index, Qt.CheckState.Checked.value, role)
    assert _chosen(tab) == {"d"}
    assert index.data(role) == Qt.CheckState.Checked
    assert not tab.proxy.index(0, INDEX["steps"]).data(role)


def test_a_ninth_tick_is_refused_in_sight(
    make_run: MakeRun, several: None, tab: CompareTab, studio: Studio, qtbot: QtBot
) -> None:
    for name in (*"efgh", "ninth"):
        make_run(name)
    studio.runs_changed.emit()
    tab.choice.replace(entry.key for entry in tab.table.entries if entry.name != "ninth")
    _go_to(tab, "ninth")
    said: list[str] = []
    studio.said.connect(said.append)
    _press(tab, qtbot, Qt.Key.Key_Space)
    assert "ninth" not in _chosen(tab)
    assert "8 runs are chosen already" in tab.refusal
    assert said == [tab.refusal]


def test_f2_renames_and_return_commits_without_leaving(
    several: None, tab: CompareTab, studio: Studio, qtbot: QtBot
) -> None:
    explored: list[str] = []
    studio.explore_requested.connect(explored.append)
    _go_to(tab, "b")
    _press(tab, qtbot, Qt.Key.Key_F2)
    editor = tab.view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "my best run")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "my best run" in _names(tab))
    assert explored == []
    tab.undo.trigger()
    assert "b" in _names(tab)
    assert "my best run" not in _names(tab)


def test_a_note_is_edited_in_its_column(several: None, tab: CompareTab, qtbot: QtBot) -> None:
    _go_to(tab, "b")
    tab.selection.note.trigger()
    editor = tab.view.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "keep this")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    row = next(row for row, entry in enumerate(tab.table.entries) if entry.name == "b")
    qtbot.waitUntil(lambda: tab.table.entries[row].summary.note == "keep this")
    assert "note" in tab.view.shown_columns


def test_delete_and_undo_by_key(several: None, tab: CompareTab, qtbot: QtBot) -> None:
    tab.choice.replace([entry.key for entry in tab.table.entries if entry.name == "b"])
    _go_to(tab, "b")
    _press(tab, qtbot, Qt.Key.Key_Delete)
    assert "b" not in _names(tab)
    assert len(tab.choice) == 0
    _press(tab, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "b" in _names(tab)


def test_a_bundled_run_is_marked_and_protected(
    studio: Studio, settings: Settings, qtbot: QtBot, library: Library
) -> None:
    folder = library.create(Recipe(), name="shipped", path=library._bundled / "shipped")
    folder.change_summary(status="done")
    tab = CompareTab(studio, settings)
    qtbot.addWidget(tab)
    tab.show()
    assert tab.proxy.index(0, INDEX["status"]).data() == "done · bundled"
    assert not tab.proxy.flags(tab.proxy.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    _go_to(tab, "shipped")
    for act in (tab.selection.delete, tab.selection.rename):
        act.trigger()
        assert "A bundled model cannot be" in tab.refusal
    assert folder.exists
    assert not tab.selection.resume.isEnabled()
    assert tab.selection.duplicate.isEnabled()


def test_the_run_in_training_is_not_deleted(
    several: None, tab: CompareTab, studio: Studio, make_run: MakeRun
) -> None:
    mine = next(entry for entry in tab.table.entries if entry.name == "b")
    other = make_run(
        "other",
        summary={"status": "training", "process": os.getppid(), "updated": timestamp()},
    )
    studio.job_key = mine.key
    studio.runs_changed.emit()
    for entry in (mine, other):
        _go_to(tab, entry.name)
        tab.selection.delete.trigger()
        assert f"“{entry.name}” is in training. Stop it first" in tab.refusal
        assert entry.folder.exists
    studio.job_key = ""


def test_doors_carry_the_run(several: None, tab: CompareTab, studio: Studio, qtbot: QtBot) -> None:
    explored: list[str] = []
    recipes: list[Recipe] = []
    studio.explore_requested.connect(explored.append)
    studio.train_requested.connect(recipes.append)
    _go_to(tab, "c")
    _press(tab, qtbot, Qt.Key.Key_Return)
    tab.selection.train.trigger()
    entry = next(entry for entry in tab.table.entries if entry.name == "c")
    assert explored == [entry.key]
    assert recipes == [entry.recipe]
    tab.view.selectAll()
    assert not tab.selection.train.isEnabled()
    assert not tab.selection.explore.isEnabled()


def test_resume_only_what_can_go_on(
    make_run: MakeRun, tab: CompareTab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = {"status": "stopped", "step": 10, "total": 20}
    make_run("half", summary=half).folder.rolling_path.touch()
    make_run("whole", summary={"status": "done", "step": 20, "total": 20})
    studio.runs_changed.emit()
    resumed: list[str] = []
    monkeypatch.setattr(studio, "resume", resumed.append)
    _go_to(tab, "half")
    assert not tab.selection.resume.isEnabled()  # torch is not there yet
    studio.mark_torch_loaded()
    assert tab.selection.resume.isEnabled()
    tab.selection.resume.trigger()
    assert resumed == [tab.view.selected[0].key]
    _go_to(tab, "whole")
    assert not tab.selection.resume.isEnabled()


def test_copy_as_csv_takes_the_selection(several: None, tab: CompareTab) -> None:
    _go_to(tab, "c")
    tab.selection.copy.trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Name,Status,Kind")
    assert lines[1].startswith("c,done,VAE")


def test_save_table_writes_all_shown_runs(several: None, tab: CompareTab, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "runs.csv"
    _sort(tab, "name")
    tab.selection.save_csv(path)
    assert [line.split(",")[0] for line in path.read_text().splitlines()] == [
        "Name", "A", "b", "c", "d",
    ]  # fmt: skip
    tab.selection.save_csv(path / "impossible.csv")
    assert "runs.csv" in tab.refusal


def test_columns_hide_move_and_are_remembered(
    several: None, tab: CompareTab, studio: Studio, settings: Settings, qtbot: QtBot
) -> None:
    assert "note" not in tab.view.shown_columns
    tab.view.show_column("note")
    tab.view.show_column("kind", False)
    tab.view.show_column("name", False)
    _go_to(tab, "b", "steps")
    tab.view.move_column(-1)
    tab.view.setColumnWidth(INDEX["steps"], 77)
    _sort(tab, "steps")
    shown = tab.view.shown_columns
    assert shown.index("steps") == shown.index("size") - 1
    assert "name" in shown
    assert "kind" not in shown
    tab.save_state()
    again = CompareTab(studio, settings)
    qtbot.addWidget(again)
    assert again.view.shown_columns == shown
    assert again.view.columnWidth(INDEX["steps"]) == 77
    assert _names(again) == _names(tab)


def test_moving_skips_hidden_columns_and_stops_at_the_ends(several: None, tab: CompareTab) -> None:
    tab.view.show_column("status", False)
    _go_to(tab, "b", "kind")
    tab.view.move_column(-1)
    assert tab.view.shown_columns[:2] == ["kind", "name"]
    tab.view.move_column(-1)
    assert tab.view.shown_columns[:2] == ["kind", "name"]


def test_settings_of_another_version_do_no_harm(
    several: None, studio: Studio, settings: Settings, qtbot: QtBot
) -> None:
    settings.set("compare/columns", {"order": ["gone", "kind"], "hidden": 3, "sort": "gone"})
    settings.set("compare/chosen", "x")
    settings.set("compare/page", "y")
    settings.set("compare/curves", [1])
    settings.set("compare/lockstep", {"count": "many", "seed": -4})
    tab = CompareTab(studio, settings)
    qtbot.addWidget(tab)
    assert tab.view.shown_columns[0] == "kind"
    assert set(tab.view.shown_columns) == {column.key for column in COLUMNS} - HIDDEN_AT_FIRST


def test_sorted_rows_stay_sorted_when_runs_change_come_and_go(
    tab: CompareTab, make_run: MakeRun
) -> None:
    runs = {name: make_run(name, summary={"seconds": float(at)}) for at, name in enumerate("bca")}
    tab.table.refresh()
    view, seconds = tab.view, INDEX["seconds"]
    view.sortByColumn(seconds, Qt.SortOrder.AscendingOrder)
    assert [entry.name for entry in view.shown] == ["b", "c", "a"]
    runs["b"].folder.change_summary(seconds=9.0)
    make_run("new", summary={"seconds": 1.5})
    tab.table.refresh()
    assert [entry.name for entry in view.shown] == ["c", "new", "a", "b"]
    tab.runs.delete([runs["a"]])
    assert [entry.name for entry in view.shown] == ["c", "new", "b"]
    view.sortByColumn(seconds, Qt.SortOrder.DescendingOrder)
    assert [entry.name for entry in view.shown] == ["b", "new", "c"]


def test_conditions_narrow_the_table_and_what_is_wrong_is_said(
    several: None, tab: CompareTab, qtbot: QtBot
) -> None:
    qtbot.keyClicks(tab.filter, "seed > 50")
    assert sorted(_names(tab)) == ["A", "c", "d"]
    tab.filter.setText("seed > 50 and")
    assert tab.panel.wrong == ""
    tab.filter.setText("seed > 50 sed > 90")
    assert "Did you mean “Seed”" in tab.panel.wrong
    assert sorted(_names(tab)) == ["A", "c", "d"]  # by what can be read
    tab.filter.setText("objective =")
    assert "comes a word" in tab.panel.wrong and len(_names(tab)) == 4
    tab.filter.clear()
    assert tab.panel.wrong == "" and len(_names(tab)) == 4


def test_fields_are_completed_as_one_types(several: None, tab: CompareTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(tab.filter, "fd-loc")
    assert tab.filter.offers == ["FD-local < "]
    completer = tab.filter.completer()
    assert completer.completionCount() == 1
    completer.activated.emit(completer.currentCompletion())
    tab.filter.setText(completer.currentCompletion())
    assert tab.panel.wrong == "After “FD-local <” comes a number."


def test_tags_are_edited_shown_found_and_taken_back(
    several: None, tab: CompareTab, qtbot: QtBot
) -> None:
    _go_to(tab, "c")
    tab.selection.tags.trigger()
    editor = tab.view.findChild(QLineEdit)
    assert editor is not None
    editor.setText("good, for the talk")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert "tags" in tab.view.shown_columns
    index = tab.proxy.index(_names(tab).index("c"), INDEX["tags"])
    qtbot.waitUntil(lambda: index.data() == "good, for the talk")
    tab.filter.setText("tag = good")
    assert _names(tab) == ["c"]
    tab.filter.clear()
    tab.undo.trigger()
    assert tab.proxy.index(_names(tab).index("c"), INDEX["tags"]).data() == ""
    tab.runs.tag(tab.table.entries[0].key, "x" * 50)
    assert "at most 40 letters" in tab.refusal


def test_several_runs_take_tags_at_once_and_give_them_back_at_once(
    several: None, tab: CompareTab, qtbot: QtBot
) -> None:
    tab.runs.tag(next(entry.key for entry in tab.table.entries if entry.name == "b"), "old")
    tab.view.select([entry.key for entry in tab.table.entries if entry.name in "bc"])
    tab.selection.tags.trigger()
    dialog = tab.window().findChild(TagDialog)
    assert "these 2 runs" in dialog.labelText()
    dialog.setTextValue("good, old")
    dialog.accept()
    qtbot.waitUntil(lambda: _tags(tab) == {"b": ("old", "good"), "c": ("good", "old")})
    tab.undo.trigger()
    assert _tags(tab) == {"b": ("old",)}
    tab.redo.trigger()
    assert len(_tags(tab)) == 2
    count = tab.runs.stack.count()
    tab.runs.add_tags(tab.table.entries[:2], ",".join(map(str, range(20))))
    assert "at most 20 tags" in tab.refusal and tab.runs.stack.count() == count


def _tags(tab: CompareTab) -> dict[str, tuple[str, ...]]:
    return {entry.name: entry.tags for entry in tab.table.entries if entry.tags}
