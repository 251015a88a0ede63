"""The library of runs: the user's folder of runs beside the bundled ones."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from genstudio.core import places, storage
from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.runs.folder import RunFolder, Summary


@dataclass(frozen=True)
class Entry:
    """One run as a table shows it; `problem` is a sentence when it cannot be read."""

    folder: RunFolder
    summary: Summary
    recipe: Recipe | None
    bundled: bool
    problem: str = ""

    @property
    def key(self) -> str:
        """What identifies the run in this library: its path."""
        return str(self.folder.path)

    @property
    def name(self) -> str:
        """The name shown to the user."""
        return self.summary.name or self.folder.path.name


@dataclass(frozen=True)
class Deleted:
    """A deleted run, which `Library.restore` brings back."""

    trashed: Path
    original: Path


class Library:
    """Lists, makes, renames, duplicates and deletes runs. Never loads a tensor."""

    def __init__(self, root: Path | None = None, *, bundled: Path | None = None) -> None:
        """Use `root` (default: the user's library) and the `bundled` models."""
        self.root = root or places.library()
        self._bundled = bundled or places.bundled("models")
        self._trash = self.root.parent / "trash"

    def entries(self) -> list[Entry]:
        """Return every run, newest first, the bundled ones last."""
        own = [_entry(RunFolder(path), bundled=False) for path in _folders(self.root)]
        own.sort(key=lambda entry: entry.summary.created, reverse=True)
        return own + [_entry(RunFolder(path), bundled=True) for path in _folders(self._bundled)]

    def entry(self, key: str | Path) -> Entry:
        """Read one run."""
        path = Path(key)
        return _entry(RunFolder(path), bundled=path.parent == self._bundled)

    def create(self, recipe: Recipe, *, name: str = "", path: Path | None = None) -> RunFolder:
        """Make a new run folder with `recipe`; raises `StorageError` with a sentence."""
        recipe = catalog.resolve(recipe)
        name = name or self._free_name(f"{catalog.objective(recipe.objective).key} {_data(recipe)}")
        folder = RunFolder(path or self._free_path(name))
        if folder.exists:
            raise ValueError(f"There is a run in {folder.path} already. Choose another folder.")
        folder.write_recipe(recipe)
        now = timestamp()
        family = catalog.family(recipe)
        folder.write_summary(
            Summary(name=name, created=now, updated=now, family=family, total=recipe.steps)
        )
        return folder

    def rename(self, entry: Entry, name: str) -> None:
        """Give the run another name (the folder keeps its own)."""
        name = name.strip()
        if not name:
            raise ValueError("A run needs a name.")
        _refuse_bundled(entry, "renamed")
        entry.folder.change_summary(name=name)

    def annotate(self, entry: Entry, note: str) -> None:
        """Replace the run's note."""
        _refuse_bundled(entry, "annotated")
        entry.folder.change_summary(note=note)

    def duplicate(self, entry: Entry) -> Entry:
        """Copy the run, bundled ones too, so that the copy can go on by itself."""
        name = self._free_name(f"{entry.name} copy")
        path = self._free_path(name)
        self._copy(entry.folder.path, path)
        folder = RunFolder(path)
        folder.change_summary(name=name, created=timestamp())
        return self.entry(path)

    def delete(self, entry: Entry) -> Deleted:
        """Move the run to the library's trash; `restore` undoes it."""
        _refuse_bundled(entry, "deleted")
        original = entry.folder.path
        trashed = _free(self._trash / original.name)
        try:
            self._trash.mkdir(parents=True, exist_ok=True)
            shutil.move(original, trashed)
        except OSError as error:
            raise storage.explain(original, error) from error
        return Deleted(trashed, original)

    def restore(self, deleted: Deleted) -> Entry:
        """Bring a deleted run back to where it was."""
        if not deleted.trashed.exists():
            raise ValueError("The deleted run is no longer in the trash.")
        original = _free(deleted.original)
        shutil.move(deleted.trashed, original)
        return self.entry(original)

    def recover(self) -> list[Entry]:
        """Mark runs whose process died while training as stopped; return them."""
        found = []
        for entry in self.entries():
            if not entry.bundled and not entry.problem and _is_orphan(entry.summary):
                entry.folder.change_summary(status="stopped")
                found.append(self.entry(entry.key))
        return found

    def _copy(self, source: Path, target: Path) -> None:
        partial = target.with_name(f".{target.name}.partial")
        try:
            shutil.copytree(source, partial)
            partial.rename(target)
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise storage.explain(target, error) from error

    def _free_name(self, wanted: str) -> str:
        taken = {entry.name for entry in self.entries()}
        number, name = 2, wanted
        while name in taken:
            number, name = number + 1, f"{wanted} {number}"
        return name

    def _free_path(self, name: str) -> Path:
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "run"
        return _free(self.root / f"{datetime.now():%Y%m%d-%H%M%S}-{slug}")


def timestamp() -> str:
    """Return the present moment as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _folders(root: Path) -> list[Path]:
    try:
        return sorted(p for p in root.iterdir() if RunFolder(p).exists and p.name[0] != ".")
    except OSError:
        return []


def _entry(folder: RunFolder, *, bundled: bool) -> Entry:
    try:
        return Entry(folder, folder.read_summary(), folder.read_recipe(), bundled)
    except (ValueError, OSError) as error:
        summary = Summary(name=folder.path.name, status="failed")
        return Entry(folder, summary, None, bundled, problem=str(error))


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        number, free = number + 1, path.with_name(f"{path.name}-{number}")
    return free


def _refuse_bundled(entry: Entry, word: str) -> None:
    if entry.bundled:
        raise ValueError(f"A bundled model cannot be {word}. Duplicate it first.")


def _data(recipe: Recipe) -> str:
    return Path(recipe.data.split(":", 1)[-1]).name or "pictures"


def _is_orphan(summary: Summary) -> bool:
    if summary.status != "training":
        return False
    return summary.process == os.getpid() or not psutil.pid_exists(summary.process)
