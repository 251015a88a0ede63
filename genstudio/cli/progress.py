"""A job's events told on a terminal, in a log, or as lines of JSON."""

from __future__ import annotations

import json
import math
import shutil
import time
import warnings
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, Protocol, TextIO

import numpy as np

from genstudio.core.events import (
    Event,
    Finished,
    Imported,
    Importing,
    Quality,
    RolledBack,
    Scoring,
    Started,
    Step,
)
from genstudio.core.pace import Pace

_MOST_FIGURES = 4
_CELLS = 10


class Reporter(Protocol):
    """Tells a job's events as they come."""

    def show(self, event: Event) -> None:
        """Tell `event`."""

    def say(self, sentence: str) -> None:
        """Tell a sentence that belongs to no event."""

    def advise(self, sentence: str, facts: dict[str, Any]) -> None:
        """Tell what the coach says, in a sentence or as plain values."""


class JsonLines:
    """One JSON object a line and event; pictures and weights are left out."""

    def __init__(self, stream: TextIO) -> None:
        """Write to `stream`."""
        self._stream = stream

    def show(self, event: Event) -> None:
        """Write the event's line."""
        self._write(to_json(event))

    def say(self, sentence: str) -> None:
        """Write a line that holds the sentence."""
        self._write({"event": "note", "message": sentence})

    def advise(self, sentence: str, facts: dict[str, Any]) -> None:
        """Write a line that holds the coach's finding."""
        self._write({"event": "finding", **facts})

    def _write(self, value: dict[str, Any]) -> None:
        print(json.dumps(value, ensure_ascii=False), file=self._stream, flush=True)


class Progress:
    """A bar that moves on a terminal; elsewhere a line every few seconds."""

    def __init__(
        self, stream: TextIO, *, is_live: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Write to `stream`; `is_live` says whether a line can be overwritten there."""
        self._stream, self._is_live, self._clock = stream, is_live, clock
        self._pause = 0.1 if is_live else 5.0
        self._due = -math.inf
        self._bar = ""
        self._rate = Pace()
        self._reading = Pace()
        self._started: Started | None = None
        self._quality = self._chooser = ""

    def show(self, event: Event) -> None:
        """Tell the event if it is of interest and the moment has come."""
        match event:
            case Importing():
                self.draw(self._importing(event))
            case Scoring():
                self.draw(f"{_bar(event.done, event.total)} {event.what}")
            case Imported():
                self.say(_imported(event))
            case Started():
                self._started = event
                self.say(_start(event))
            case Step():
                self._rate.add(event.seconds, event.last)
                self.draw(self._step(event), at_once=self._is_last(event))
            case Quality() if event.chooses:
                self._judge(event)
            case RolledBack():
                self.say(f"Diverged at step {event.step:,}: back to {event.to:,}. {event.change}")
            case Finished():
                self.say(event.message)

    def _judge(self, event: Quality) -> None:
        if self._chooser not in ("", event.name):
            self.say(f"The best model is chosen by {event.name} from now on.")
        self._chooser = event.name
        self._quality = f"{event.name} {_short(event.value)}"

    def say(self, sentence: str) -> None:
        """Write a line that stays."""
        if not sentence:
            return
        if self._is_live and self._bar:
            self._overwrite("")
            print(file=self._stream, end="\r")
            self._bar = ""
        print(sentence, file=self._stream, flush=True)

    def advise(self, sentence: str, facts: dict[str, Any]) -> None:
        """Write the coach's sentence on a line that stays."""
        self.say(sentence)

    def draw(self, text: str, *, at_once: bool = False) -> None:
        """Show `text` until the next one; not all of them where lines stay."""
        now = self._clock()
        if now < self._due and not at_once:
            return
        self._due = now + self._pause
        if self._is_live:
            self._overwrite(text)
        else:
            print(text, file=self._stream, flush=True)

    def _overwrite(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        self._bar = text[:width]
        print("\r" + self._bar.ljust(width), file=self._stream, end="", flush=True)

    def _importing(self, event: Importing) -> str:
        if not event.total:
            return f"{event.what}: {event.done:,} so far" if event.done else event.what
        self._reading.add(self._clock(), event.done)
        left = self._reading.left(event.total, least=1.0)
        told = f"{event.what}: {event.done:,} of {event.total:,}"
        return told if left is None else f"{told} · {_duration(left)} left"

    def _is_last(self, event: Step) -> bool:
        return self._started is not None and event.last >= self._started.total

    def _step(self, event: Step) -> str:
        total = self._started.total if self._started else event.last
        parts = [
            f"{_bar(event.last, total)} {event.last:,}/{total:,}",
            f"{event.pictures_per_second:,.0f} pictures/s",
        ]
        left = self._rate.left(total)
        if left is not None and event.last < total:
            parts.append(f"{_duration(left)} left")
        figures = list(_figures(event).items())[:_MOST_FIGURES]
        parts.append("  ".join(f"{name.replace('_', ' ')} {_short(v)}" for name, v in figures))
        return " · ".join([*parts, self._quality] if self._quality else parts)


def to_json(event: Event) -> dict[str, Any]:
    """Return the event as plain values: `event` names it, arrays are left out."""
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in type(event).__name__)
    values: dict[str, Any] = {"event": name.lstrip("_")}
    if isinstance(event, Imported):
        return values | _describe(event.images)
    if isinstance(event, Step):
        values |= {"last": event.last, "figures": _figures(event)}
    for field in fields(event):
        values.setdefault(field.name, getattr(event, field.name))
    return {key: _plain(value) for key, value in values.items() if not _holds_arrays(value)}


def _describe(images: Any) -> dict[str, Any]:
    """What is worth telling of an `ImageSet`."""
    return {
        "name": images.name,
        "count": len(images.used),
        "shape": list(images.pictures.shape[1:]),
        "class_names": list(images.class_names),
        "fingerprint": images.fingerprint,
        "skipped": [{"path": s.path, "reason": s.reason} for s in images.skipped],
    }


def _holds_arrays(value: object) -> bool:
    values = value.values() if isinstance(value, dict) else [value]
    return any(isinstance(item, np.ndarray) or is_dataclass(item) for item in values)


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _figures(event: Step) -> dict[str, float]:
    """The mean of each column over the event's steps; NaN where a column has none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        means = np.nanmean(event.rows, axis=0)
    return dict(zip(event.columns, means.tolist(), strict=True))


def _imported(event: Imported) -> str:
    images = event.images
    channels, height, width = images.pictures.shape[1:]
    colour = "grey" if channels == 1 else "colour"
    size = f"{width} × {height} px, {colour}"
    return f"{len(images.used):,} pictures of {images.name}, {size}. {images.note}".rstrip()


def _start(event: Started) -> str:
    threads = f", {event.threads} thread{'s' * (event.threads != 1)}"
    where = event.device + (threads if event.device == "CPU" else "")
    what = f"{event.note}, {event.parameters:,} parameters, on {where}"
    return f"{what}, from step {event.step:,}." if event.step else f"{what}."


def _bar(done: int, total: int) -> str:
    share = min(done / max(total, 1), 1.0)
    full = int(share * _CELLS)
    return f"[{'#' * full}{'.' * (_CELLS - full)}] {share:4.0%}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
