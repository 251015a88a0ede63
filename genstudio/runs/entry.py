"""One run as a table shows it, read from its folder's plain files."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psutil

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.runs import scores, tags
from genstudio.runs.folder import RunFolder, Summary

_CLOCK_SLACK = 60.0  # seconds by which clocks may disagree about who came first
_LEFT = ("stopped", "failed", "diverged")
_ABSENT = (-errno.ENOENT, -errno.ENOTDIR)  # a forbidden file is listed, with a sentence
Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Entry:
    """One run as a table shows it; `problem` is a sentence when it cannot be read.

    `standing` are its newest scores, `tags` the user's own words for it.
    """

    folder: RunFolder
    summary: Summary
    recipe: Recipe | None
    bundled: bool
    problem: str = ""
    standing: scores.Standing = scores.UNSCORED
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What identifies the run in this library: its path."""
        return str(self.folder.path)

    @property
    def name(self) -> str:
        """The name shown to the user."""
        return self.summary.name or self.folder.path.name


def is_in_training(summary: Summary) -> bool:
    """Whether the process that said it trains this run is still the one with that number."""
    if summary.status != "training":
        return False
    try:
        began: float = psutil.Process(summary.process).create_time()
    except (psutil.Error, ValueError):
        return False
    try:
        updated = datetime.fromisoformat(summary.updated).timestamp()
    except ValueError:
        return True
    return began <= updated + _CLOCK_SLACK


def is_busy(entry: Entry, *, own_job: str | None) -> bool:
    """Whether the run is in training; `own_job`: the key of the run this process trains.

    This process knows of itself better than a summary that a crashed job left behind; None
    means that nobody knows, so that the summary is believed.
    """
    if own_job is not None and (entry.key == own_job or entry.summary.process == os.getpid()):
        return entry.key == own_job
    return is_in_training(entry.summary)


def can_go_on(entry: Entry, *, own_job: str | None) -> bool:
    """Whether the user's run was left before its end and can be resumed; `own_job` as above.

    A run that a full disk left at "training" can go on, too.
    """
    summary = entry.summary
    if entry.bundled or entry.problem or not entry.folder.has_checkpoint:
        return False
    left = summary.status in _LEFT
    left = left or (summary.status == "training" and not is_busy(entry, own_job=own_job))
    return left and summary.step < max(summary.total, 1)


def file_stamp(path: Path | str) -> tuple[int, int, int]:
    """Return what changes whenever the file is written."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a listing asks thousands of times, by strings
    except OSError as error:
        return (0, 0, -(error.errno or 1))
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def folders(root: Path) -> list[str]:
    """Return the paths of what may be runs in `root`, in the order of their names."""
    try:
        with os.scandir(root) as found:
            return sorted(item.path for item in found if not item.name.startswith("."))
    except OSError:
        return []


class Known:
    """What was last read of one folder, and the stamp of the files it was read from."""

    def __init__(self, path: str, *, bundled: bool) -> None:
        """Read nothing yet."""
        self._folder, self._bundled = RunFolder(Path(path)), bundled
        folder = self._folder
        files = (folder.recipe_path, folder.summary_path, tags.path(folder), scores.path(folder))
        self._files = (*map(str, files), path)
        self._stamp: Stamp = ()
        self._entry: Entry | None = None

    def entry(self) -> Entry | None:
        """Return the run, read again only if a file has changed; None if there is no run."""
        stamp = self._stamp_now()
        if stamp[0][2] in _ABSENT and stamp[1][2] in _ABSENT:
            return None
        if self._entry is None or stamp != self._stamp:
            self._entry, self._stamp = read(self._folder, bundled=self._bundled), stamp
        return self._entry

    def _stamp_now(self) -> Stamp:
        stamp = tuple(map(file_stamp, self._files[:-1]))
        if not stamp[-1][1]:
            return stamp
        # Scored: whether that still holds is told by the weights in the folder.
        return (*stamp, file_stamp(self._files[-1]))


def read(folder: RunFolder, *, bundled: bool) -> Entry:
    """Read one run; what is damaged becomes the entry's `problem`, never an error."""
    problems = []
    summary, recipe = Summary(name=folder.path.name, status="failed"), None
    try:
        recipe = folder.read_recipe()
        summary = replace(summary, family=catalog.family(recipe), total=recipe.steps)
    except (ValueError, OSError, RecursionError) as error:
        recipe = None
        problems.append(str(error))
    try:
        summary = folder.read_summary()
    except (ValueError, OSError, RecursionError) as error:
        problems.append(str(error))
    standing = scores.standing(folder, summary.data_fingerprint)
    problem = " ".join(problems)
    return Entry(folder, summary, recipe, bundled, problem, standing, tags.read(folder))
