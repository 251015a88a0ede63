"""The queue: recipes that wait in line to be trained, in one JSON file beside the runs.

A recipe becomes a run folder only when its turn comes, so a folder never stands for a run that
does not exist. It leaves the line when its run is done, diverged or failed; a run that was
stopped, or whose program was killed, stays at the front and goes on from its checkpoint.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
from pydantic import TypeAdapter, ValidationError

from genstudio.core import locking, storage
from genstudio.core.recipe import Recipe
from genstudio.runs.folder import RunFolder

_FORMAT = 1
_CLOCK_SLACK = 5.0  # seconds
_ENDED = ("done", "diverged", "failed")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One recipe in the line; `run` is its folder's path once its turn has come.

    `seconds` is what it was forecast to take, `group` names the sweep it belongs to, and `out`
    is the folder wanted for the run ("": the library chooses).
    """

    recipe: dict[str, Any]
    name: str
    key: str = field(default_factory=lambda: secrets.token_hex(4))
    group: str = ""
    seconds: float | None = None
    run: str = ""
    out: str = ""

    def read_recipe(self) -> Recipe:
        """Return the recipe; raises `RecipeError` if it is of another version or edited badly."""
        return Recipe(**self.recipe)


@dataclass(frozen=True)
class Removed:
    """What was taken out, each with its place, so that `Queue.restore` brings it back."""

    items: tuple[tuple[int, Waiting], ...]


@dataclass(frozen=True)
class _Line:
    waiting: tuple[Waiting, ...] = ()
    worker: int = 0
    worker_began: float = 0.0  # a number of a process alone is soon given to another
    format: int = _FORMAT


_LINE = TypeAdapter(_Line)


class Queue:
    """The line of one library. Every change is read, made and written under a lock.

    Raises `StorageError` with a sentence when the disk will not have it.
    """

    def __init__(self, root: Path) -> None:
        """Keep the line in `root`, a library's folder."""
        self.path = root / "queue.json"

    # -- reading ----------------------------------------------------------------------------

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what waits, the front first."""
        return self._read().waiting

    def front(self) -> Waiting | None:
        """Return whose turn is next, None for an empty line.

        What ended or was deleted without the queue's doing is taken out on the way.
        """
        with self._changing() as line:
            kept = tuple(item for item in line.waiting if not _is_over(item))
            if kept != line.waiting:
                self._write(replace(line, waiting=kept))
        return kept[0] if kept else None

    def other_worker(self) -> int:
        """Return the process that works through the line, 0 if there is none but this one."""
        line = self._read()
        return line.worker if _is_at_work(line) and line.worker != os.getpid() else 0

    # -- changing ---------------------------------------------------------------------------

    def add(self, items: Iterable[Waiting]) -> None:
        """Put `items` at the end."""
        with self._changing() as line:
            self._write(replace(line, waiting=(*line.waiting, *items)))

    def change(self, key: str, **values: Any) -> None:
        """Replace fields of one item."""
        with self._changing() as line:
            changed = (replace(w, **values) if w.key == key else w for w in line.waiting)
            self._write(replace(line, waiting=tuple(changed)))

    def move(self, key: str, place: int) -> None:
        """Put one item at `place` (0: the front); one that has begun stays in front."""
        with self._changing() as line:
            chosen = [item for item in line.waiting if item.key == key]
            others = [item for item in line.waiting if item.key != key]
            begun = sum(bool(item.run) for item in others)
            if chosen and not chosen[0].run:
                others.insert(max(place, begun), chosen[0])
                self._write(replace(line, waiting=tuple(others)))

    def remove(self, keys: Sequence[str]) -> Removed:
        """Take items out; `restore` undoes it. Their runs, if any, stay in the library."""
        with self._changing() as line:
            gone = [(place, item) for place, item in enumerate(line.waiting) if item.key in keys]
            kept = tuple(item for item in line.waiting if item.key not in keys)
            self._write(replace(line, waiting=kept))
        return Removed(tuple(gone))

    def restore(self, removed: Removed) -> None:
        """Bring removed items back to their places."""
        with self._changing() as line:
            items, here = list(line.waiting), {item.key for item in line.waiting}
            for place, item in removed.items:
                if item.key not in here:
                    items.insert(place, item)
            begun = sorted(items, key=lambda item: not item.run)
            self._write(replace(line, waiting=tuple(begun)))

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Be the one who works through the line; raises `ValueError` if another program does."""
        self.begin_work()
        try:
            yield
        finally:
            self.end_work()

    def begin_work(self) -> None:
        """Say that this process works through the line; raises `ValueError` if another does."""
        with self._changing() as line:
            if line.worker != os.getpid() and _is_at_work(line):
                raise ValueError(
                    f"Another program works through the queue (process {line.worker}). "
                    "Stop it there first."
                )
            began = psutil.Process().create_time()
            self._write(replace(line, worker=os.getpid(), worker_began=began))

    def end_work(self) -> None:
        """Let others work through the line."""
        with self._changing() as line:
            if line.worker == os.getpid():
                self._write(replace(line, worker=0))

    # -- private ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def _changing(self) -> Iterator[_Line]:
        with locking.locked(self.path.with_name(".queue.lock")):
            yield self._read()

    def _read(self) -> _Line:
        if not self.path.exists():
            return _Line()
        try:
            return _LINE.validate_python(storage.read_json(self.path))
        except (ValidationError, storage.StorageError) as error:
            if isinstance(error, storage.StorageError) and not self.path.exists():
                return _Line()
            raise storage.StorageError(
                f"The queue's file {self.path} is damaged. Rename it to begin with an empty queue."
            ) from error

    def _write(self, line: _Line) -> None:
        storage.write_json(self.path, asdict(line))


def _is_over(item: Waiting) -> bool:
    """Whether the item's run ended or was deleted while nobody worked through the line."""
    if not item.run:
        return False
    folder = RunFolder(Path(item.run))
    if not folder.exists:
        return True
    try:
        return folder.read_summary().status in _ENDED
    except OSError:
        return False  # the job itself will say what is wrong with it


def _is_at_work(line: _Line) -> bool:
    """Whether the process that works through the line lives; clocks may shift a little."""
    try:
        began: float = psutil.Process(line.worker).create_time()
    except (psutil.Error, ValueError):
        return False
    return line.worker > 0 and abs(began - line.worker_began) < _CLOCK_SLACK
