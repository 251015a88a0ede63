"""`genstudio coach RUN`, and what the coach says while `genstudio train` runs."""

from __future__ import annotations

import argparse
import json
import textwrap
from typing import Any

from genstudio.cli import DONE
from genstudio.cli.finding import find_run
from genstudio.cli.progress import Reporter
from genstudio.core.events import Event, Started
from genstudio.core.recipe import Recipe
from genstudio.runs.coaching import Coaching, consult
from genstudio.runs.folder import RunFolder
from genstudio.training.coach import Finding, describe

_WIDTH = 92


def coach(arguments: argparse.Namespace) -> int:
    """Say what is going on in a run, why, and what to try."""
    entry = find_run(arguments.run)
    if not entry.folder.read_checkups():
        raise ValueError(
            f"“{entry.name}” has no checkups: it was trained before there was a coach, or for too "
            "short a time. Train it again from its recipe."
        )
    recipe, findings = entry.folder.read_recipe(), consult(entry.folder)
    if arguments.json:
        print(json.dumps([_facts(f, recipe) for f in findings], indent=2, ensure_ascii=False))
        return DONE
    print("\n\n".join(_text(finding, recipe) for finding in findings))
    return DONE


class Listener:
    """Tells the coach's main finding each time it is another one."""

    def __init__(self, folder: RunFolder, reporter: Reporter) -> None:
        """Tell `reporter` of the run in `folder`."""
        self._folder, self._reporter = folder, reporter
        self._recipe = folder.read_recipe()
        self._coaching = Coaching()
        self._coaching.begin(self._recipe)
        self._said = ""

    def hear(self, event: Event) -> None:
        """Learn from one event, and speak if something has changed."""
        is_new = self._coaching.take(event)
        if isinstance(event, Started) and event.step:
            is_new = self._coaching.recall(*self._folder.read_past())
        if not is_new or not self._coaching.findings:
            return
        main = self._coaching.findings[0]
        if main.key != self._said:
            self._said = main.key
            self._reporter.advise(sentence(main, self._recipe), _facts(main, self._recipe))


def sentence(finding: Finding, recipe: Recipe) -> str:
    """Say a finding in one line."""
    advice = f" Try: {describe(recipe, finding.changes)}." if finding.changes else ""
    return f"Coach: {finding.sentence}{advice}"


def _facts(finding: Finding, recipe: Recipe) -> dict[str, Any]:
    return {
        "key": finding.key,
        "severity": finding.severity,
        "sentence": finding.sentence,
        "words": finding.words,
        "evidence": list(finding.evidence),
        "changes": dict(finding.changes),
        "change": describe(recipe, finding.changes),
        "reason": finding.reason,
    }


def _text(finding: Finding, recipe: Recipe) -> str:
    lines = [f"{finding.severity.upper()}: {finding.sentence}"]
    lines += textwrap.wrap(finding.words, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    lines += [f"  · {line}" for line in finding.evidence]
    if finding.changes:
        settings = " ".join(f"{name}={value}" for name, value in finding.changes.items())
        lines.append(f"  Try: {describe(recipe, finding.changes)}. {finding.reason}")
        lines.append(f"       (genstudio train … --set {settings})")
    return "\n".join(lines)
