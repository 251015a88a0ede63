"""An import under way: what was read so far, saved now and then so that it can be gone on with.

The folder holds the pictures, the ledger, the list of what was left out, and `part.json`, which
says how much of each is valid. It is written last: what lies behind that point is cut off.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from genstudio.core import storage
from genstudio.data import ledger
from genstudio.data.growing import Growing
from genstudio.data.imageset import Copy, DataError, ImageSet, Skipped, fingerprint
from genstudio.data.ledger import Ledger
from genstudio.data.plan import Item, Plan, Wanted

STATE = "part.json"
_LEFT_OUT = "left_out.jsonl"
FILES = (STATE, _LEFT_OUT, *ledger.FILES)  # what nobody needs once it is complete
_SAVE_SECONDS = 3.0
_ROOM = 64 * 2**20  # bytes that an import leaves free on the disk


@dataclass(frozen=True)
class _State:
    """How much of the part is valid: entries of the source dealt with, pictures kept, and more."""

    done: int = 0
    count: int = 0
    channels: int = 1
    left_out: int = 0


class Part:
    """Takes in what a source yields; one owner at a time."""

    def __init__(self, plan: Plan, wanted: Wanted, folder: Path | None) -> None:
        """Begin, or go on with what is in `folder`; None keeps everything in memory.

        Raises `StorageError` with a sentence.
        """
        self._plan, self._wanted, self._folder = plan, wanted, folder
        self._place = Path(f"the cache of {plan.name}")
        self._saved = time.monotonic()
        try:
            self._open(_read_state(folder))
        except (OSError, ValueError, LookupError, TypeError):
            self._start_anew()
        self._check_room()

    @property
    def done(self) -> int:
        """How many entries of the source have been dealt with."""
        return self._done

    def add(self, item: Item | Skipped) -> None:
        """Take in one entry's picture, or why there is none; raises `StorageError`."""
        if isinstance(item, Skipped):
            self._leave_out(item)
        elif self._plan.drops_copies and (of := self._ledger.find(item.mark)) is not None:
            self._leave_out(Copy(item.where, of))
        else:
            self._append(item)
        self._done += 1

    def save(self, *, at_once: bool = False) -> None:
        """Make what was taken in safe, every few seconds or `at_once`; raises `StorageError`."""
        now = time.monotonic()
        if self._folder is None or (now - self._saved < _SAVE_SECONDS and not at_once):
            return
        try:
            self._pictures.sync()
            self._ledger.sync()
            self._list.flush()
        except OSError as error:
            raise storage.explain(self._place, error) from error
        count, channels, _, _ = self._pictures.shape
        state = _State(self._done, count, channels, len(self._left_out))
        storage.write_json(self._folder / STATE, asdict(state))
        self._pictures.forget(channels)
        self._saved = time.monotonic()

    def finish(self) -> ImageSet:
        """Return the set; raises `DataError` if there is no picture in it."""
        plan = self._plan
        skipped = (*plan.skipped, *(e for e in self._left_out if isinstance(e, Skipped)))
        copied = tuple(each for each in self._left_out if isinstance(each, Copy))
        if not self._pictures.shape[0]:
            raise DataError(_none_readable(plan, skipped))
        marks, labels, names = self._ledger.read()
        known = labels if plan.has_labels else None
        stamp = fingerprint([marks], self._pictures.shape, known)
        try:
            pictures = self._pictures.finish()
        except OSError as error:
            raise storage.explain(self._place, error) from error
        return ImageSet(
            plan.name, pictures, known, plan.class_names, stamp, skipped, len(copied), names, copied
        )

    def close(self) -> None:
        """Let go of the files."""
        self._pictures.close()
        self._ledger.close()
        if self._folder is not None:
            self._list.close()

    # -- private ------------------------------------------------------------------------------

    def _open(self, state: _State) -> None:
        folder, count = self._folder, state.count
        self._done = state.done
        self._left_out = _read_left_out(folder, state.left_out)
        self._ledger = Ledger(folder, count)
        try:
            size, channels = self._wanted.size, state.channels
            self._pictures = Growing(folder, size, count=count, channels=channels)
        except OSError:
            self._ledger.close()
            raise
        if folder is not None:
            lines = "".join(map(_line, self._left_out))
            (folder / _LEFT_OUT).write_text(lines, encoding="utf-8")
            self._list = (folder / _LEFT_OUT).open("a", encoding="utf-8")

    def _start_anew(self) -> None:
        """What was there cannot be gone on with."""
        assert self._folder is not None
        try:
            for old in self._folder.iterdir():
                old.unlink()
            self._open(_State())
        except OSError as error:
            raise storage.explain(self._place, error) from error

    def _check_room(self) -> None:
        """Refuse at once what would fill the disk hours later."""
        if self._folder is None:
            return
        left = max(self._plan.total - self._done, 0)
        needed = left * self._wanted.size**2 * self._pictures.shape[1]
        free = shutil.disk_usage(self._folder).free - _ROOM
        if needed > free:
            self.close()
            raise DataError(
                f"{self._plan.name} needs {needed / 1e9:.1f} GB of room for its pictures at "
                f"{self._wanted.size} px, and {max(free, 0) / 1e9:.1f} GB are free. Choose a "
                "smaller picture size, or make room on the disk."
            )

    def _leave_out(self, item: Skipped | Copy) -> None:
        self._left_out.append(item)
        if self._folder is not None:
            try:
                self._list.write(_line(item))
            except OSError as error:
                raise storage.explain(self._place, error) from error

    def _append(self, item: Item) -> None:
        try:
            self._pictures.append(item.pixels)
            self._ledger.add(item.mark, item.label, item.where)
        except OSError as error:
            raise storage.explain(self._place, error) from error
        except MemoryError as error:
            raise DataError(_no_memory(self._plan)) from error


def count_done(folder: Path) -> int:
    """Return how far the import in `folder` had come when it was last saved."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        return _read_state(folder).done
    return 0


def _read_state(folder: Path | None) -> _State:
    if folder is None or not (folder / STATE).exists():
        return _State()
    state = _State(**storage.read_json(folder / STATE))
    numbers = asdict(state).values()
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise ValueError(f"{folder} is damaged")
    if state.channels not in (1, 3) or state.count > state.done:
        raise ValueError(f"{folder} is damaged")
    return state


def _read_left_out(folder: Path | None, count: int) -> list[Skipped | Copy]:
    if folder is None or not count:
        return []
    lines = (folder / _LEFT_OUT).read_text(encoding="utf-8").splitlines()[:count]
    rows = [json.loads(line) for line in lines]
    if len(rows) < count:
        raise ValueError(f"{folder} is damaged")
    return [Copy(**row) if "of" in row else Skipped(**row) for row in rows]


def _line(item: Skipped | Copy) -> str:
    return json.dumps(asdict(item)) + "\n"


def _none_readable(plan: Plan, skipped: tuple[Skipped, ...]) -> str:
    first = next((each for each in skipped), None)
    reason = f" The first, {first.path}, is {first.reason}." if first else ""
    return f"None of the {plan.total:,} pictures in {plan.name} could be used.{reason}"


def _no_memory(plan: Plan) -> str:
    return (
        f"{plan.name} does not fit into memory, and the cache folder cannot be written. Choose a "
        "smaller picture size, or make room on the disk."
    )
