"""Reading a plan to the end: pictures go to the cache, progress goes to the user."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

from genstudio.core import storage
from genstudio.core.events import Imported, Importing
from genstudio.data import cache
from genstudio.data.growing import Growing
from genstudio.data.imageset import Copy, DataError, ImageSet, Skipped, digest, fingerprint
from genstudio.data.names import NamesBuilder
from genstudio.data.plan import Item, Plan, Wanted

_INTERVAL = 0.1  # s between progress events


def collect(plan: Plan, wanted: Wanted) -> Iterator[Importing | Imported]:
    """Read `plan`, from the cache if it is there; the last event is `Imported(ImageSet)`.

    Closing the iterator cancels and leaves nothing behind. Where the cache cannot be written,
    the pictures stay in memory.
    """
    images = cache.find(plan, wanted)
    if images is None:
        with cache.workspace() as folder:
            images = yield from _read(plan, wanted, folder)
            if folder is not None:
                cache.complete(folder, images)
                del images
                images = cache.keep(folder, plan, wanted)
    yield Imported(images)


def _read(plan: Plan, wanted: Wanted, folder: Path | None) -> Generator[Importing, None, ImageSet]:
    what = f"Reading {plan.name}"
    yield Importing(0, plan.total, what)
    told = time.monotonic()
    with contextlib.closing(_Collection(plan, wanted, folder)) as collection:
        with contextlib.closing(plan.read(wanted)) as items:  # type: ignore[type-var]
            for item in items:
                collection.add(item)
                if time.monotonic() - told > _INTERVAL:
                    yield Importing(collection.done, plan.total, what)
                    told = time.monotonic()
        yield Importing(collection.done, plan.total, what)
        return collection.finish()


class _Collection:
    """What has been read so far."""

    def __init__(self, plan: Plan, wanted: Wanted, folder: Path | None) -> None:
        self.done = 0
        self._plan = plan
        self._place = Path(f"the cache of {plan.name}")
        self._skipped = list(plan.skipped)
        self._labels: list[int] = []
        self._digests: list[bytes] = []
        self._seen: dict[bytes, int] = {}
        self._names = NamesBuilder()
        self._copied: list[Copy] = []
        try:
            self._growing = Growing(folder, wanted.size)
        except OSError as error:
            raise storage.explain(self._place, error) from error

    def add(self, item: Item | Skipped | None) -> None:
        """Take in what a source yields."""
        self.done += item is not None
        if isinstance(item, Skipped):
            self._skipped.append(item)
        elif item is not None:
            self._append(item)

    def finish(self) -> ImageSet:
        """Return the set; raises `DataError` if there is no picture in it."""
        plan = self._plan
        if not self._labels:
            raise DataError(_none_readable(plan, self._skipped))
        labels = np.array(self._labels, dtype=np.int64) if plan.has_labels else None
        stamp = fingerprint(self._digests, self._growing.shape, labels)
        try:
            pictures = self._growing.finish()
        except OSError as error:
            raise storage.explain(self._place, error) from error
        skipped = tuple(self._skipped)
        return ImageSet(
            plan.name, pictures, labels, plan.class_names, stamp, skipped, len(self._copied),
            self._names.finish(), tuple(self._copied),
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the files."""
        self._growing.close()

    def _append(self, item: Item) -> None:
        mark = digest(item.pixels)
        if self._plan.drops_copies:
            if mark in self._seen:
                self._copied.append(Copy(item.where, self._seen[mark]))
                return
            self._seen[mark] = len(self._labels)
        try:
            self._growing.append(item.pixels)
        except OSError as error:
            raise storage.explain(self._place, error) from error
        except MemoryError as error:
            raise DataError(_no_memory(self._plan)) from error
        self._labels.append(item.label)
        self._names.append(item.where)
        self._digests.append(mark)


def _none_readable(plan: Plan, skipped: list[Skipped]) -> str:
    first = next((each for each in skipped), None)
    reason = f" The first, {first.path}, is {first.reason}." if first else ""
    return f"None of the {plan.total:,} pictures in {plan.name} could be used.{reason}"


def _no_memory(plan: Plan) -> str:
    return (
        f"{plan.name} does not fit into memory, and the cache folder cannot be written. Choose a "
        "smaller picture size, or make room on the disk."
    )
