"""What a report is made of, gathered from the runs; a broken run does not spoil the others."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import numpy as np

from genstudio.core.events import Event, Imported, Working
from genstudio.core.judged import named
from genstudio.core.recipe import fields
from genstudio.objectives import catalog
from genstudio.runs import caution, pictures, scoreboard
from genstudio.runs.contrast import Finding, findings
from genstudio.runs.entry import Entry
from genstudio.runs.model import Model

_MADE, _REDRAWN, _SEED = 36, 8, 0
_FIRST_COLUMNS = ("step", "seconds")
NOT_USED = "–"

Curve = tuple[np.ndarray, np.ndarray]
"""Steps and values, float `(N,)` each."""


@dataclass
class Part:
    """One run: made pictures, originals above what it redrew of them, and its curves.

    Pictures are uint8 `(N, C, H, W)` or None; `problems` are sentences on what is missing.
    """

    entry: Entry
    made: np.ndarray | None = None
    originals: np.ndarray | None = None
    redrawn: np.ndarray | None = None
    curves: dict[str, Curve] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """One field of the recipe: its label and what each run has there."""

    label: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class Contents:
    """Everything a report shows."""

    parts: tuple[Part, ...]
    rows: tuple[scoreboard.Row, ...]
    cautions: tuple[str, ...]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]

    @property
    def names(self) -> list[str]:
        """The runs' names."""
        return [part.entry.name for part in self.parts]


def gather(entries: Sequence[Entry]) -> Generator[Event, None, Contents]:
    """Read the runs, draw pictures with the same random numbers, put the scores side by side."""
    parts = []
    for index, entry in enumerate(entries):
        yield Working(index, len(entries), f"runs read; now “{entry.name}”")
        part = Part(entry)
        yield from _fill(part)
        parts.append(part)
    cautions = (caution.sentence(entries), scoreboard.outdated(entries))
    return Contents(
        tuple(parts), tuple(scoreboard.rows(entries)), tuple(filter(None, cautions)),
        tuple(findings(entries)), tuple(_choices(entries)),
    )  # fmt: skip


def _fill(part: Part) -> Generator[Event, None, None]:
    folder = part.entry.folder
    if part.entry.problem:
        part.problems.append(part.entry.problem)
        return
    try:
        part.curves = _curves(part.entry)
    except OSError as error:
        part.problems.append(str(error))
    try:
        model = Model.open(folder.path)
        part.made = model.sample(_MADE, seed=_SEED)
    except (ValueError, OSError) as error:
        part.problems.append(str(error))
        return
    if model.can_encode:
        try:
            yield from _redraw(part, model)
        except (ValueError, OSError) as error:
            part.problems.append(f"No redrawn pictures of {part.entry.summary.data_name}: {error}")


def _redraw(part: Part, model: Model) -> Generator[Event, None, None]:
    recipe = model.recipe
    for event in pictures.read(recipe):
        yield event
        if isinstance(event, Imported):
            images = event.images
    held_out = images.split(recipe.held_out, recipe.split_seed)[1]
    rows = held_out[:_REDRAWN] if len(held_out) else np.arange(min(_REDRAWN, len(images)))
    originals = np.ascontiguousarray(images.pictures[rows])
    told = None
    if model.classes and images.labels is not None:
        told = np.eye(model.classes, dtype=np.float32)[images.labels[rows]]
    part.originals = originals
    part.redrawn = model.decode(model.encode(originals, told).mu, told)


def _curves(entry: Entry) -> dict[str, Curve]:
    history = entry.folder.read_history()
    steps = history.get("step", np.empty(0))
    found = {name: (steps, y) for name, y in history.items() if name not in _FIRST_COLUMNS}
    for name, rows in named(entry.folder.read_judged()).items():
        found[name] = (
            np.array([float(row.quality.step) for row in rows]),
            np.array([row.quality.value for row in rows]),
        )
    return {name: curve for name, curve in found.items() if np.isfinite(curve[1]).any()}


def _choices(entries: Sequence[Entry]) -> list[Choice]:
    made = []
    for info in fields().values():
        raw = [
            str(getattr(entry.recipe, info.name))
            if entry.recipe is not None and catalog.objective(entry.recipe.objective).takes(info)
            else NOT_USED
            for entry in entries
        ]
        used = {value for value in raw if value != NOT_USED}
        if used:
            unit = f" ({info.unit})" if info.unit else ""
            made.append(Choice(f"{info.label}{unit}", tuple(raw), len(used) > 1))
    return sorted(made, key=lambda choice: not choice.differs)
