"""What keeping moments costs: `python -m benchmarks.time_machine [SECONDS] [OBJECTIVE …]`.

One training each, stopped after SECONDS: the share of its time that went into keeping moments,
how many there are, what they take.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from genstudio.core.events import Event, Kept, Step
from genstudio.objectives import presets
from genstudio.runs import jobs
from genstudio.runs.library import Library
from genstudio.training.moments import Keeping


def main(seconds: float, objectives: list[str]) -> None:
    """Print a line for each objective."""
    spent = [0.0]
    plain = Keeping.events

    def timed(self: Keeping, *, last: bool) -> Iterator[Event]:
        begun = time.perf_counter()
        events = list(plain(self, last=last))
        spent[0] += time.perf_counter() - begun
        yield from events

    Keeping.events = timed  # type: ignore[method-assign]
    for objective in objectives:
        with tempfile.TemporaryDirectory() as place:
            spent[0] = 0.0
            recipe = presets.recommend(objective).change(steps=1_000_000, threads=1)
            print(objective, *_train(Library(Path(place)), recipe, seconds, spent), flush=True)


def _train(library: Library, recipe: object, seconds: float, spent: list[float]) -> list[str]:
    folder = library.create(recipe)  # type: ignore[arg-type]
    job = jobs.train(folder)
    trained, steps, kept = 0.0, 0, Kept(0, 0, 0, 0)
    for event in job:
        if isinstance(event, Step):
            trained, steps = event.seconds, event.last
        if isinstance(event, Kept):
            kept = event
        if trained > seconds:
            break
    job.close()
    share = 100 * spent[0] / trained
    size = f"{kept.size / 1e6:.1f} MB"
    return [f"{steps:,} steps", f"{kept.count} moments", size, f"{share:.2f} % of {trained:.0f} s"]


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60, sys.argv[2:] or ["vae", "hinge"])
