"""The queue at work in the window: when one run ends, the next begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from genstudio.core.events import Event, Finished
from genstudio.core.recipe import Recipe
from genstudio.core.sweep import Variant
from genstudio.runs.queue import Queue, Removed, Waiting
from genstudio.runs.turns import line_up, take_turn
from genstudio.ui.threads import Failure

if TYPE_CHECKING:
    from genstudio.ui.studio import Studio

T = TypeVar("T")
Outcome = Literal["done", "stopped", "diverged", "failed"]
_MOST_FAILURES = 3  # in a row: then something is wrong that the next run would meet as well


@dataclass(frozen=True)
class Ended:
    """How one run of the line ended; `message` is a sentence for the user."""

    name: str
    outcome: Outcome
    message: str


class Line(QObject):
    """What waits in the library's queue, and the rule by which it is trained.

    A run that is done, diverged or failed is followed by the next one. Stop holds the line, and
    so does a new start of the program: it goes on when it is asked to.
    """

    changed = Signal()
    said = Signal(str, str)  # a sentence and its kind ("good", "info", "warning", "bad")

    def __init__(self, studio: Studio) -> None:
        """Read the queue of the studio's library; nothing starts by itself."""
        super().__init__(studio)
        self._studio = studio
        self.queue = Queue(studio.library.root)
        self.waiting: tuple[Waiting, ...] = ()
        self.ended: list[Ended] = []
        self.problem = ""
        self._outcome: Outcome = "stopped"
        self._message = ""
        self._last: Ended | None = None
        self.refresh()
        self.is_held = bool(self.waiting)
        studio.job_began.connect(self._begin)
        studio.job_received.connect(self._receive)
        studio.job_failed.connect(self._fail)
        studio.job_ended.connect(self._end)

    @property
    def in_training(self) -> Waiting | None:
        """The item whose run is in training, if it is one of the line."""
        key = self._studio.job_key
        return next((item for item in self.waiting if key and item.run == key), None)

    @property
    def total(self) -> int:
        """How many runs this line has had and will have."""
        return len(self.ended) + len(self.waiting)

    # -- doing ------------------------------------------------------------------------------

    def add(
        self,
        variants: Sequence[Variant],
        *,
        base: str = "",
        varies: str = "",
        seconds: Sequence[float | None] = (),
    ) -> tuple[Waiting, ...]:
        """Put recipes at the end; see `turns.line_up`."""
        library = self._studio.library
        added = self._try(
            lambda: line_up(
                library, self.queue, variants, base=base, varies=varies, seconds=seconds
            )
        )
        return added or ()

    def edit(self, key: str, recipe: Recipe) -> None:
        """Give an item that waits another recipe."""
        self._try(lambda: self.queue.change(key, recipe=recipe.model_dump(), seconds=None))

    def move(self, key: str, place: int) -> None:
        """Put an item at `place` of the line."""
        self._try(lambda: self.queue.move(key, place))

    def remove(self, keys: Sequence[str]) -> Removed | None:
        """Take items out, but not the one in training; `restore` undoes it."""
        busy = self.in_training
        chosen = [key for key in keys if busy is None or key != busy.key]
        removed = self._try(lambda: self.queue.remove(chosen)) if chosen else None
        if not self.waiting:
            self._clear()
        return removed

    def restore(self, removed: Removed) -> None:
        """Bring removed items back."""
        self._try(lambda: self.queue.restore(removed))

    def go_on(self) -> None:
        """Train what waits, from the front, until the line is empty or Stop is pressed."""
        self.is_held = False
        self._next()
        self.changed.emit()

    def hold(self) -> None:
        """Begin no further run; the one in training goes on to its end."""
        self.is_held = True
        self.changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Read the queue again: another program may have changed it."""
        try:
            self.waiting, self.problem = self.queue.waiting(), ""
        except OSError as error:
            self.waiting, self.problem = (), str(error)
        self.changed.emit()

    # -- the studio's news --------------------------------------------------------------------

    @Slot(str)
    def _begin(self, key: str) -> None:
        self._outcome, self._message = "stopped", ""
        if any(item.run == key for item in self.waiting):
            self.is_held = False  # whoever resumes the run that Stop held releases the line
        self.changed.emit()

    @Slot(list)
    def _receive(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Finished):
                self._outcome, self._message = event.reason, event.message

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._outcome, self._message = "failed", failure.message
        self.is_held = self.is_held or self._studio.is_leaving  # it could not be saved

    @Slot(str)
    def _end(self, key: str) -> None:
        item = next((item for item in self.waiting if item.run == key), None)
        name = self._studio.library.entry(key).name
        self._last = Ended(name, self._outcome, self._message)
        if self._outcome == "stopped":
            self.is_held = bool(self.waiting)
        elif item is not None:
            self.ended.append(self._last)
            self._try(lambda: self.queue.remove([item.key]))
        QTimer.singleShot(0, self._go_further)  # when everyone knows that the run has ended

    # -- private ------------------------------------------------------------------------------

    @Slot()
    def _go_further(self) -> None:
        """After a run: the next one, a rest, or the end of the line, and a sentence about it."""
        if self._studio.is_training:  # somebody was quicker
            return
        if self._studio.is_leaving:
            self._rest()
            return
        if self._keeps_failing():
            self.is_held = True
            self.said.emit(_KEEPS_FAILING, "bad")
        if self.is_held:
            self._rest()
            if self._outcome == "stopped" and self.waiting:
                self.said.emit(_paused(len(self.waiting)), "info")
        else:
            self._next()
            self._tell()
        self.changed.emit()

    def _next(self) -> None:
        studio = self._studio
        while not (self.is_held or studio.is_training or studio.is_leaving):
            front = self._try(self.queue.front)
            if front is None or not studio.is_torch_loaded:
                self._rest()
                return
            self._start(front)

    def _start(self, item: Waiting) -> None:
        try:
            self.queue.begin_work()
        except (ValueError, OSError) as error:
            self._hold(error)
            return
        try:
            folder = take_turn(self._studio.library, self.queue, item)
        except OSError as error:  # the disk: the next would fare no better
            self._hold(error)
        except ValueError as error:
            self.ended.append(Ended(item.name, "failed", str(error)))
            self._try(lambda: self.queue.remove([item.key]))
        else:
            self.refresh()
            self._studio.resume(str(folder.path))

    def _hold(self, error: Exception) -> None:
        self.is_held = True
        self._studio.erred.emit(Failure.of(error))

    def _rest(self) -> None:
        """Let another program work through the line."""
        if self.queue.path.exists():
            self._try(self.queue.end_work)

    def _keeps_failing(self) -> bool:
        last = self.ended[-_MOST_FAILURES:]
        failed = [each for each in last if each.outcome == "failed"]
        return len(failed) == _MOST_FAILURES and bool(self.waiting)

    def _tell(self) -> None:
        busy, last = self.in_training, self._last
        if busy is not None and last is not None:
            kind = "info" if last.outcome == "done" else "warning"
            self.said.emit(f"{_how(last)} Now “{busy.name}” is trained.", kind)
        elif self.ended and not self.waiting:
            self.said.emit(*_conclusion(self.ended))
            self._clear()

    def _clear(self) -> None:
        """Begin to count anew: the line is empty."""
        self.ended.clear()
        self.is_held = False

    def _try(self, act: Callable[[], T]) -> T | None:
        """Do something with the queue's file; what goes wrong is shown, and None returned."""
        try:
            result = act()
        except (ValueError, OSError) as error:
            self._studio.erred.emit(Failure.of(error))
            result = None
        self.refresh()
        return result


_KEEPS_FAILING = (
    "Three runs in a row failed, so the queue is paused: the next would probably fail as well."
)


def _paused(count: int) -> str:
    if count == 1:
        return "The queue is paused; one run is left in it."
    return f"The queue is paused; {count} runs are left in it."


def _how(ended: Ended) -> str:
    words = {"done": "is done.", "diverged": "diverged.", "failed": f"failed: {ended.message}"}
    return f"“{ended.name}” {words[ended.outcome]}"


def _conclusion(ended: Sequence[Ended]) -> tuple[str, str]:
    bad = [each for each in ended if each.outcome != "done"]
    done = len(ended) - len(bad)
    sentence = f"The queue is done: {done} of {len(ended)} runs are trained."
    return " ".join([sentence, *map(_how, bad)]), "warning" if bad else "good"
