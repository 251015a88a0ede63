"""The sentences of the status line, and small facts of this computer. No Qt here."""

from __future__ import annotations

import os
import sys

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.ui import wording
from genstudio.ui.train.progress import Progress


def sentence(progress: Progress, name: str) -> str:
    """Say in one line how the training stands."""
    match progress.stage:
        case "importing":
            return f"Reading the pictures{_amount(progress)}"
        case "training":
            return f"Training {name}"
        case "paused":
            return f"Paused: {name}"
        case "saving":
            return "Saving…"
        case "ended":
            return f"{name}: {_ending(progress)}"
    return f"Starting {name}…" if name else "Ready"


def stopped(step: int, total: int) -> str:
    """Say how a run ended that was stopped."""
    if step == 0:
        return "Stopped before the first step. Resume begins it again."
    if step >= total:
        return f"Stopped at step {step:,}, saved. It had reached its end."
    return f"Stopped at step {step:,}, saved. Resume goes on from exactly here."


def remembered(values: object) -> Recipe | None:
    """Return the recipe of the last time, None if there is none or it no longer fits."""
    if not isinstance(values, dict):
        return None
    try:
        return Recipe(**values)
    except (RecipeError, TypeError):
        return None


def cores() -> int:
    """Return how many CPU cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 2


def has_cuda() -> bool:
    """Whether torch, if it is loaded, sees a CUDA device."""
    torch = sys.modules.get("torch")
    return torch is not None and bool(torch.cuda.is_available())


def has_mps() -> bool:
    """Whether torch, if it is loaded, sees an Apple GPU."""
    torch = sys.modules.get("torch")
    return torch is not None and bool(torch.backends.mps.is_available())


def _amount(progress: Progress) -> str:
    importing = progress.importing
    if importing is None or not importing.total:
        return "…"
    told = f": {importing.done:,} of {importing.total:,}"
    left = progress.reading_left
    return told if left is None else f"{told}, {wording.duration(left)} left"


def _ending(progress: Progress) -> str:
    reason = progress.finished.reason if progress.finished else "stopped"
    return {"done": "done", "stopped": "stopped", "diverged": "gave up"}[reason]
