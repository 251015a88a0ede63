"""`genstudio growth`: a film written to its end, or given up without a trace."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path

from genstudio.cli import DONE, UsageError
from genstudio.cli.finding import find_run
from genstudio.cli.progress import JsonLines, Progress
from genstudio.core.events import Filmed, Filming


def growth(arguments: argparse.Namespace) -> int:
    """Write a run's growth film; return the exit code."""
    from genstudio.runs import film
    from genstudio.runs.growth import Wish, export

    if arguments.seed is not None and not 0 <= arguments.seed < 2**31:
        raise UsageError(f"--seed is a whole number from 0, not {arguments.seed}.")
    path = Path(arguments.out).expanduser()
    try:
        wish = Wish(
            seconds=arguments.seconds, fps=arguments.fps, count=arguments.count,
            seed=arguments.seed, scale=arguments.scale, between=arguments.between,
            caption=not arguments.no_caption,
        )  # fmt: skip
        film.check(path, wish.fps)
    except film.FilmError as error:
        raise UsageError(str(error)) from error
    entry = find_run(arguments.run)
    reporter: JsonLines | Frames = JsonLines(sys.stdout)
    if not arguments.json:
        reporter = Frames(Progress(sys.stderr, is_live=sys.stderr.isatty()))
    with contextlib.closing(export(entry.folder, path, wish)) as job:
        for event in job:
            reporter.show(event)
    return DONE


class Frames:
    """Tells how far a film is, and how long it will take."""

    def __init__(self, progress: Progress) -> None:
        """Tell by `progress`; the film begins now."""
        self._progress, self._began = progress, time.monotonic()

    def show(self, event: object) -> None:
        """Tell `event`."""
        if isinstance(event, Filming):
            self._progress.draw(_frames(event, time.monotonic() - self._began))
        elif isinstance(event, Filmed):
            self._progress.say(_filmed(event))

    def say(self, sentence: str) -> None:
        """Tell a sentence."""
        self._progress.say(sentence)


def _frames(event: Filming, seconds: float) -> str:
    text = f"Frame {event.done:,} of {event.total:,}"
    if not 0 < event.done < event.total:
        return text
    return f"{text} · {seconds * (event.total - event.done) / event.done:,.0f} s left"


def _filmed(event: Filmed) -> str:
    width, height = event.pixels
    return (
        f"{event.count:,} frames, {event.fps} a second, {width} × {height} pixels, "
        f"{event.size / 1e6:,.1f} MB in {event.path}"
    )
