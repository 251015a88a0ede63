"""When a wheel turn is meant for a slider, and when it is meant to scroll the list."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint

_GESTURE_SECONDS = 0.5  # turns closer than this belong to one gesture
_JITTER = 3  # pixels a resting hand moves


class WheelIntent:
    """Decides whom a wheel turn is for; one is shared by all sliders of a list.

    A turn is for the slider only if the pointer was moved onto its knob (which then lights up),
    or the slider has the keyboard. While the list scrolls, a slider that comes under the resting
    pointer gets nothing; once a slider has begun to turn, it gets the rest of the gesture.
    """

    def __init__(self) -> None:
        """Nothing was turned yet."""
        self._scrolled_at: QPoint | None = None
        self._scrolled_when = 0.0
        self._turned: object = None
        self._turned_when = 0.0

    def scrolled(self, place: QPoint) -> None:
        """The list scrolled while the pointer was at `place` (global)."""
        self._scrolled_at, self._scrolled_when = place, time.monotonic()
        self._turned = None

    def rests(self, place: QPoint) -> bool:
        """Whether the pointer has not been moved on purpose since the list last scrolled."""
        if self._scrolled_at is None:
            return False
        return (place - self._scrolled_at).manhattanLength() <= _JITTER

    def is_for(self, slider: object, place: QPoint, *, on_knob: bool, has_focus: bool) -> bool:
        """Whether a turn at `place` (global) over `slider` is meant for it."""
        now = time.monotonic()
        if self._turned is slider and now - self._turned_when < _GESTURE_SECONDS:
            self._turned_when = now
            return True
        if now - self._scrolled_when < _GESTURE_SECONDS or self.rests(place):
            return False
        if not (on_knob or has_focus):
            return False
        self._turned, self._turned_when = slider, now
        return True
