"""The library: listing, naming, copying and deleting runs, damaged and protected ones too."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from genstudio.core import storage
from genstudio.core.recipe import Recipe
from genstudio.runs import entry as entry_module
from genstudio.runs.folder import RunFolder, Summary
from genstudio.runs.library import Library, is_in_training, timestamp


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty library beside an empty bundled folder."""
    (tmp_path / "models").mkdir()
    return Library(tmp_path / "runs", bundled=tmp_path / "models")


def _bundle(library: Library, tmp_path: Path, name: str = "faces") -> Path:
    """Make a finished bundled run, its files and folder read-only as in a system's package."""
    folder = library.create(Recipe(objective="pca"), name=name, path=tmp_path / "models" / name)
    folder.change_summary(status="done", created="2000-01-01T00:00:00+00:00")
    for path in folder.path.iterdir():
        path.chmod(0o444)
    return folder.path


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_library_that_is_not_there_is_empty(library: Library) -> None:
    assert library.entries() == []
    assert library.trashed() == []


def test_create_lists_newest_first_and_bundled_last(library: Library, tmp_path: Path) -> None:
    _bundle(library, tmp_path)
    for day, name in enumerate(("old", "middle", "new"), start=1):
        library.create(Recipe(), name=name).change_summary(created=f"2026-01-0{day}T00:00:00+00:00")
    assert [entry.name for entry in library.entries()] == ["new", "middle", "old", "faces"]
    assert [entry.bundled for entry in library.entries()] == [False, False, False, True]


def test_create_names_the_run_after_objective_and_data(library: Library) -> None:
    def made(data: str) -> str:
        return library.entry(library.create(Recipe(data=data)).path).name

    assert made("builtin:digits") == "vae digits"
    assert made("builtin:digits") == "vae digits 2"
    assert made("folder:/home/ada/holiday pictures") == "vae holiday pictures"
    assert made("torchvision:MNIST@/existing/root") == "vae MNIST"


def test_create_refuses_a_folder_that_holds_a_run(library: Library, tmp_path: Path) -> None:
    library.create(Recipe(), path=tmp_path / "mine")
    with pytest.raises(ValueError, match="There is a run in"):
        library.create(Recipe(), path=tmp_path / "mine")


def test_create_leaves_nothing_when_the_disk_is_full(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: RunFolder, summary: Summary) -> None:
        raise storage.StorageError("The disk is full: summary.json was not saved.")

    monkeypatch.setattr(RunFolder, "write_summary", full)
    with pytest.raises(storage.StorageError, match="disk is full"):
        library.create(Recipe(), name="x")
    assert list((tmp_path / "runs").iterdir()) == []


