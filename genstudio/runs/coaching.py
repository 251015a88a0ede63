"""The coach beside a run: in training, event by event, or from its folder. Needs no torch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from genstudio.core.events import Checkup, Event, Finished, RolledBack
from genstudio.core.logbook import Logbook, thin
from genstudio.core.recipe import Recipe
from genstudio.runs.folder import RunFolder
from genstudio.training import coach
from genstudio.training.coach import Finding


def consult(folder: RunFolder) -> tuple[Finding, ...]:
    """Return what the coach says of the run in `folder`, the most important first.

    Raises `ValueError` or `OSError` with a sentence for a damaged run.
    """
    history, checkups = folder.read_past()
    total = folder.read_summary().total
    return coach.diagnose(folder.read_recipe(), thin(history), checkups, total)


class Coaching:
    """Reads one run's events; its findings change only when a checkup says something new."""

    def __init__(self) -> None:
        """Follow no run."""
        self.recipe: Recipe | None = None
        self.findings: tuple[Finding, ...] = ()
        self._book = Logbook()
        self._put_away: set[str] = set()

    def begin(self, recipe: Recipe | None) -> None:
        """Follow another run."""
        self.recipe, self.findings = recipe, ()
        self._book = Logbook()
        self._put_away = set()

    def take(self, event: Event) -> bool:
        """Learn from one event; say whether there is something new to show."""
        self._book.take(event)
        return isinstance(event, Checkup | RolledBack | Finished) and self._look()

    def recall(self, history: Mapping[str, np.ndarray], checkups: Iterable[Checkup]) -> bool:
        """Learn what the run's folder holds; say whether there is something new to show."""
        self._book.recall(history, checkups)
        return self._look()

    def put_away(self, key: str) -> None:
        """Say no more of the finding `key` in this run."""
        self._put_away.add(key)
        self._look()

    def _look(self) -> bool:
        if self.recipe is None or not self._book.checkups:
            return False
        book, before = self._book, self.findings
        found = coach.diagnose(self.recipe, book.history, book.checkups, book.total)
        self.findings = tuple(each for each in found if each.key not in self._put_away)
        return self.findings != before
