"""From latents to pictures: at once where the decoder is quick, else on its own thread.

A model is used by one thread at a time: while a question is out on the thread, every decode
goes there; only when the newest answer is back may the window's thread decode again.
"""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from genstudio.ui.threads import Answer, AnswerThread, Failure

if TYPE_CHECKING:
    from genstudio.runs.model import Model

DIRECT_MS = 8.0  # a decode slower than this would be felt on the window's thread
FRAME_MS = 5.0  # moves closer together than this share one decode
_REMEMBERED = 5


@dataclass(frozen=True)
class Drawing:
    """Pictures of latents: `pictures` is uint8 `(N, C, H, W)`, `z` float32 `(N, d)`."""

    stamp: str
    z: np.ndarray
    pictures: np.ndarray
    milliseconds: float
    direct: bool


@dataclass(frozen=True)
class _Fresh:
    """Newer weights for the model, not yet loaded."""

    tensors: Mapping[str, np.ndarray]
    stamp: str


class Painter(QObject):
    """Draws the newest latents asked for; what comes too late is dropped."""

    drawn = Signal(object)  # Drawing
    failed = Signal(object)  # Failure

    def __init__(self, parent: QObject) -> None:
        """Start the thread; there is no model yet."""
        super().__init__(parent)
        self._model: Model | None = None
        self._fresh: _Fresh | None = None
        self._wanted: _Wanted | None = None
        self._carried: _Fresh | None = None  # what goes with the question that is out
        self._costs: dict[tuple[int, bool], deque[float]] = {}
        self._number = 0
        self._outstanding: int | None = None
        self._oldest_welcome = 0
        self._last_start = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._draw_now)
        self._thread = AnswerThread(self)
        self._thread.answered.connect(self._receive)

    @property
    def model(self) -> Model | None:
        """The model in use."""
        return self._model

    @property
    def is_idle(self) -> bool:
        """Whether everything asked for was drawn."""
        return self._outstanding is None and self._wanted is None

    def use(self, model: Model | None) -> None:
        """Draw with another model from now on; what was asked of the old one is dropped."""
        self._model, self._fresh, self._wanted = model, None, None
        self._oldest_welcome = self._number + 1
        self._costs.clear()
        self._frame.stop()

    def sharpen(self, tensors: Mapping[str, np.ndarray], stamp: str) -> None:
        """Give the model newer weights; they are loaded with the next drawing."""
        self._fresh = _Fresh(tensors, stamp)

    def draw(self, z: np.ndarray, weights: np.ndarray | None = None) -> None:
        """Draw latents `(N, d)`: now, or with the next frame if this one was drawn already.

        `weights` `(N, classes)` say which class, for a model that was taught classes.
        """
        if self._model is None:
            return
        self._wanted = _Wanted(z, weights)
        if self._frame.isActive():
            return
        wait = FRAME_MS - 1000 * (time.perf_counter() - self._last_start)
        if wait > 1 and self._outstanding is None:
            self._frame.start(int(wait))
        else:
            self._draw_now()

    def cost(self, count: int, *, fresh: bool = False) -> float | None:
        """How long `count` pictures take, with or without `fresh` weights (median ms).

        None before the first, which therefore never holds up the window.
        """
        known = self._costs.get((count, fresh))
        return statistics.median(known) if known else None

    def close(self) -> None:
        """End the thread."""
        self.use(None)
        self._thread.close()

    @Slot()
    def _draw_now(self) -> None:
        model, wanted, fresh = self._model, self._wanted, self._fresh
        if model is None or wanted is None:
            return
        self._wanted = self._fresh = None
        self._last_start = time.perf_counter()
        self._number += 1
        cost = self.cost(len(wanted.z), fresh=fresh is not None)
        if self._outstanding is None and cost is not None and cost < DIRECT_MS:
            self._draw_here(_Question(model, fresh, wanted, direct=True))
        else:
            if self._outstanding is not None and fresh is None:
                fresh = self._carried
            self._carried = fresh
            self._outstanding = self._number
            self._thread.ask(self._number, _Question(model, fresh, wanted, direct=False))

    def _draw_here(self, question: Callable[[], _Reply]) -> None:
        try:
            reply = question()
        except (ValueError, OSError, RuntimeError) as error:
            self.failed.emit(Failure.of(error))
            return
        self._accept(reply)

    @Slot(object)
    def _receive(self, answer: Answer) -> None:
        if answer.stamp == self._outstanding:
            self._outstanding, self._carried = None, None
        if answer.stamp < self._oldest_welcome:
            return
        self._oldest_welcome = answer.stamp
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        else:
            self._accept(answer.value)

    def _accept(self, reply: _Reply) -> None:
        self._model = reply.model
        drawing, kind = reply.drawing, (len(reply.drawing.z), reply.is_fresh)
        self._costs.setdefault(kind, deque(maxlen=_REMEMBERED)).append(drawing.milliseconds)
        self.drawn.emit(drawing)


@dataclass(frozen=True)
class _Wanted:
    """What shall be drawn next."""

    z: np.ndarray
    weights: np.ndarray | None


@dataclass(frozen=True)
class _Reply:
    model: Model
    drawing: Drawing
    is_fresh: bool


@dataclass(frozen=True)
class _Question:
    """Everything a decode needs, so that it can run on either thread."""

    model: Model
    fresh: _Fresh | None
    wanted: _Wanted
    direct: bool

    def __call__(self) -> _Reply:
        start = time.perf_counter()
        model = self.model
        if self.fresh is not None:
            model = model.with_weights(self.fresh.tensors, stamp=self.fresh.stamp)
        pictures = model.decode(self.wanted.z, self.wanted.weights)
        spent = 1000 * (time.perf_counter() - start)
        drawing = Drawing(model.stamp, self.wanted.z, pictures, spent, self.direct)
        return _Reply(model, drawing, self.fresh is not None)
