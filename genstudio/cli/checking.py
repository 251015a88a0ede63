"""`genstudio data check`: what the dataset doctor finds, in words or as JSON."""

from __future__ import annotations

import argparse
import json
import shlex
import sys

from genstudio.cli import DONE
from genstudio.cli.progress import Progress
from genstudio.core.recipe import Recipe, fields
from genstudio.data import sources
from genstudio.data.doctor.report import MOST_SHOWN, Finding, Report

_MOST_NAMED = 3
_SIGNS = {"problem": "!!", "warning": " !", "note": "  "}


def check_pictures(arguments: argparse.Namespace) -> int:
    """Check a source and tell what was found; return the exit code."""
    report = _examine(_recipe(arguments))
    if arguments.json:
        print(json.dumps(report.to_dict(), indent=2, ensure_ascii=False))
        return DONE
    print(report.sentence)
    for finding in report.findings:
        _tell(finding, report)
    return DONE


def _recipe(arguments: argparse.Namespace) -> Recipe:
    info = sources.describe(arguments.source)
    limits = fields()["size"]
    size = arguments.size or int(min(max(info.size, limits.low or 0), limits.high or info.size))
    return Recipe(data=info.spec, size=size, channels=info.channels)


def _examine(recipe: Recipe) -> Report:
    from genstudio.data.doctor.check import check  # brings Pillow

    reporter = Progress(sys.stderr, is_live=sys.stderr.isatty())
    for event in check(recipe):
        if isinstance(event, Report):
            if sys.stderr.isatty():
                reporter.say(" ")  # takes the bar away
            return event
        reporter.show(event)
    raise AssertionError("a check ends with a Report")


def _tell(finding: Finding, report: Report) -> None:
    print(f"\n{_SIGNS[finding.severity]} {finding.sentence}")
    print(f"   {finding.why} {finding.advice}".rstrip())
    for line in _named(finding, report):
        print(f"     {line}")
    source = shlex.quote(report.spec)
    for fix in finding.fixes:
        changes = " ".join(f"{name}={_plain(value)}" for name, value in fix.changes.items())
        print(f"   → {fix.label}: genstudio train --data {source} --set {changes}")


def _named(finding: Finding, report: Report) -> list[str]:
    """The first few pictures concerned, one line a group."""
    lines = [f"{file.path}: {file.reason}" for file in finding.files[:_MOST_NAMED]]
    if not lines:
        name = report.images.name_of
        lines = [" = ".join(map(name, group)) for group in finding.groups[:_MOST_NAMED]]
    listed = max(len(finding.files), len(finding.groups))
    if not lines or listed <= len(lines):
        return lines
    rest = "more" if listed >= MOST_SHOWN else f"{listed - len(lines):,} more"
    return [*lines, f"… and {rest}"]


def _plain(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