def test_rename_keeps_the_folder_and_tidies_spaces(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    library.rename(library.entry(folder.path), "  my \n best  run ")
    assert library.entry(folder.path).name == "my best run"
    assert library.entry(folder.path).folder.path == folder.path


def test_rename_refuses_an_empty_name(library: Library) -> None:
    entry = library.entry(library.create(Recipe(), name="a").path)
    with pytest.raises(ValueError, match="needs a name"):
        library.rename(entry, " \t")
    assert library.entry(entry.key).name == "a"


def test_bundled_runs_are_protected(library: Library, tmp_path: Path) -> None:
    path = _bundle(library, tmp_path)
    before = _snapshot(path)
    for act in (
        lambda entry: library.rename(entry, "mine"),
        lambda entry: library.annotate(entry, "note"),
        library.delete,
    ):
        with pytest.raises(ValueError, match="bundled model cannot be"):
            act(library.entry(path))
    assert _snapshot(path) == before


def test_duplicate_of_a_bundled_run_is_ones_own_and_writable(
    library: Library, tmp_path: Path
) -> None:
    original = library.entry(_bundle(library, tmp_path))
    copy = library.duplicate(original)
    assert not copy.bundled
    assert copy.name == "faces copy"
    assert copy.recipe == original.recipe
    assert copy.summary.status == "done"
    assert copy.summary.created > original.summary.created
    assert all(path.stat().st_mode & 0o200 for path in copy.folder.path.iterdir())
    library.rename(copy, "mine")
    assert library.duplicate(original).name == "faces copy"
    assert library.duplicate(original).name == "faces copy 2"


def test_duplicate_copies_everything_but_half_written_files(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    (folder.path / "previews").mkdir()
    (folder.path / "previews" / "000001.png").write_bytes(b"png")
    folder.rolling_path.write_bytes(b"weights")
    (folder.path / ".rolling.safetensors.x1").write_bytes(b"half")
    copy = library.duplicate(library.entry(folder.path)).folder
    expected, copied = _snapshot(folder.path), _snapshot(copy.path)
    assert copied.keys() == expected.keys() - {".rolling.safetensors.x1"}
    assert copied["rolling.safetensors"] == b"weights"
    assert copied["previews/000001.png"] == b"png"


def test_duplicate_of_the_run_in_training_is_a_stopped_run(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    folder.change_summary(status="training", process=os.getpid())
    copy = library.duplicate(library.entry(folder.path))
    assert copy.summary.status == "stopped"
    assert copy.summary.process == 0
    library.delete(copy)


def test_duplicate_of_a_damaged_run_says_so_and_leaves_nothing(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    folder.summary_path.write_text("{", encoding="utf-8")
    with pytest.raises(OSError, match=r"summary\.json is damaged"):
        library.duplicate(library.entry(folder.path))
    assert [path.name for path in library.root.iterdir()] == [folder.path.name]


def test_delete_and_restore_bring_back_every_byte(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    folder.rolling_path.write_bytes(bytes(range(256)))
    before = _snapshot(folder.path)
    deleted = library.delete(library.entry(folder.path))
    assert library.entries() == []
    assert library.trashed() == [deleted.trashed]
    assert library.restore(deleted).key == str(folder.path)
    assert _snapshot(folder.path) == before
    assert library.trashed() == []


def test_restore_beside_a_newcomer_in_the_same_place(library: Library) -> None:
    folder = library.create(Recipe(seed=1), name="a")
    deleted = library.delete(library.entry(folder.path))
    library.create(Recipe(seed=2), name="b", path=folder.path)
    restored = library.restore(deleted)
    assert restored.recipe is not None
    assert restored.recipe.seed == 1
    assert {entry.name for entry in library.entries()} == {"a", "b"}


def test_restore_after_emptying_the_trash_says_so(library: Library) -> None:
    deleted = library.delete(library.entry(library.create(Recipe()).path))
    library.empty_trash()
    assert library.trashed() == []
    with pytest.raises(ValueError, match="no longer in the trash"):
        library.restore(deleted)


def test_delete_refuses_the_run_in_training_even_from_an_old_entry(library: Library) -> None:
    folder = library.create(Recipe(), name="busy")
    stale = library.entry(folder.path)
    folder.change_summary(status="training", process=os.getpid(), updated=timestamp())
    with pytest.raises(ValueError, match=r"“busy” is in training\. Stop it first"):
        library.delete(stale)
    assert folder.exists
    folder.change_summary(status="stopped")
    library.delete(stale)
    assert not folder.path.exists()


def test_a_process_knows_its_own_job_better_than_a_summary(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    entry = library.entry(folder.path)
    with pytest.raises(ValueError, match="in training"):  # not even begun: importing pictures
        library.delete(entry, own_job=entry.key)
    folder.change_summary(status="training", process=os.getppid(), updated=timestamp())
    with pytest.raises(ValueError, match="in training"):  # another process trains it
        library.delete(entry, own_job="")
    folder.change_summary(process=os.getpid())
    library.delete(entry, own_job="")  # left behind by a job that crashed
    assert library.entries() == []


def test_a_damaged_run_can_be_deleted(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    folder.recipe_path.write_text("[]", encoding="utf-8")
    folder.summary_path.write_text("\0", encoding="utf-8")
    library.delete(library.entry(folder.path))
    assert library.entries() == []


def test_a_dead_process_or_a_reused_number_is_not_training() -> None:
    mine = Summary(status="training", process=os.getpid(), updated=timestamp())
    assert is_in_training(mine)
    assert not is_in_training(replace(mine, status="stopped"))
    assert not is_in_training(replace(mine, updated="2001-01-01T00:00:00+00:00"))
    unused = next(number for number in range(2**22, 1, -1) if not psutil.pid_exists(number))
    assert not is_in_training(replace(mine, process=unused))
    assert not is_in_training(replace(mine, process=-5))


def test_recover_marks_runs_of_dead_processes_as_stopped(library: Library, tmp_path: Path) -> None:
    dead = library.create(Recipe(), name="dead")
    dead.change_summary(status="training", process=os.getpid())
    other = library.create(Recipe(), name="other")
    other.change_summary(status="training", process=os.getppid(), updated=timestamp())
    library.create(Recipe(), name="waiting")
    assert [entry.name for entry in library.recover()] == ["dead"]
    status = {entry.name: entry.summary.status for entry in library.entries()}
    assert status == {"dead": "stopped", "other": "training", "waiting": "waiting"}


def test_recover_in_a_read_only_library_does_not_raise(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = library.create(Recipe(), name="dead")
    dead.change_summary(status="training", process=os.getpid())
    monkeypatch.setattr(storage, "write_file", _refuse)
    assert library.recover() == []


def _refuse(path: Path, *_: object) -> None:
    raise storage.explain(path, PermissionError(13, "Permission denied"))


def test_read_only_library_refuses_each_act_with_a_sentence(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = library.entry(library.create(Recipe(), name="a").path)
    before = _snapshot(library.root)

    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", deny)
    monkeypatch.setattr(Path, "mkdir", deny)
    monkeypatch.setattr(Path, "rename", deny)
    for act in (
        lambda: library.create(Recipe(), name="new"),
        lambda: library.rename(entry, "b"),
        lambda: library.annotate(entry, "note"),
        lambda: library.duplicate(entry),
        lambda: library.delete(entry),
    ):
        with pytest.raises(OSError, match="No permission for"):
            act()
    assert _snapshot(library.root) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_is_untouched_by_a_refused_delete(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    library.root.chmod(0o555)
    try:
        with pytest.raises(OSError, match="No permission for"):
            library.delete(library.entry(folder.path))
        assert folder.recipe_path.is_file()
        assert folder.summary_path.is_file()
    finally:
        library.root.chmod(0o755)


BAD_SUMMARIES = {
    "missing": None,
    "not json": "{oops",
    "a list": "[1, 2]",
    "binary": "\x00\x01",
    "text for a number": '{"step": "many"}',
    "null for a number": '{"seconds": null}',
    "a short shape": '{"shape": [1, 28]}',
    "a number for losses": '{"last": 3}',
    "a list of losses": '{"last": {"loss": [1, 2]}}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", BAD_SUMMARIES.values(), ids=BAD_SUMMARIES)
def test_a_damaged_summary_is_an_entry_with_a_problem(library: Library, text: str | None) -> None:
    folder = library.create(Recipe(objective="rpgan"), name="a")
    folder.summary_path.unlink()
    if text is not None:
        folder.summary_path.write_text(text, encoding="utf-8")
    library.create(Recipe(), name="healthy")
    healthy, damaged = library.entries()
    assert healthy.name == "healthy"
    assert not healthy.problem
    assert damaged.problem
    assert damaged.summary.status == "failed"
    assert damaged.recipe is not None
    assert damaged.summary.family == "gan"
    assert damaged.name == folder.path.name


BAD_RECIPES = {
    "missing": None,
    "not json": "{oops",
    "unknown key": '{"colour": "red"}',
    "unknown objective": '{"objective": "diffusion"}',
    "out of range": '{"size": 3}',
    "not utf-8": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("text", BAD_RECIPES.values(), ids=BAD_RECIPES)
def test_a_damaged_recipe_is_an_entry_with_a_problem(
    library: Library, text: str | bytes | None
) -> None:
    folder = library.create(Recipe(), name="a")
    folder.recipe_path.unlink()
    if text is not None:
        folder.recipe_path.write_bytes(text.encode() if isinstance(text, str) else text)
    (entry,) = library.entries()
    assert entry.problem
    assert entry.recipe is None
    assert entry.name == "a"


def test_unknown_fields_of_a_newer_version_are_ignored(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    values = {**folder.read_summary().to_dict(), "stars": 5}
    folder.summary_path.write_text(json.dumps(values), encoding="utf-8")
    (entry,) = library.entries()
    assert not entry.problem
    assert entry.name == "a"


def test_summary_survives_json_with_nan_and_no_best() -> None:
    summary = Summary(name="a", last={"loss": float("nan")}, shape=(3, 32, 32), class_names=("x",))
    back = Summary.from_dict(json.loads(json.dumps(summary.to_dict())))
    assert np.isnan(back.last["loss"])
    assert replace(back, last={}) == replace(summary, last={})


def test_other_folders_and_files_are_not_runs(library: Library) -> None:
    library.root.mkdir()
    (library.root / "notes").mkdir()
    (library.root / "read me.txt").write_text("hello", encoding="utf-8")
    shutil.copytree(library.create(Recipe()).path, library.root / ".hidden")
    assert len(library.entries()) == 1


def test_listing_again_reads_only_what_changed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [library.create(Recipe(), name=name) for name in "abc"]
    library.entries()
    read: list[Path] = []
    actual = entry_module.read

    def counted(folder: RunFolder, *, bundled: bool) -> entry_module.Entry:
        read.append(folder.path)
        return actual(folder, bundled=bundled)

    monkeypatch.setattr(entry_module, "read", counted)
    library.entries()
    assert read == []
    folders[1].change_summary(step=7)
    assert max(entry.summary.step for entry in library.entries()) == 7
    assert read == [folders[1].path]


def test_listing_opens_no_weights(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = library.create(Recipe(), name="a")
    folder.rolling_path.write_bytes(b"weights")
    opened: list[str] = []
    actual = Path.open

    def watched(self: Path, *args: object, **kwargs: object) -> object:
        opened.append(self.name)
        return actual(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    assert Library(library.root, bundled=library.root / "none").entries()[0].folder.has_model
    assert set(opened) <= {"recipe.json", "summary.json", "scores.json", "tags.json"}


def test_two_threads_may_list_at_once(library: Library) -> None:
    for name in "abc":
        library.create(Recipe(), name=name)
    with ThreadPoolExecutor(4) as pool:
        listings = list(pool.map(lambda _: library.entries(), range(40)))
    assert all({entry.name for entry in each} == set("abc") for each in listings)
    again = library.entries()
    assert all(a is b for a, b in zip(again, library.entries(), strict=True))


def test_folder_reports_its_parts(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    assert folder.previews() == []
    assert not folder.has_model
    assert not folder.has_checkpoint
    assert folder.read_history() == {}
    folder.best_path.write_bytes(b"weights")
    assert folder.has_model
    assert not folder.has_checkpoint
    folder.history_path.write_text("step,seconds,loss\n1,0.5,2\n2,1,1.5\n3,1", encoding="utf-8")
    np.testing.assert_array_equal(folder.read_history()["loss"], [2.0, 1.5])
