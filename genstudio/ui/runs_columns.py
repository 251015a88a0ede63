"""The columns of the table of runs: what each says of a run, and what it sorts by."""

from __future__ import annotations

import math
from pathlib import Path

from genstudio.core import scatter
from genstudio.objectives import catalog
from genstudio.runs import tags
from genstudio.runs.entry import Entry
from genstudio.ui import wording
from genstudio.ui.column import Column, SortValue
from genstudio.ui.more_columns import recipe_columns, score_columns


def kind(entry: Entry) -> str:
    """Return the objective's label, as precisely as the run's files tell."""
    if entry.recipe is not None:
        return catalog.objective(entry.recipe.objective).label
    return entry.summary.family.upper() if entry.summary.family else "unknown"


def pictures(entry: Entry) -> str:
    """Return the name of the run's data."""
    if entry.summary.data_name:
        return entry.summary.data_name
    spec = entry.recipe.data if entry.recipe is not None else ""
    return Path(spec.split("@", 1)[0].split(":", 1)[-1]).name


def shape(entry: Entry) -> tuple[int, int] | None:
    """Return (pixels a side, channels; 0 channels when not known yet), None for no run."""
    if entry.summary.data_fingerprint:  # the pictures have been seen
        channels, height, _ = entry.summary.shape
        return height, channels
    if entry.recipe is None:
        return None
    return entry.recipe.size, {"grey": 1, "colour": 3}.get(entry.recipe.channels, 0)


def losses(entry: Entry) -> str:
    """Return the last losses, each with its name."""
    return " · ".join(
        f"{name.replace('_', ' ')} {wording.figure(value)}"
        for name, value in entry.summary.last.items()
    )


def best(entry: Entry) -> str:
    """Return the best held-out figure with its name."""
    value, chosen = entry.summary.best_value, entry.summary.chosen_step
    words = "" if value is None else f"{wording.figure(value)} {entry.summary.best_name}".strip()
    return words if chosen is None else f"step {chosen:,} by hand; judged best: {words or 'none'}"


def _shape_text(entry: Entry) -> str:
    found = shape(entry)
    if found is None:
        return ""
    if found == (scatter.POINTS[1], scatter.POINTS[0]):
        return "points"
    word = {1: " grey", 3: " colour"}.get(found[1], "")
    return f"{found[0]} px{word}"


def _first_loss(entry: Entry) -> SortValue:
    first = next(iter(entry.summary.last.items()), None)
    return first if first is not None and math.isfinite(first[1]) else None


def _best_value(entry: Entry) -> SortValue:
    value = entry.summary.best_value
    if value is None or not math.isfinite(value):
        return None
    return entry.summary.best_name, value


def _steps(entry: Entry) -> str:
    summary = entry.summary
    if not summary.total:
        return wording.count(summary.step)
    return f"{wording.count(summary.step)} / {wording.count(summary.total)}"


def _is_built(entry: Entry) -> bool:
    return entry.summary.parameters > 0


def _latent(entry: Entry) -> int | None:
    return entry.recipe.latent if entry.recipe is not None else None


FIRST = (
    Column(
        "name", "Name", "The run's name. F2 gives it another one.",
        lambda entry: entry.name, lambda entry: entry.name.lower(), width=210,
    ),
    Column(
        "status", "Status", "Whether the run is done, can go on, or is damaged.",
        lambda entry: entry.summary.status, lambda entry: entry.summary.status, width=110,
    ),
    Column(
        "kind", "Kind", "What was trained: a VAE, one of the GANs, or PCA.",
        kind, kind, width=150,
    ),
    Column(
        "data", "Pictures", "The pictures that the run learnt from.",
        pictures, lambda entry: pictures(entry).lower(), width=140,
    ),
    Column(
        "size", "Size", "Height and width of the pictures in pixels; grey or colour.",
        _shape_text, shape, is_number=True, width=105,
    ),
    Column(
        "latent", "Latent", "How many latent dimensions (sliders) the model has.",
        lambda entry: str(_latent(entry) or ""), _latent, is_number=True, width=60,
    ),
    Column(
        "steps", "Steps", "Steps done, and steps asked for.",
        _steps, lambda entry: entry.summary.step, is_number=True, width=125,
    ),
    Column(
        "seconds", "Time", "Time spent training, pauses left out.",
        lambda entry: wording.duration(entry.summary.seconds),
        lambda entry: entry.summary.seconds, is_number=True, width=95,
    ),
    Column(
        "best", "Best held-out",
        "The best figure on pictures that were never trained on, and its name; lower is better. "
        "Sorted within each name: figures of different names cannot be ranked.",
        best, _best_value, width=230,
    ),
    Column(
        "last", "Last losses",
        "The losses at the last step. Sorted by the first of them, within each name. A GAN's "
        "losses do not tell its quality.",
        losses, _first_loss, width=260,
    ),
    Column(
        "parameters", "Parameters", "How many numbers the model has learnt.",
        lambda entry: wording.short_count(entry.summary.parameters) if _is_built(entry) else "",
        lambda entry: entry.summary.parameters if _is_built(entry) else None,
        is_number=True, width=90,
    ),
    Column(
        "created", "Created", "When the run was made.",
        lambda entry: wording.moment(entry.summary.created),
        lambda entry: entry.summary.created or None, width=130,
    ),
    Column(
        "tags", "Tags", "Your own words to find the run by, commas between them. F2 edits them.",
        lambda entry: tags.line(entry.tags), lambda entry: tags.line(entry.tags).lower() or None,
        width=140,
    ),
    Column(
        "note", "Note", "Your own words about the run. F2 edits them.",
        lambda entry: entry.summary.note, lambda entry: entry.summary.note.lower() or None,
        width=160,
    ),
)  # fmt: skip
"""The columns that every run has, in the order they first appear."""

COLUMNS = (*FIRST, *score_columns(), *recipe_columns())
"""Every column."""

INDEX = {column.key: index for index, column in enumerate(COLUMNS)}
