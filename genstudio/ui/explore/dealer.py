"""Drawing points: Shuffle, and what happens when class, sampler or truncation change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Slot

from genstudio.core.latents import MOST_TRUNCATION
from genstudio.ui.explore.manner import Draw, Manner
from genstudio.ui.explore.point import Point
from genstudio.ui.explore.steering import Steering

_KEY = 1 << 19  # above every dimension: truncation and a slider are not one step


class Dealer(QObject):
    """Moves the point as the steering says; all of it can be undone."""

    def __init__(self, point: Point, steering: Steering, parent: QObject) -> None:
        """Connect the two."""
        super().__init__(parent)
        self._point, self._steering = point, steering
        self._generator = np.random.default_rng()
        steering.steered.connect(self._steer)
        steering.spread_began.connect(point.begin)
        steering.spread_ended.connect(point.end)

    @Slot()
    def shuffle(self) -> None:
        """Go to a new draw; what is locked stays."""
        manner = self._steering.manner.with_draw(int(self._generator.integers(2**31)))
        drawn = self._drawn(manner)
        if drawn is not None:
            self._point.shuffle(drawn, manner)

    def go_to(
        self, z: np.ndarray, text: str, *, kind: str, sampler: str, truncation: float
    ) -> None:
        """Go where a picture was made, in one step; `sampler` is "" if it was not drawn."""
        manner = replace(self._point.manner, kind=kind, drawn=None)
        if sampler:
            drawn = Draw(sampler, truncation)
            manner = replace(manner, sampler=sampler, truncation=truncation, drawn=drawn)
        self._point.move_to(z, text, self._steering.fitted(manner))

    def set_truncation(self, truncation: object) -> None:
        """Draw so far from the middle from now on, as it was remembered; no step to undo."""
        number = float(truncation) if isinstance(truncation, int | float) else 1.0
        kept = min(max(number, 0.0), MOST_TRUNCATION)
        self._point.place(self._point.z, replace(self._point.manner, truncation=kept))

    @Slot(object, str)
    def _steer(self, manner: Manner, text: str) -> None:
        """Go over to another class, sampler or truncation."""
        z, before = self._point.z, self._point.manner
        if manner.truncation == before.truncation:
            self._point.move_to(z, text, manner)
            return
        drawn = self._drawn(before)
        if drawn is not None and np.array_equal(self._point.held(drawn), z):
            assert before.drawn is not None
            anew = replace(before.drawn, truncation=manner.truncation)
            manner = replace(manner, drawn=anew)  # a point fresh from a draw follows
            again = self._drawn(manner)
            z = z if again is None else self._point.held(again)
        self._point.slide(z, _KEY, text, manner)

    def _drawn(self, manner: Manner) -> np.ndarray | None:
        """The latent that was drawn in `manner`, if that can be said again."""
        return None if manner.drawn is None else self._steering.draw(manner.drawn)
