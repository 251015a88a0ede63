"""Training in the window against the same loop bare, in turns, so that noise falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from unittest import mock

from PySide6.QtWidgets import QApplication

from benchmarks import studio
from benchmarks.figure import Figure
from genstudio.core.events import Event, Step
from genstudio.objectives import presets
from genstudio.runs import jobs
from genstudio.runs.library import Library
from genstudio.training import turns
from genstudio.ui import threads
from genstudio.ui.window import Window

ROUNDS = 8
SECONDS = 4.0
_TURN = 2.0


def measure() -> list[Figure]:
    """Count steps per second in the app and bare, turn by turn."""
    recipe = presets.recommend("vae").change(steps=1_000_000)
    with studio.window() as (app, window):
        window.show_place("train")
        window.studio.start(recipe)
        seen: list[Step] = []
        window.studio.job_received.connect(lambda events: seen.extend(steps_of(events)))
        studio.until(app, lambda: len(seen) > 5, seconds=60)
        window.studio.pause()
        bare = iter(jobs.train(Library().create(recipe)))
        # A thread of its own and as low a priority as in the app: other programs take as much.
        with ThreadPoolExecutor(1, initializer=threads.lower_priority) as alone:
            alone.submit(_advance, bare, 2.0).result()
            ratios = [_turn(app, window, seen, alone, bare) for _ in range(ROUNDS)]
            alone.submit(bare.close).result()  # type: ignore[attr-defined]
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    return [
        Figure(
            name="training in the app ÷ the same loop bare", measured=statistics.median(ratios),
            unit="", target=0.97, sense="at least",
            note=f"steps per training second, median of {ROUNDS} turns of {SECONDS:g} s ({spread})",
        )
        *awake(),
    ]  # fmt: skip


def _turn(
    app: QApplication, window: Window, seen: list[Step], alone: Executor, bare: Iterator[Event]
) -> float:
    """Train in the window, then bare; return the ratio of the steps per second."""
    studio.rest(app, 0.5)
    before = seen[-1]
    window.studio.go_on()
    studio.rest(app, SECONDS)
    window.studio.pause()
    studio.rest(app, 0.5)
    inside = (seen[-1].last - before.last) / (seen[-1].seconds - before.seconds)
    return inside / alone.submit(_advance, bare, SECONDS).result()


def steps_of(events: list[Event]) -> list[Step]:
    """Return the `Step` events among `events`."""
    return [event for event in events if isinstance(event, Step)]


def _advance(job: Iterator[Event], seconds: float) -> float:
    """Train for about `seconds`; return the steps per second of training time."""
    start = time.perf_counter()
    seen: list[Step] = []
    while time.perf_counter() - start < seconds or len(seen) < 2:
        seen += steps_of([next(job)])
    steps = seen[-1].last - seen[0].last
    return steps / (seen[-1].seconds - seen[0].seconds)


def awake() -> list[Figure]:
    """Compare the steps of one training while the window works and while its thread sleeps.

    One process, one thread, one run; two seconds each in turns, so that only the window differs.
    """
    recipe = presets.recommend("vae").change(steps=1_000_000)
    spent: dict[str, list[float]] = {"": [], "awake": [], "asleep": []}
    now = [""]
    take = turns.Turns.take

    def timed(self: turns.Turns) -> None:
        began, start = now[0], time.perf_counter()
        take(self)
        if began == now[0]:
            spent[began].append(time.perf_counter() - start)

    with studio.window() as (app, window), mock.patch.object(turns.Turns, "take", timed):
        window.show_place("train")
        window.studio.start(recipe)
        studio.until(app, lambda: len(spent[""]) > 20, seconds=60)
        for _ in range(2 * ROUNDS):
            for now[0] in ("awake", "asleep"):
                if now[0] == "awake":
                    studio.rest(app, _TURN)
                else:
                    time.sleep(_TURN)
            now[0] = ""
            studio.rest(app, 0.1)
    ratio = statistics.median(spent["asleep"]) / statistics.median(spent["awake"])
    return [
        Figure(
            name="training beside the window ÷ beside its sleeping thread", measured=ratio,
            unit="", target=0.97, sense="at least",
            note=f"median times of {len(spent['awake'])} and {len(spent['asleep'])} steps of one "
            f"run, turns of {_TURN:g} s",
        )
    ]  # fmt: skip
