"""The library of runs: the user's folder of runs beside the bundled ones."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from genstudio.core import places, storage
from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.runs import tags
from genstudio.runs.entry import (
    Entry,
    Known,
    folders,
    is_busy,
    is_in_training,
    read,
)
from genstudio.runs.folder import RunFolder, Summary

__all__ = [
    "Deleted", "Entry", "Library", "default_name", "is_in_training", "slug", "timestamp",
]  # fmt: skip


@dataclass(frozen=True)
class Deleted:
    """A deleted run, which `Library.restore` brings back."""

    trashed: Path
    original: Path


class Library:
    """Lists, makes, renames, duplicates and deletes runs. Never loads a tensor.

    What was read is kept until its file changes, so that listing again costs little. Everything
    that can go wrong on disk is raised as `OSError` or `ValueError` with a sentence.
    """

    def __init__(self, root: Path | None = None, *, bundled: Path | None = None) -> None:
        """Use `root` (default: the user's library) and the `bundled` models."""
        self.root = (root or places.library()).absolute()
        self._bundled = (bundled or places.bundled("models")).absolute()
        # Inside the root: always the same disk, so a delete is one rename that cannot half-fail.
        self._trash = self.root / ".trash"
        self._known: dict[str, Known] = {}

    def entries(self) -> list[Entry]:
        """Return every run, newest first, the bundled ones last."""
        listed: dict[str, Known] = {}
        own = self._list(self.root, listed)
        own.sort(key=lambda entry: entry.summary.created, reverse=True)
        bundled = self._list(self._bundled, listed) if self._bundled != self.root else []
        self._known = listed  # in one go: two threads may list at the same time
        return own + bundled

    def entry(self, key: str | Path) -> Entry:
        """Read one run."""
        path = Path(key).absolute()
        known = self._look_up(str(path))
        self._known[str(path)] = known
        return known.entry() or read(RunFolder(path), bundled=self._is_bundled(path))

    def create(
        self, recipe: Recipe, *, name: str = "", group: str = "", path: Path | None = None
    ) -> RunFolder:
        """Make a new run folder with `recipe`; raises `StorageError` with a sentence.

        `group` is what the runs of a sweep have in common.
        """
        recipe = catalog.resolve(recipe)
        name = name or self.free_name(default_name(recipe))
        folder = RunFolder(path or self._free_path(name))
        if folder.exists:
            raise ValueError(f"There is a run in {folder.path} already. Choose another folder.")
        now = timestamp()
        summary = Summary(
            name=name, group=group, created=now, updated=now, family=catalog.family(recipe),
            total=recipe.steps,
        )  # fmt: skip
        try:
            folder.write_recipe(recipe)
            folder.write_summary(summary)
        except OSError:
            _discard(folder)
            raise
        return folder

    def free_name(self, wanted: str, *, taken: Collection[str] = ()) -> str:
        """Return `wanted`, with a number behind it if a run or one of `taken` is called so."""
        taken = {entry.name for entry in self.entries()} | set(taken)
        number, name = 2, wanted
        while name in taken:
            number, name = number + 1, f"{wanted} {number}"
        return name

    def rename(self, entry: Entry, name: str) -> None:
        """Give the run another name (the folder keeps its own)."""
        name = " ".join(name.split())
        if not name:
            raise ValueError("A run needs a name.")
        _refuse_bundled(entry, "renamed")
        entry.folder.change_summary(name=name)

    def annotate(self, entry: Entry, note: str) -> None:
        """Replace the run's note."""
        _refuse_bundled(entry, "annotated")
        entry.folder.change_summary(note=note)

    def tag(self, entry: Entry, line: str) -> None:
        """Replace the run's tags by those of a line, commas between them; bundled ones' too."""
        tags.write(entry.folder, tags.parse(line))

    def duplicate(self, entry: Entry) -> Entry:
        """Copy the run, bundled ones too, so that the copy can go on by itself."""
        name = self.free_name(f"{entry.name} copy")
        target = self._free_path(name)
        partial = target.with_name(f".{target.name}.partial")
        try:
            _copy_files(entry.folder.path, partial)
            RunFolder(partial).write_summary(_as_copy(entry.folder.read_summary(), name))
            partial.rename(target)
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise storage.explain(target, error) from error
        return self.entry(target)

    def delete(self, entry: Entry, *, own_job: str | None = None) -> Deleted:
        """Move the run to the library's trash; `restore` undoes it. Refuses one in training.

        `own_job` is the key of the run that this process trains ("" for none); without it the
        run's own summary is believed, which a crashed job may have left at "training".
        """
        _refuse_bundled(entry, "deleted")
        if is_busy(self.entry(entry.key), own_job=own_job):
            raise ValueError(f"“{entry.name}” is in training. Stop it first, then delete it.")
        original = entry.folder.path
        trashed = _free(self._trash / original.name)
        _move(original, trashed)
        return Deleted(trashed, original)

    def restore(self, deleted: Deleted) -> Entry:
        """Bring a deleted run back to where it was."""
        if not deleted.trashed.exists():
            raise ValueError("The deleted run is no longer in the trash.")
        original = _free(deleted.original)
        _move(deleted.trashed, original)
        return self.entry(original)

    def trashed(self) -> list[Path]:
        """Return the deleted runs that `restore` could still bring back."""
        try:
            return sorted(self._trash.iterdir())
        except OSError:
            return []

    def empty_trash(self) -> None:
        """Remove deleted runs for good, which frees their disk space."""
        for path in self.trashed():
            try:
                shutil.rmtree(path)
            except OSError as error:
                raise storage.explain(path, error) from error

    def recover(self) -> list[Entry]:
        """Mark runs whose process died while training as stopped; return them.

        Call it at start-up, before this process trains anything.
        """
        found = []
        for entry in self.entries():
            if not entry.bundled and not entry.problem and _is_orphan(entry.summary):
                with contextlib.suppress(OSError):  # a read-only library is still a library
                    entry.folder.change_summary(status="stopped")
                    found.append(self.entry(entry.key))
        return found

    def _list(self, root: Path, listed: dict[str, Known]) -> list[Entry]:
        found = []
        for path in folders(root):
            known = self._look_up(path)
            if (entry := known.entry()) is not None:
                listed[path] = known
                found.append(entry)
        return found

    def _look_up(self, path: str) -> Known:
        return self._known.get(path) or Known(path, bundled=self._is_bundled(Path(path)))

    def _is_bundled(self, path: Path) -> bool:
        return path.parent == self._bundled

    def _free_path(self, name: str) -> Path:
        return _free(self.root / f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{slug(name)}")


def default_name(recipe: Recipe) -> str:
    """Return what a run is called that nobody named: "vae digits"."""
    return f"{catalog.objective(recipe.objective).key} {_data(recipe)}"


def slug(name: str) -> str:
    """Return a name as a folder's name: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "run"


def timestamp() -> str:
    """Return the present moment as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _as_copy(summary: Summary, name: str) -> Summary:
    status = "stopped" if summary.status == "training" else summary.status
    return replace(summary, name=name, created=timestamp(), status=status, process=0)


def _copy_files(source: Path, target: Path) -> None:
    """Copy contents and times alone: a bundled run may be read-only, its copy must not be."""
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.name.startswith("."):  # a file being written just now
            continue
        if path.is_dir():
            _copy_files(path, target / path.name)
        else:
            with contextlib.suppress(FileNotFoundError):  # thinned out meanwhile
                copy = shutil.copyfile(path, target / path.name)
                status = path.stat()  # scores know their weights by the time of writing
                os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))


def _move(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        raise storage.explain(source, error) from error


def _discard(folder: RunFolder) -> None:
    """Take back what `create` wrote; a folder that held other files stays."""
    with contextlib.suppress(OSError):
        folder.recipe_path.unlink(missing_ok=True)
        folder.summary_path.unlink(missing_ok=True)
        folder.path.rmdir()


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        number, free = number + 1, path.with_name(f"{path.name}-{number}")
    return free


def _refuse_bundled(entry: Entry, word: str) -> None:
    if entry.bundled:
        raise ValueError(f"A bundled model cannot be {word}. Duplicate it first.")


def _data(recipe: Recipe) -> str:
    spec = recipe.data
    if spec.startswith("torchvision:"):
        spec = spec.split("@", 1)[0]
    return Path(spec.split(":", 1)[-1]).name or "pictures"


def _is_orphan(summary: Summary) -> bool:
    if summary.status != "training":
        return False
    return summary.process == os.getpid() or not is_in_training(summary)
