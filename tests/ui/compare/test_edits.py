"""Rename, note, duplicate and delete, each with its way back; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from genstudio.runs.library import Library
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.studio import Studio

from .conftest import MakeRun


@pytest.fixture
def acts(studio: Studio) -> Iterator[RunActs]:
    """The acts; their thread ends with the test."""
    acts = RunActs(studio)
    yield acts
    acts.close()


@pytest.fixture
def refusals(acts: RunActs) -> list[str]:
    """The sentences that said why something was not done."""
    told: list[str] = []
    acts.refused.connect(told.append)
    return told


def _names(library: Library) -> list[str]:
    return sorted(entry.name for entry in library.entries())


def test_rename_undo_redo(acts: RunActs, make_run: MakeRun, library: Library) -> None:
    entry = make_run("old")
    acts.rename(entry.key, "new")
    assert acts.stack.undoText() == "rename “old”"
    acts.stack.undo()
    assert _names(library) == ["old"]
    acts.stack.redo()
    assert _names(library) == ["new"]


def test_a_note_undo_redo(acts: RunActs, make_run: MakeRun, library: Library) -> None:
    entry = make_run("a")
    acts.annotate(entry.key, "first words")
    acts.annotate(entry.key, "other words")
    acts.stack.undo()
    assert library.entry(entry.key).summary.note == "first words"
    acts.stack.undo()
    assert library.entry(entry.key).summary.note == ""


def test_an_empty_name_is_refused(
    acts: RunActs, refusals: list[str], make_run: MakeRun, library: Library
) -> None:
    acts.rename(make_run("a").key, "  ")
    assert refusals == ["A run needs a name."]
    assert acts.stack.count() == 0
    assert _names(library) == ["a"]


def test_delete_several_undo_redo(acts: RunActs, make_run: MakeRun, library: Library) -> None:
    entries = [make_run(name) for name in "abc"]
    acts.delete(entries[:2])
    assert _names(library) == ["c"]
    assert acts.stack.undoText() == "delete 2 runs"
    acts.stack.undo()
    assert _names(library) == ["a", "b", "c"]
    acts.stack.redo()
    assert _names(library) == ["c"]


def test_delete_goes_on_past_a_run_that_must_stay(
    acts: RunActs, refusals: list[str], make_run: MakeRun, library: Library, studio: Studio
) -> None:
    entries = [make_run(name) for name in "abc"]
    studio.job_key = entries[1].key
    acts.delete(entries)
    studio.job_key = ""
    assert _names(library) == ["b"]
    assert len(refusals) == 1
    acts.stack.undo()
    assert _names(library) == ["a", "b", "c"]


def test_duplicate_in_the_background_undo_redo(
    acts: RunActs, make_run: MakeRun, library: Library, qtbot: QtBot
) -> None:
    entry = make_run("a")
    entry.folder.rolling_path.write_bytes(b"weights")
    with qtbot.waitSignal(acts.copied) as copied:
        acts.duplicate([entry])
        assert acts.is_copying
        acts.duplicate([entry])  # while one is under way: nothing
    (key,) = copied.args[0]
    assert not acts.is_copying
    assert _names(library) == ["a", "a copy"]
    assert library.entry(key).folder.rolling_path.read_bytes() == b"weights"
    acts.stack.undo()
    assert _names(library) == ["a"]
    acts.stack.redo()
    assert _names(library) == ["a", "a copy"]
    acts.stack.undo()
    assert _names(library) == ["a"]


def test_a_duplicate_that_fails_is_told(
    acts: RunActs, refusals: list[str], make_run: MakeRun, library: Library, qtbot: QtBot
) -> None:
    entry = make_run("a")
    entry.folder.summary_path.write_text("{", encoding="utf-8")
    acts.duplicate([entry])
    qtbot.waitUntil(lambda: bool(refusals))
    assert "summary.json is damaged" in refusals[0]
    assert not acts.is_copying
    assert acts.stack.count() == 0
    assert len(library.entries()) == 1


def test_undo_that_cannot_be_says_so_and_retires(
    acts: RunActs, refusals: list[str], make_run: MakeRun, library: Library
) -> None:
    acts.delete([make_run("a")])
    library.empty_trash()
    acts.stack.undo()
    assert refusals == ["The deleted run is no longer in the trash."]
    assert not acts.stack.canUndo()
    assert not acts.stack.canRedo()


def test_undo_of_a_rename_after_the_run_is_gone(
    acts: RunActs, refusals: list[str], make_run: MakeRun, library: Library
) -> None:
    entry = make_run("a")
    acts.rename(entry.key, "b")
    library.delete(library.entry(entry.key))
    acts.stack.undo()
    assert len(refusals) == 1
    assert "is not there" in refusals[0]


def test_a_half_failed_undo_loses_track_of_no_run(
    acts: RunActs, refusals: list[str], make_run: MakeRun, library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    acts.delete([make_run("a"), make_run("b")])
    original = Path.rename
    moved: list[Path] = []

    def once(self: Path, target: Path) -> Path:
        if moved:
            raise OSError(13, "Permission denied")
        moved.append(self)
        return original(self, target)

    monkeypatch.setattr(Path, "rename", once)
    acts.stack.undo()
    assert _names(library) == ["a"]
    assert "No permission" in refusals[0]
    assert len(library.trashed()) == 1


def test_a_read_only_library_refuses_with_a_sentence(
    acts: RunActs, refusals: list[str], make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = make_run("a")

    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", deny)
    monkeypatch.setattr(Path, "rename", deny)
    acts.rename(entry.key, "b")
    acts.delete([entry])
    assert len(refusals) == 2
    assert all("No permission for" in sentence for sentence in refusals)


def test_emptying_the_trash_forgets_the_way_back(
    acts: RunActs, make_run: MakeRun, library: Library
) -> None:
    acts.delete([make_run("a")])
    acts.empty_trash()
    assert library.trashed() == []
    assert not acts.stack.canUndo()


def test_the_tables_are_told_of_every_change(
    acts: RunActs, make_run: MakeRun, studio: Studio
) -> None:
    told: list[None] = []
    studio.runs_changed.connect(lambda: told.append(None))
    acts.rename(make_run("a").key, "b")
    assert len(told) == 1
    acts.stack.undo()
    acts.stack.redo()
    assert len(told) == 3
