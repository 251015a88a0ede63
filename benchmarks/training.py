"""Training in the window against the same loop bare, in turns, so that noise falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks import studio
from benchmarks.figure import Figure
from genstudio.core.events import Event, Step
from genstudio.objectives import presets
from genstudio.runs import jobs
from genstudio.runs.library import Library

ROUNDS = 8
SECONDS = 4.0


def measure() -> list[Figure]:
    """Count steps per second in the app and bare, turn by turn."""
    recipe = presets.recommend("vae").change(steps=1_000_000)
    with studio.window() as (app, window):
        window.show_place("train")
        window.studio.start(recipe)
        last = {"step": 0}
        window.studio.job_received.connect(lambda events: last.update(step=_last(events, last)))
        studio.until(app, lambda: last["step"] > 5, seconds=60)
        window.studio.pause()
        bare = iter(jobs.train(Library().create(recipe)))
        _advance(bare, 2.0)
        ratios = []
        for _ in range(ROUNDS):
            studio.rest(app, 0.3)
            before, start = last["step"], time.perf_counter()
            window.studio.go_on()
            studio.rest(app, SECONDS)
            window.studio.pause()
            inside = (last["step"] - before) / (time.perf_counter() - start)
            studio.rest(app, 0.3)
            ratios.append(inside / _advance(bare, SECONDS))
        bare.close()  # type: ignore[attr-defined]
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    return [
        Figure(
            name="training in the app ÷ the same loop bare", measured=statistics.median(ratios),
            unit="", target=0.97, sense="at least",
            note=f"steps/s, median of {ROUNDS} turns of {SECONDS:g} s each ({spread})",
        )
    ]  # fmt: skip


def _last(events: list[Event], last: dict[str, int]) -> int:
    return max([e.last for e in events if isinstance(e, Step)], default=last["step"])


def _advance(job: Iterator[Event], seconds: float) -> float:
    """Train for about `seconds`; return the steps per second."""
    steps, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < seconds:
        event = next(job)
        if isinstance(event, Step):
            steps += len(event.rows)
    return steps / elapsed
