"""Uphill in the discriminator's score, in the background, with the picture refining in view."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Event, Worked, Working
from genstudio.ui.explore.labour import Labour
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.session import Session

if TYPE_CHECKING:
    from genstudio.runs.critics import Judge
    from genstudio.runs.model import Model
    from genstudio.runs.persuading import Persuaded

_TEXT = "make it more convincing"


class Ascent(QObject):
    """Moves the point of the sliders, the whole way one step to undo.

    Whoever else moves the point, changes the class or the run, ends it: the hand goes first.
    """

    began = Signal()
    ended = Signal(object, object)  # the first and the last Persuaded; None where there was none
    failed = Signal(object)  # Failure

    def __init__(self, session: Session, panel: SliderPanel, parent: QObject) -> None:
        """Wait to be started."""
        super().__init__(parent)
        self._session, self._panel = session, panel
        self._gesture = -1  # of the point, while it climbs
        self._z = np.zeros(0, np.float32)
        self._first: Persuaded | None = None
        self._last: Persuaded | None = None
        self.labour = Labour(self)
        self.labour.ended.connect(self._end)
        for changed in (session.emptied, session.waited, session.failed, session.opened):
            changed.connect(self.labour.stop)
        panel.steering.class_changed.connect(self.labour.stop)

    @property
    def is_climbing(self) -> bool:
        """Whether it is under way."""
        return self._gesture >= 0

    def start(self, judge: Judge) -> None:
        """Climb from the sliders as they are; locked ones stay."""
        self.labour.stop()
        point, weights = self._panel.point, self._panel.steering.weights(1)
        self._first = self._last = None
        self._z, self._gesture = point.z, point.begin()
        make, z, free = self._session.copier(), point.z, point.freedom()
        self.labour.start(
            lambda: _climb(make, judge, z, weights, free), self._take, self.failed.emit
        )
        self.began.emit()

    @Slot()
    def stop(self) -> None:
        """Stop at the best so far."""
        self.labour.stop()

    def _take(self, found: Persuaded) -> None:
        point = self._panel.point
        if not point.is_held(self._gesture) or not np.array_equal(point.z, self._z):
            self.labour.stop()
            return
        self._first, self._last = self._first or found, found
        self._z = found.z
        point.glide(found.z, _TEXT)

    @Slot()
    def _end(self) -> None:
        if self.is_climbing:
            if self._panel.point.is_held(self._gesture):
                self._panel.point.end()
            self._gesture = -1
            self.ended.emit(self._first, self._last)


def _climb(
    make: Callable[[], Model],
    judge: Judge,
    z: np.ndarray,
    weights: np.ndarray | None,
    free: np.ndarray,
) -> Iterator[Event]:
    from genstudio.runs import persuading

    own = copy.deepcopy(judge)
    for found in persuading.persuade(make(), own, z, weights, free=free):
        yield Working(found.done, found.total, f"steps · score {found.score:+.2f}")
        yield Worked(found)
