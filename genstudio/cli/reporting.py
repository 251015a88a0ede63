"""`genstudio report`: runs on one page."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from genstudio.cli import DONE, INTERRUPTED, UsageError
from genstudio.cli.finding import find_run
from genstudio.cli.progress import Progress
from genstudio.cli.training import listening
from genstudio.core import system
from genstudio.core.events import Event, Worked, Working
from genstudio.runs.entry import Entry


def report(arguments: argparse.Namespace) -> int:
    """Write the report; return the exit code."""
    path = Path(arguments.out).expanduser()
    entries = [find_run(text) for text in arguments.runs]
    if len({entry.key for entry in entries}) < len(entries):
        raise UsageError("A run is named twice.")
    progress = Progress(sys.stderr, is_live=sys.stderr.isatty())
    with listening() as stopper, contextlib.closing(_job(entries, path)) as job:  # type: ignore[type-var]
        for event in job:
            if isinstance(event, Working):
                progress.draw(f"{event.done} of {event.total} {event.what}")
            if stopper.is_asked and not isinstance(event, Worked):
                progress.say("Interrupted. Nothing was written.")
                return INTERRUPTED
    facts = {"written": str(path), "runs": [entry.key for entry in entries]}
    print(json.dumps(facts) if arguments.json else path)
    return DONE


def _job(entries: list[Entry], path: Path) -> Iterator[Event]:
    """PDF is laid out by Qt, which needs an application but no screen; the rest needs none."""
    from genstudio.runs.report import write

    if path.suffix.lower() != ".pdf":
        write.check(path, (*write.SUFFIXES, ".pdf"))
        return write.write(entries, path)
    if not system.has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from genstudio.ui import pdf

    return pdf.written_alone(entries, path)
