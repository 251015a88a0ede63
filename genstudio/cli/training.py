"""`genstudio train` and `genstudio resume`: a job followed to its end, or stopped and saved."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import signal
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from types import FrameType

from genstudio.cli import DIVERGED, DONE, INTERRUPTED, UsageError
from genstudio.cli.coaching import Listener
from genstudio.cli.finding import find_run
from genstudio.cli.progress import JsonLines, Progress, Reporter
from genstudio.core import sweep
from genstudio.core.events import Event, Finished
from genstudio.core.recipe import Recipe, RecipeError, Value, parse_settings
from genstudio.core.sweep import Axis, SweepError
from genstudio.data import sources
from genstudio.objectives import catalog, presets
from genstudio.objectives.classics import Circumstances
from genstudio.runs import own_presets
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library, is_in_training


def train(arguments: argparse.Namespace) -> int:
    """Train a new run, or several one after the other; return the exit code."""
    settings = _settings(arguments)
    axes = _axes(arguments)
    if arguments.forecast:
        from genstudio.cli import forecasting

        return forecasting.tell(arguments, settings, axes)
    if axes or arguments.queue:
        from genstudio.cli import queueing

        return queueing.train(arguments, settings, axes)
    recipe, why = recommend(settings, preset=arguments.preset)
    from genstudio.runs import jobs

    out = Path(arguments.out).expanduser().absolute() if arguments.out else None
    folder = Library().create(recipe, name=arguments.name, path=out)
    reporter = make_reporter(json=arguments.json)
    reporter.say(f"New run in {folder.path} ({recipe.net} network, seed {recipe.seed}).")
    reporter.say(why)
    return follow(jobs.train(folder), folder, reporter)


def resume(arguments: argparse.Namespace) -> int:
    """Go on with a run; return the exit code."""
    entry = find_run(arguments.run)
    if entry.bundled:
        raise ValueError(f"“{entry.name}” is a bundled model. Copy its folder to train it further.")
    if is_in_training(entry.summary):
        raise ValueError(
            f"“{entry.name}” is in training in another program (process {entry.summary.process}). "
            "Stop it there first."
        )
    from genstudio.runs import jobs

    reporter = make_reporter(json=arguments.json)
    return follow(jobs.resume(entry.folder), entry.folder, reporter)


def recommend(settings: dict[str, Value], *, preset: str = "") -> tuple[Recipe, str]:
    """Return the recommended recipe, or the preset's, with `settings` in it, and why this one.

    Raises `UsageError` for settings that cannot be, `DataError` for pictures that are not there.
    """
    source = sources.describe(str(settings.get("data", "builtin:digits")))
    cuda, cores = _computer(str(settings.get("device", "auto")))
    here = Circumstances(
        source.spec,
        int(settings.get("size", source.size)),
        str(settings.get("channels", source.channels)),
        cuda,
        cores,
    )
    try:
        if preset and "objective" in settings:
            raise RecipeError("A preset names its objective: give --preset or --objective.")
        named = own_presets.find(preset) if preset else None
        objective = str(settings.get("objective", "vae"))
        recipe = named.recipe(here) if named else here.recommend(objective)
        chosen = catalog.resolve(recipe.change(**{**settings, "data": source.spec}))
    except RecipeError as error:
        raise UsageError(str(error)) from error
    if named is not None:
        return chosen, named.sentence
    return chosen, presets.explain(chosen, cuda=cuda, cores=cores)


def _settings(arguments: argparse.Namespace) -> dict[str, Value]:
    """The fields given as flags and with `--set`, parsed."""
    given = vars(arguments)
    texts = {
        name.removeprefix("field_"): text
        for name, text in given.items()
        if name.startswith("field_") and text is not None
    }
    for pair in arguments.set:
        name, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(f"--set takes FIELD=VALUE, not “{pair}”.")
        texts[name.strip().replace("-", "_")] = text.strip()
    try:
        return parse_settings(texts)
    except RecipeError as error:
        raise UsageError(str(error)) from error


def _axes(arguments: argparse.Namespace) -> list[Axis]:
    """What varies: each `--vary`, then `--seeds`."""
    try:
        axes = [sweep.parse_axis(text) for text in arguments.vary]
        return [*axes, sweep.parse_seeds(arguments.seeds)] if arguments.seeds else axes
    except (RecipeError, SweepError) as error:
        raise UsageError(str(error)) from error


def _computer(device: str) -> tuple[bool, int]:
    """Whether the run will compute on a CUDA device, and the number of CPU cores."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    if device not in ("auto", "cuda"):
        return False, cores
    import torch

    return torch.cuda.is_available(), cores


def make_reporter(*, json: bool) -> Reporter:
    """Return what tells of a job: lines of JSON, or a bar on the terminal."""
    if json:
        return JsonLines(sys.stdout)
    return Progress(sys.stderr, is_live=sys.stderr.isatty())


# -- following a job -----------------------------------------------------------------------


class Stopper:
    """Remembers the first Ctrl-C or SIGTERM; a second one interrupts at once, unsaved."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.is_asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True


@contextlib.contextmanager
def listening() -> Iterator[Stopper]:
    """Have signals remembered rather than raised in the middle of a step."""
    stopper = Stopper()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stopper.ask) for number in numbers]
    try:
        yield stopper
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def follow(job: Generator[Event, None, None], folder: RunFolder, reporter: Reporter) -> int:
    """Report every event of `job`; when asked to stop, close it, which saves.

    Returns `DONE`, `DIVERGED` or `INTERRUPTED`; raises `ValueError` or `OSError` as the job does.
    """
    finished: Finished | None = None
    listener = Listener(folder, reporter)
    with listening() as stopper:
        with contextlib.closing(job):
            for event in job:
                reporter.show(event)
                listener.hear(event)
                finished = event if isinstance(event, Finished) else None
                if stopper.is_asked:
                    break
        if finished is not None:
            return DIVERGED if finished.reason == "diverged" else DONE
        reporter.say(_goodbye(folder))
    return INTERRUPTED


def _goodbye(folder: RunFolder) -> str:
    summary = folder.read_summary()
    command = f"genstudio resume {shlex.quote(str(folder.path))}"
    if not folder.has_checkpoint:
        return f"Stopped before training began. Begin with: {command}"
    return (
        f"Stopped at step {summary.step:,} of {summary.total:,}; everything is saved. "
        f"Go on with: {command}"
    )
