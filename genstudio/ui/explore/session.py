"""Which run is explored, and everything that can happen to it: opened, trained on, deleted."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Event, Started, Weights
from genstudio.runs.folder import RunFolder
from genstudio.ui.explore.errands import Errands
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Answer, Failure

if TYPE_CHECKING:
    from genstudio.runs.model import Model

_CALM_SECONDS = 2.0  # the least between two measurements of a model in training
_CALM_SHARE = 10.0  # …and at least this many times what one takes


@dataclass(frozen=True)
class Opened:
    """A run's model twice: `front` draws, `back` answers slow questions on another thread."""

    key: str
    front: Model
    back: Model


class Session(QObject):
    """Follows one run. Says in a sentence why there is nothing to see, when there is not."""

    emptied = Signal()  # no run is chosen
    waited = Signal(str)  # a sentence: something is on its way
    failed = Signal(object)  # Failure
    opened = Signal(object)  # Opened
    sharpened = Signal(object)  # Weights: newer weights of the run in training
    aged = Signal()  # a run in training has changed enough to be measured again

    def __init__(self, studio: Studio, parent: QObject) -> None:
        """Follow nothing yet."""
        super().__init__(parent)
        self._studio = studio
        self._errands = Errands(self)
        self._key = ""
        self._moment: int | None = None
        self._model: Opened | None = None
        self._newest: Weights | None = None
        self._ways: dict[str, np.ndarray] = {}
        self._state = "empty"
        self._measured_when, self._measured_cost = 0.0, 0.0
        studio.torch_loaded.connect(self._consider)
        studio.runs_changed.connect(self._check)
        studio.job_received.connect(self._take_events)
        studio.job_ended.connect(self._end_job)
        studio.model_changed.connect(self._reopen)

    # -- what is explored -------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The run's key; "" for none."""
        return self._key

    @property
    def name(self) -> str:
        """The run's name, and which moment of it."""
        name = self._studio.library.entry(self._key).name if self._key else ""
        return name if self._moment is None else f"{name} @ step {self._moment:,}"

    @property
    def way(self) -> np.ndarray | None:
        """The latents `(N, d)` of the last way drawn on the map of the run on show."""
        return self._ways.get(self._key)

    def keep_way(self, latents: np.ndarray) -> None:
        """Remember a way drawn on the map of the run on show, until the program ends."""
        self._ways[self._key] = latents

    @property
    def path(self) -> Path:
        """The run's folder."""
        return Path(self._key)

    @property
    def moment(self) -> int | None:
        """The step whose weights are explored; None for the run's model."""
        return self._moment

    @property
    def model(self) -> Opened | None:
        """The model on show, if there is one."""
        return self._model

    @property
    def is_live(self) -> bool:
        """Whether the run is the one in training now, and its newest weights are explored."""
        is_training = self._studio.is_training and self._studio.job_key == self._key != ""
        return is_training and self._moment is None

    @property
    def is_idle(self) -> bool:
        """Whether no question is out."""
        return self._errands.is_idle

    def choose(self, key: str, moment: int | None = None) -> None:
        """Explore another run, or none; or the run as it was after step `moment`."""
        if (key, moment) != (self._key, self._moment) or self._state == "failed":
            self._key, self._moment = key, moment
            self._let_go()
            self._consider()

    def ask(
        self, kind: str, question: Callable[[Model], Any], then: Callable[[Answer], None]
    ) -> None:
        """Have the back model, with the newest weights, asked; see `Errands.ask`."""
        assert self._model is not None
        back, newest = self._model.back, self._newest

        def answer() -> Any:
            model = back if newest is None else _with(back, newest)
            return question(model)

        self._errands.ask(kind, answer, then)

    def copier(self) -> Callable[[], Model]:
        """Return what makes a copy of the model, with the newest weights, on any thread."""
        assert self._model is not None
        back, newest = self._model.back, self._newest
        return lambda: copy.deepcopy(back) if newest is None else _with(back, newest)

    def forget(self, *kinds: str) -> None:
        """Drop questions of these kinds."""
        self._errands.forget(*kinds)

    def close(self) -> None:
        """End the thread."""
        self._errands.close()

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _consider(self) -> None:
        """Find out what can be shown of the run, and begin to open it."""
        if not self._key:
            self._state = "empty"
            self.emptied.emit()
            return
        entry = self._studio.library.entry(self._key)
        if not entry.folder.exists:
            self._fail(_gone(Path(self._key).name))
        elif entry.problem:
            self._fail(Failure(entry.problem, f"{self._key}\n{entry.problem}"))
        elif not self._studio.is_torch_loaded:
            self._wait(f"Getting ready to open “{entry.name}”…")
        elif entry.folder.has_model:
            key, moment = self._key, self._moment
            self._open(lambda: _open(key, entry.folder.path, moment))
        elif self.is_live:
            self._open_fresh(entry.folder, entry.name)
        else:
            self._fail(_untrained(entry.name))

    @Slot()
    def _check(self) -> None:
        """Notice when the run on show is deleted, or comes back."""
        if not self._key:
            return
        exists = RunFolder(Path(self._key)).exists
        if not exists and self._state != "failed":
            name = self._model.front.name if self._model else Path(self._key).name
            self._let_go()
            self._fail(_gone(name))
        elif exists and self._state == "failed":
            self._consider()

    @Slot(list)
    def _take_events(self, events: list[Event]) -> None:
        if not self.is_live:
            return
        if self._model is None and any(isinstance(event, Started) for event in events):
            self._consider()
        weights = [event for event in events if isinstance(event, Weights)]
        if weights and self._model is not None:
            self._newest = weights[-1]
            self.sharpened.emit(weights[-1])
            self._age()

    @Slot(str)
    def _end_job(self, key: str) -> None:
        """Go over to what was saved; the old picture stays until it is there."""
        if key == self._key:
            self._newest = None
            self._consider()

    @Slot(str)
    def _reopen(self, key: str) -> None:
        """Go over to the moment that was made the run's model."""
        if key == self._key and self._moment is None and not self.is_live:
            self._consider()

    # -- private ----------------------------------------------------------------------------

    def _let_go(self) -> None:
        self._errands.forget("open", "effects", "encode")
        self._model = self._newest = None

    def _open_fresh(self, folder: RunFolder, name: str) -> None:
        if self._studio.job_started is None:
            self._wait(f"“{name}” has just begun. Its pictures appear with the first weights.")
            return
        key = self._key
        self._open(lambda: _fresh(key, folder))

    def _open(self, question: Callable[[], Opened]) -> None:
        if self._model is None:
            self._wait(f"Opening “{self.name}”…")
        self._state = "opening"
        self._errands.ask("open", question, self._receive)

    def _receive(self, answer: Answer) -> None:
        if answer.failure is not None:
            self._let_go()
            self._fail(answer.failure)
            return
        self._state, self._model = "open", answer.value
        self._measured_when = time.monotonic()
        self.opened.emit(answer.value)

    def _wait(self, sentence: str) -> None:
        self._state = "waiting"
        self.waited.emit(sentence)

    def _fail(self, failure: Failure) -> None:
        self._state = "failed"
        self.failed.emit(failure)

    def _age(self) -> None:
        now = time.monotonic()
        calm = max(_CALM_SECONDS, _CALM_SHARE * self._measured_cost)
        if now - self._measured_when > calm and self._errands.is_idle:
            self._measured_when = now
            self.aged.emit()


def _open(key: str, path: Path, moment: int | None) -> Opened:
    from genstudio.runs.model import Model

    front = Model.open(path, moment=moment)
    assert front.hash  # worked out here, so that saving a picture need not
    return Opened(key, front, Model.open(path, moment=moment))


def _fresh(key: str, folder: RunFolder) -> Opened:
    from genstudio.runs.model import Model

    recipe, summary = folder.read_recipe(), folder.read_summary()
    front = Model.fresh(recipe, summary.shape, summary.class_names)
    return Opened(key, front, Model.fresh(recipe, summary.shape, summary.class_names))


def _with(model: Model, weights: Weights) -> Model:
    return model.with_weights(weights.tensors, stamp=stamp(weights))


def stamp(weights: Weights) -> str:
    """Return what identifies these weights."""
    return f"{Path(weights.run).name}@{weights.step}"


def _gone(name: str) -> Failure:
    sentence = f"“{name}” is no longer there. Undo its deletion, or choose another run above."
    return Failure(sentence, sentence)


def _untrained(name: str) -> Failure:
    sentence = f"“{name}” has no weights yet. Resume it in Train, or choose another run above."
    return Failure(sentence, sentence)
