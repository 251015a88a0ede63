"""`genstudio queue`, and `genstudio train` of several recipes: one run after the other."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from genstudio.cli import DIVERGED, DONE, FAILED, INTERRUPTED, UsageError
from genstudio.cli.progress import Reporter
from genstudio.core import sweep
from genstudio.core.recipe import Recipe, RecipeError, Value
from genstudio.core.sweep import Axis, SweepError, Variant
from genstudio.runs.library import Library
from genstudio.runs.queue import Queue, Waiting
from genstudio.runs.turns import line_up, take_turn

_GO_ON = "genstudio queue run"


def train(
    arguments: argparse.Namespace, settings: Mapping[str, Value], axes: Sequence[Axis]
) -> int:
    """Train a recipe for every combination of `axes`, or only line them up."""
    from genstudio.cli import training

    variants = variants_of(settings, axes, preset=arguments.preset)
    library = Library()
    queue = Queue(library.root)
    reporter = training.make_reporter(json=arguments.json)
    out = Path(arguments.out).expanduser().absolute() if arguments.out else None
    with contextlib.nullcontext() if arguments.queue else queue.working():
        items = line_up(
            library, queue, variants, base=arguments.name, varies=sweep.describe(axes), out=out
        )
        word = "run waits" if len(items) == 1 else "runs wait"
        reporter.say(f"{len(items)} {word} in line: {_listed([item.name for item in items])}.")
        if arguments.queue:
            reporter.say(f"Train what waits: {_GO_ON}")
            return DONE
        return work(library, queue, reporter, {item.key for item in items})


def queue(arguments: argparse.Namespace) -> int:
    """Do what `genstudio queue WHAT` says."""
    if arguments.items and arguments.what != "remove":
        raise UsageError(f"queue {arguments.what} takes no names.")
    library = Library()
    code: int = ACTS[arguments.what](library, Queue(library.root), arguments)
    return code


def variants_of(
    settings: Mapping[str, Value], axes: Sequence[Axis], *, preset: str
) -> tuple[Variant, ...]:
    """Return the recommended recipe for every combination of `axes`; raises `UsageError`."""
    from genstudio.cli import training

    def make(values: Mapping[str, Value]) -> Recipe:
        return training.recommend({**settings, **values}, preset=preset)[0]

    try:
        return sweep.variants(make, axes)
    except (RecipeError, SweepError) as error:
        raise UsageError(str(error)) from error


def work(
    library: Library, queue: Queue, reporter: Reporter, keys: Collection[str] | None = None
) -> int:
    """Train what waits (those of `keys` alone, if given) from the front; return the exit code."""
    count = sum(keys is None or item.key in keys for item in queue.waiting())
    codes: dict[str, int] = {}
    while (item := _next(queue, keys)) is not None:
        reporter.say(f"Run {len(codes) + 1} of {count}: {item.name}")
        code = _train_one(library, queue, reporter, item)
        if code == INTERRUPTED:
            left = len(queue.waiting())
            reporter.say(f"Go on with this run and the {left - 1} behind it: {_GO_ON}")
            return code
        codes[item.name] = code
        queue.remove([item.key])
    return _conclude(codes, reporter)


# -- what `genstudio queue` can do -------------------------------------------------------------


def _list(library: Library, queue: Queue, arguments: argparse.Namespace) -> int:
    waiting = queue.waiting()
    if arguments.json:
        print(json.dumps([_facts(item) for item in waiting], indent=2, ensure_ascii=False))
        return DONE
    if not waiting:
        print("Nothing waits. Add to the queue: genstudio train --queue --vary beta=1,2,4")
        return DONE
    for place, item in enumerate(waiting, 1):
        print(f"{place:>3}  {item.name}{_state(item)}")
    worker = queue.other_worker()
    print(f"\nProcess {worker} works through it." if worker else f"\nTrain them: {_GO_ON}")
    return DONE


def _run(library: Library, queue: Queue, arguments: argparse.Namespace) -> int:
    from genstudio.cli import training

    reporter = training.make_reporter(json=arguments.json)
    with queue.working():
        return work(library, queue, reporter)


def _remove(library: Library, queue: Queue, arguments: argparse.Namespace) -> int:
    if not arguments.items:
        raise UsageError("Say which: a name, or a number of the list.")
    waiting = queue.waiting()
    chosen = [_find(waiting, text) for text in arguments.items]
    queue.remove([item.key for item in chosen])
    print(f"Removed {_listed([item.name for item in chosen])}.")
    return DONE


def _clear(library: Library, queue: Queue, arguments: argparse.Namespace) -> int:
    removed = queue.remove([item.key for item in queue.waiting()])
    print(f"Removed all {len(removed.items)}. Runs that had begun stay in the library.")
    return DONE


ACTS = {"list": _list, "run": _run, "remove": _remove, "clear": _clear}


# -- private -----------------------------------------------------------------------------------


def _next(queue: Queue, keys: Collection[str] | None) -> Waiting | None:
    front = queue.front()
    if keys is None or front is None:
        return front
    return next((item for item in queue.waiting() if item.key in keys), None)


def _train_one(library: Library, queue: Queue, reporter: Reporter, item: Waiting) -> int:
    """Train one item; a failure is told and becomes an exit code."""
    from genstudio.cli import training
    from genstudio.runs import jobs

    try:
        folder = take_turn(library, queue, item)
        return training.follow(jobs.resume(folder), folder, reporter)
    except (ValueError, OSError) as error:
        reporter.say(f"{item.name} failed: {error}")
        return FAILED


def _conclude(codes: Mapping[str, int], reporter: Reporter) -> int:
    """Say how they ended, and return the worst of the exit codes."""
    failed = [name for name, code in codes.items() if code == FAILED]
    diverged = [name for name, code in codes.items() if code == DIVERGED]
    done = len(codes) - len(failed) - len(diverged)
    parts = [f"{done} of {len(codes)} runs are done"]
    parts += [f"failed: {_listed(failed)}"] if failed else []
    parts += [f"diverged: {_listed(diverged)}"] if diverged else []
    reporter.say("; ".join(parts) + ".")
    return FAILED if failed else DIVERGED if diverged else DONE


def _find(waiting: Sequence[Waiting], text: str) -> Waiting:
    if text.isdigit() and 1 <= int(text) <= len(waiting):
        return waiting[int(text) - 1]
    found = [item for item in waiting if text in (item.name, item.key)]
    if len(found) != 1:
        raise ValueError(f"“{text}” is not one of those that wait. List them: genstudio queue")
    return found[0]


def _facts(item: Waiting) -> dict[str, Any]:
    return {"key": item.key, "name": item.name, "group": item.group, "run": item.run} | {
        "recipe": item.recipe
    }


def _state(item: Waiting) -> str:
    return f"  (begun: {item.run})" if item.run else ""


def _listed(names: Sequence[str]) -> str:
    most = 6
    if len(names) <= most:
        return ", ".join(f"“{name}”" for name in names)
    return f"{_listed(names[: most - 1])} and {len(names) - most + 1} more"
