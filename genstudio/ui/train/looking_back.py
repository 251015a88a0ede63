"""Showing a run again that is not in training: which ones there are, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from genstudio.core.events import Finished, Started
from genstudio.core.history import FIRST_COLUMNS
from genstudio.objectives import catalog
from genstudio.runs.library import Entry, Library
from genstudio.ui.train.progress import Progress


def candidates(library: Library) -> list[Entry]:
    """Return the runs that have moments or recorded previews, the newest first."""
    return [
        entry
        for entry in library.entries()
        if not entry.problem and (entry.folder.moments_path.is_dir() or entry.folder.previews())
    ]


def started(entry: Entry, history: Mapping[str, np.ndarray]) -> Started:
    """Return what the run would have told when it began, so that its charts can be made."""
    summary, recipe = entry.summary, entry.recipe
    assert recipe is not None
    return Started(
        run=entry.key, family=summary.family, step=summary.step, total=summary.total,
        batch=recipe.batch, device="–", threads=0, parameters=summary.parameters,
        columns=tuple(name for name in history if name not in FIRST_COLUMNS),
        note=catalog.objective(recipe.objective).label,
    )  # fmt: skip


def end(progress: Progress, entry: Entry) -> None:
    """Let `progress` say how the run ended."""
    summary = entry.summary
    progress.stage, progress.seconds = "ended", summary.seconds
    if summary.status in ("done", "diverged"):
        reason = "done" if summary.status == "done" else "diverged"
        progress.finished = Finished(summary.step, reason, "")  # type: ignore[arg-type]
