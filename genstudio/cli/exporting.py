"""`genstudio export`: curves for other tools."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from genstudio.cli import DONE, UsageError
from genstudio.cli.finding import find_run
from genstudio.runs import export


def run(arguments: argparse.Namespace) -> int:
    """Export the runs named; return the exit code."""
    if not arguments.tensorboard and not arguments.csv:
        raise UsageError("Say where to: --tensorboard FOLDER, --csv FILE, or both.")
    folders = [find_run(name).folder for name in arguments.runs]
    written = []
    if arguments.tensorboard:
        out = Path(arguments.tensorboard).expanduser()
        for _ in export.tensorboard(folders, out):
            pass
        written.append(str(out))
    if arguments.csv:
        path = Path(arguments.csv).expanduser()
        export.to_csv(folders, path)
        written.append(str(path))
    if arguments.json:
        print(json.dumps({"runs": [str(folder.path) for folder in folders], "written": written}))
        return DONE
    for place in written:
        print(place)
    if arguments.tensorboard:
        print(f"Look at it with: tensorboard --logdir {written[0]}")
    return DONE
