"""Writing a report: a page, or everything it rests on as JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from genstudio.core import storage
from genstudio.core.events import Event, Worked, Working
from genstudio.runs import scores
from genstudio.runs.entry import Entry
from genstudio.runs.report.contents import Contents, Part, gather
from genstudio.runs.report.page import as_html

SUFFIXES = (".html", ".json", ".csv")
"""What can be written without a window; `genstudio.ui.pdf` adds ".pdf"."""


def write(entries: Sequence[Entry], path: Path) -> Generator[Event, None, None]:
    """Write a report of the kind that the file's name ends in; the last event is `Worked`.

    Raises `ValueError` or `StorageError` with a sentence. Nothing is written before all is known.
    """
    check(path)
    contents = yield from gather(entries)
    yield Working(len(entries), len(entries), "runs read; writing the report")
    make = {".html": as_html, ".json": as_json, ".csv": as_csv}[path.suffix.lower()]
    storage.write_bytes(path, make(contents).encode("utf-8"))
    yield Worked(str(path))


def check(path: Path, suffixes: Sequence[str] = SUFFIXES) -> None:
    """Refuse a file whose kind cannot be written, with a sentence."""
    if path.suffix.lower() not in suffixes:
        kinds = ", ".join(suffixes[:-1]) + f" or {suffixes[-1]}"
        raise ValueError(f"A report's file ends in {kinds}, not in “{path.suffix}”.")


def as_json(contents: Contents) -> str:
    """Return recipes, summaries, scores, verdicts and whole histories."""
    facts = {
        "runs": [_facts(part) for part in contents.parts],
        "ranking": {row.key: row.verdict for row in contents.rows},
        "cautions": list(contents.cautions),
        "vae_against_gan": [
            {"sentence": found.sentence, "evidence": found.evidence} for found in contents.findings
        ],
    }
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def as_csv(contents: Contents) -> str:
    """Return one tidy table: run, what (recipe, score or curve), name, step, value, error, note."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("run", "what", "name", "step", "value", "standard error", "note"))
    verdicts = {row.key: row.verdict for row in contents.rows}
    for index, part in enumerate(contents.parts):
        name = part.entry.name
        for choice in contents.choices:
            writer.writerow((name, "recipe", choice.label, "", choice.values[index], "", ""))
        for key, score in part.entry.standing.scores.items():
            note = " ".join(filter(None, (score.note, verdicts[key], part.entry.standing.stale)))
            writer.writerow((name, "score", key, "", score.value, score.error, note))
        for figure, (steps, values) in part.curves.items():
            for step, value in zip(steps, values, strict=True):
                writer.writerow((name, "curve", figure, int(step), f"{value:.7g}", "", ""))
    return text.getvalue()


def _facts(part: Part) -> dict[str, Any]:
    entry = part.entry
    return {
        "name": entry.name,
        "recipe": None if entry.recipe is None else json.loads(entry.recipe.to_json()),
        "summary": entry.summary.to_dict(),
        "scores": scores.to_dict(entry.standing),
        "problems": part.problems,
        "curves": {
            name: {"step": _numbers(steps), "value": _numbers(values)}
            for name, (steps, values) in part.curves.items()
        },
    }


def _numbers(values: np.ndarray) -> list[float | None]:
    return [float(value) if math.isfinite(value) else None for value in values]
