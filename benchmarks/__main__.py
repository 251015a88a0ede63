"""`python -m benchmarks [NAME …]` prints a table of figures beside their targets."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import sys
from pathlib import Path

from benchmarks.figure import HEADER, Figure
from genstudio.core import system

NAMES = (
    "starting", "drawing", "exploring", "training", "plain", "importing", "memory", "forecasting",
    "listing", "lockstep", "mapping", "scoring", "selftests",
)  # fmt: skip


def main(argv: list[str]) -> int:
    """Run the benchmarks named, all when none is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as well")
    given = parser.parse_args(argv)
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    system.calm_openmp()
    if not system.has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures: list[Figure] = []
    if not given.json:
        print(HEADER, flush=True)
    for name in given.names or NAMES:
        for figure in importlib.import_module(f"benchmarks.{name}").measure():
            figures.append(figure)
            if not given.json:
                print(figure.row(), flush=True)
    if given.json:
        print(json.dumps([dataclasses.asdict(figure) for figure in figures], indent=2))
    if given.markdown:
        table = "\n".join([HEADER, *(figure.row() for figure in figures)])
        given.markdown.write_text(table + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
