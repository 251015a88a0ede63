"""Progress of parts within a whole."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import replace
from typing import TypeVar

from genstudio.core.events import Event, Scoring

T = TypeVar("T")


def within(part: Generator[Event, None, T], start: float, end: float) -> Generator[Event, None, T]:
    """Pass on the events of a part that goes from `start` to `end` of the whole.

    What a part says of its own parts in this way is kept.
    """
    with contextlib.closing(part):
        while True:
            try:
                event = next(part)
            except StopIteration as stop:
                result: T = stop.value
                return result
            if isinstance(event, Scoring):
                share = event.share or event.done / max(event.total, 1)
                event = replace(event, share=start + (end - start) * share)
            yield event
