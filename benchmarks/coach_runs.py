"""`python -m benchmarks.coach_runs FOLDER` records the trainings of `coach_cases` into FOLDER.

About a minute each on one slow core. Checkups are taken more often than in the app, so that
the coach can be asked at many points in time; the figures are the same. What is there already
is left alone; each recording holds the recipe it was made with (a dozen of those that lie with
the tests had more steps and wider nets than the cases have now).
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.coach_cases import CHOOSING, HELD_BACK, Case
from genstudio.core.events import Checkup, Finished, Started, Step
from genstudio.data import load
from genstudio.data.imageset import ImageSet
from genstudio.training import checkup, engine

_MOST_ROWS = 160
_MOST_CHECKUPS = 40


def main(folder: Path, wanted: str = "") -> None:
    """Record every case not there yet whose path has `wanted` in it."""
    checkup._SECONDS, checkup._SHARE = 0.05, 0.12
    for part, case in _cases():
        path = folder / part / f"{case.name}.json.gz"
        if path.is_file() or wanted not in str(path):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        began = time.process_time()
        text = json.dumps(record(case), separators=(",", ":"))
        path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
        print(f"{time.process_time() - began:6.0f} s  {part}/{case.name}", flush=True)


def record(case: Case) -> dict[str, Any]:
    """Train `case` to its end; return its recipe, thinned history and checkups as plain values."""
    rows: list[np.ndarray] = []
    checkups: list[Checkup] = []
    columns: tuple[str, ...] = ()
    with TemporaryDirectory() as folder:
        files = engine.Files(Path(folder, "rolling"), Path(folder, "best"))
        for event in engine.train(case.recipe, _pictures(case), files):
            match event:
                case Started():
                    columns, total = event.columns, event.total
                case Step():
                    numbers = np.arange(event.first, event.last + 1)[:, None]
                    rows.append(np.hstack([numbers, event.rows]))
                case Checkup():
                    checkups.append(event)
                    rows = _up_to(rows, event.step)
                case Finished():
                    reason = event.reason
    return {
        "right": case.right,
        "recipe": case.recipe.model_dump() | {"data": Path(case.recipe.data).name},
        "total": total,
        "reason": reason,
        "columns": ["step", *columns],
        "rows": [[_short(v) for v in row] for row in _thinned(rows)],
        "checkups": [
            [c.step, {n: _short(v) for n, v in c.figures.items()}] for c in _some(checkups)
        ],
    }


def _cases() -> Iterator[tuple[str, Case]]:
    for index in range(max(len(CHOOSING), len(HELD_BACK))):
        for part, cases in (("choosing", CHOOSING), ("held_back", HELD_BACK)):
            if index < len(cases):
                yield part, cases[index]


def _pictures(case: Case) -> ImageSet:
    recipe = case.recipe
    images = load.load_now(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)
    if case.pictures is None:
        return images
    some = np.sort(np.random.default_rng(recipe.seed).permutation(len(images))[: case.pictures])
    labels = None if images.labels is None else images.labels[some]
    return replace(images, pictures=np.ascontiguousarray(images.pictures[some]), labels=labels)


def _up_to(rows: list[np.ndarray], step: int) -> list[np.ndarray]:
    """Forget what was rolled back."""
    return [part[part[:, 0] <= step] for part in rows if part[0, 0] <= step]


def _thinned(rows: list[np.ndarray]) -> np.ndarray:
    """At most `_MOST_ROWS` rows: each the mean of its stretch, with the stretch's last step."""
    if not rows:
        return np.empty((0, 0))
    table = np.concatenate(rows)
    stretches = np.array_split(table, min(_MOST_ROWS, len(table)))
    means = np.array([stretch.mean(0) for stretch in stretches])
    means[:, 0] = [stretch[-1, 0] for stretch in stretches]
    return means


def _some(checkups: list[Checkup]) -> list[Checkup]:
    """As many checkups as the app takes in a run of some minutes, the first and last included."""
    wanted = np.linspace(0, len(checkups) - 1, min(_MOST_CHECKUPS, len(checkups)))
    back = np.diff([c.figures["rollbacks"] for c in checkups], prepend=0) > 0
    kept = {*wanted.round().astype(int).tolist(), *np.flatnonzero(back).tolist()}
    return [checkups[index] for index in sorted(kept)]


def _short(value: float) -> float | None:
    return float(f"{value:.4g}") if np.isfinite(value) else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
