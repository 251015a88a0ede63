"""`genstudio weights`: the feature networks that are the same for everybody, and what they need."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path

from genstudio.cli import DONE, INTERRUPTED
from genstudio.cli.flags import EXIT_CODES, Adder, add_json, command
from genstudio.cli.progress import Progress
from genstudio.cli.training import listening
from genstudio.evaluation import networks, weights


def add(adder: Adder[argparse.ArgumentParser]) -> None:
    """Add the command to the grammar."""
    parser = command(
        adder, "weights", "Say which feature networks there are, or get Inception’s weights for "
        "FID.", weigh,
    )  # fmt: skip
    parser.epilog = (
        f"The weights are a file of {weights.MEGABYTES} MB, {weights.NAME}. Nothing is downloaded "
        "unless you ask for it. " + EXIT_CODES
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--download", action="store_true",
        help=f"download them from {weights.HOST}; Ctrl-C stops, the next time it goes on",
    )  # fmt: skip
    ways.add_argument("--file", metavar="FILE", help="take them from a file that you have")
    add_json(parser)


def weigh(arguments: argparse.Namespace) -> int:
    """Get the weights if that is asked for, then say what is missing; return the exit code."""
    if arguments.file:
        weights.adopt(Path(arguments.file).expanduser())
    elif arguments.download and not _download():
        return INTERRUPTED
    found = {key: networks.missing(key) for key in networks.FIXED}
    if arguments.json:
        facts = {key: {"ready": not reason, "missing": reason} for key, reason in found.items()}
        print(json.dumps(facts, indent=2, ensure_ascii=False))
        return DONE
    for key, reason in found.items():
        print(f"{key}: {reason or f'ready. genstudio evaluate RUN --also {key}'}")
    return DONE


def _download() -> bool:
    """Download the weights; False when interrupted."""
    progress = Progress(sys.stderr, is_live=sys.stderr.isatty())
    with listening() as stopper, contextlib.closing(weights.fetch()) as job:
        for event in job:
            progress.show(event)
            if stopper.is_asked:
                progress.say("Interrupted. What has come is kept; the next time it goes on.")
                return False
    weights.checked()
    return True
