"""One run as a table shows it, read from its folder's plain files."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psutil

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.runs import scores
from genstudio.runs.folder import RunFolder, Summary

_CLOCK_SLACK = 60.0  # seconds by which clocks may disagree about who came first
_LEFT = ("stopped", "failed", "diverged")
Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Entry:
    """One run as a table shows it; `problem` is a sentence when it cannot be read.

    `standing` are its newest scores.
    """

    folder: RunFolder
    summary: Summary
    recipe: Recipe | None
    bundled: bool
    problem: str = ""
    standing: scores.Standing = scores.UNSCORED

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


def file_stamp(path: Path) -> tuple[int, int, int]:
    """Return what changes whenever the file is written."""
    try:
        status = path.stat()
    except OSError as error:
        return (0, 0, -(error.errno or 1))
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def folders(root: Path) -> list[Path]:
    """Return the folders in `root` that look like runs, damaged ones included."""
    try:
        paths = sorted(root.iterdir())
    except OSError:
        return []
    return [path for path in paths if path.name[0] != "." and _looks_like_run(path)]


def _looks_like_run(path: Path) -> bool:
    try:
        return RunFolder(path).exists
    except PermissionError:
        return True  # listed, with the problem as its sentence


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
    return Entry(folder, summary, recipe, bundled, " ".join(problems), standing)
