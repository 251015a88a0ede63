"""`genstudio data`: which sources of pictures there are, and what one of them holds."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from genstudio.cli import DONE
from genstudio.cli.progress import Progress
from genstudio.core.events import Importing
from genstudio.data import files, sources
from genstudio.data.sources import SourceInfo

_MOST_CLASSES = 20


def known(arguments: argparse.Namespace) -> int:
    """List the sources that need no choice of a folder or file."""
    found = sources.known()
    if arguments.json:
        return _print_json([asdict(source) for source in found])
    width = max(len(source.spec) for source in found)
    for source in found:
        print(f"{source.spec:<{width}}  {source.sentence}")
    print(f"\nA folder of your own works as well, and {files.KINDS}: --data /path/to/it")
    return DONE


def show(arguments: argparse.Namespace) -> int:
    """Say what a source holds."""
    info = _describe(arguments.source)
    if arguments.json:
        return _print_json(asdict(info))
    print(f"{info.label}: {info.sentence}")
    if info.class_names:
        more = len(info.class_names) - _MOST_CLASSES
        told = ", ".join(info.class_names[:_MOST_CLASSES])
        print(f"Classes: {told}{f' and {more:,} more' if more > 0 else ''}")
    print(f"Train on it: genstudio train --data {info.spec} --size {info.size}")
    return DONE


def _describe(spec: str) -> SourceInfo:
    reporter = Progress(sys.stderr, is_live=sys.stderr.isatty())
    steps = sources.describing(spec)
    while True:
        try:
            event: Importing = next(steps)
        except StopIteration as end:
            info: SourceInfo = end.value
            return info
        reporter.show(event)


def _print_json(value: object) -> int:
    print(json.dumps(value, indent=2, ensure_ascii=False))
    return DONE
