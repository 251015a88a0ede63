"""Measures recipes in the background, a few steps each; only the newest wish counts."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from genstudio.core.recipe import Recipe
from genstudio.ui import loading
from genstudio.ui.threads import Failure, JobThread

if TYPE_CHECKING:
    from genstudio.training.forecast import Forecast, Sample

_LATE = "torch._dynamo"  # the first step of any optimiser brings it, which takes seconds
_PATIENCE_MS = 700  # while a number is being typed, nothing is measured


@dataclass(frozen=True)
class Measured:
    """One recipe was measured: `key` says which."""

    key: Any
    forecast: Any


class Forecaster(QObject):
    """Runs one measurement at a time; a newer one stops the older first.

    What was measured is kept, so that going back to a recipe costs nothing.
    """

    measured = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        """Wait for a wish."""
        super().__init__(parent)
        self._known: dict[Any, Forecast] = {}
        self._hopeless: set[Any] = set()
        self._wish: dict[Any, tuple[Recipe, Sample]] = {}
        self._thread: JobThread | None = None
        self._dropped = False
        self._current: list[Any] = []
        self._timer = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._timer.timeout.connect(self._begin)

    @property
    def is_measuring(self) -> bool:
        """Whether a measurement is wished for or under way."""
        return bool(self._wish) or (self._thread is not None and not self._dropped)

    def known(self, recipe: Recipe, sample: Sample) -> Forecast | None:
        """Return what was found out of `recipe`, scaled to its steps; None if nothing was."""
        found = self._known.get(_key(recipe, sample))
        return found.at(recipe) if found is not None else None

    def ask(self, recipes: Sequence[Recipe], sample: Sample) -> None:
        """Measure, soon, those of `recipes` whose cost is not known; `measured` follows."""
        wish = {_key(recipe, sample): (recipe, sample) for recipe in recipes}
        for key in {*self._known, *self._hopeless} & set(wish):
            del wish[key]
        if self._thread is not None and not self._dropped and set(wish) <= set(self._current):
            self._wish = {}
            return  # it is under way
        self._wish = wish
        self._drop()
        if wish:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def stop(self) -> None:
        """Forget what is under way; it ends with the step in hand."""
        self._timer.stop()
        self._wish = {}
        self._drop()

    def close(self) -> None:
        """Stop and block until the thread has ended."""
        self.stop()
        if self._thread is not None:
            self._thread.wait()

    # -- private ------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        if not self._wish or self._thread is not None:
            return  # `_end` begins again
        wish, self._wish = self._wish, {}
        self._current, self._dropped = list(wish), False
        self._thread = JobThread(lambda: _measure(wish), self, interval_ms=100)
        self._thread.received.connect(self._take)
        self._thread.failed.connect(self._fail)
        self._thread.ended.connect(self._end)
        self._thread.start()

    def _drop(self) -> None:
        if self._thread is not None:
            self._dropped = True
            self._thread.stop()

    @Slot(list)
    def _take(self, events: list[object]) -> None:
        found = [event for event in events if isinstance(event, Measured)]
        for event in found:
            self._known[event.key] = event.forecast
        if found:
            self._current = [key for key in self._current if key not in self._known]
            self.measured.emit()

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        if not self._dropped:
            self._hopeless.update(self._current[:1])
            self.failed.emit(failure)

    @Slot()
    def _end(self) -> None:
        assert self._thread is not None
        self._thread.deleteLater()
        self._thread, self._current = None, []
        if self._wish and not self._timer.isActive():
            self._begin()


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
