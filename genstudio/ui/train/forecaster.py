"""Measures recipes in the background, a few steps each; only the newest wish counts."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.recipe import Recipe
from genstudio.ui import loading
from genstudio.ui.train.newest_job import NewestJob

if TYPE_CHECKING:
    from genstudio.training.forecast import Forecast, Sample

_LATE = "torch._dynamo"  # the first step of any optimiser brings it, which takes seconds
_PATIENCE_MS = 700  # while a number is being typed, nothing is measured


@dataclass(frozen=True)
class Measured:
    """One recipe was measured: `key` says which."""

    key: Any
    forecast: Any


class Forecaster(NewestJob):
    """Runs one measurement at a time; a newer one stops the older first.

    What was measured is kept, so that going back to a recipe costs nothing.
    """

    measured = Signal()

    def __init__(self, parent: QObject) -> None:
        """Wait for a wish."""
        super().__init__(parent, patience_ms=_PATIENCE_MS, interval_ms=100)
        self._known: dict[Any, Forecast] = {}
        self._hopeless: set[Any] = set()
        self.received.connect(self._learn)
        self.failed.connect(self._give_up)

    def known(self, recipe: Recipe, sample: Sample) -> Forecast | None:
        """Return what was found out of `recipe`, scaled to its steps; None if nothing was."""
        found = self._known.get(_key(recipe, sample))
        return found.at(recipe) if found is not None else None

    def ask(self, recipes: Sequence[Recipe], sample: Sample) -> None:
        """Measure, soon, those of `recipes` whose cost is not known; `measured` follows."""
        wish = {_key(recipe, sample): (recipe, sample) for recipe in recipes}
        for key in {*self._known, *self._hopeless} & set(wish):
            del wish[key]
        if self.is_under_way and set(wish) <= set(self.tag):
            self.unwish()
        elif wish:
            self.wish(lambda: _measure(wish), tag=list(wish))
        else:
            self.stop()

    @Slot(list)
    def _learn(self, events: list[object]) -> None:
        found = [event for event in events if isinstance(event, Measured)]
        for event in found:
            self._known[event.key] = event.forecast
        if found:
            self.measured.emit()

    @Slot(object)
    def _give_up(self) -> None:
        """Never again measure the one at which it failed."""
        self._hopeless.update([key for key in self.tag or () if key not in self._known][:1])


def _measure(wish: dict[Any, tuple[Recipe, Sample]]) -> Iterator[Any]:
    """Measure one recipe after the other; every step is an event, so that it can be stopped."""
    from genstudio.training import forecast

    if _LATE not in sys.modules:
        with loading.gently():
            importlib.import_module(_LATE)
    for key, (recipe, sample) in wish.items():
        for event in forecast.measure(recipe, sample):
            is_end = isinstance(event, forecast.Forecast)
            yield Measured(key, event) if is_end else event


def _key(recipe: Recipe, sample: Sample) -> tuple[Any, ...]:
    from genstudio.training import forecast

    shape = sample.pictures.shape[1:]
    return (forecast.cost_key(recipe), shape, sample.count, len(sample.class_names))
