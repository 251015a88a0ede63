"""Reading a plan to the end: pictures go to the cache, progress goes to the user."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from genstudio.core import storage
from genstudio.core.events import Imported, Importing
from genstudio.data import cache, decode
from genstudio.data.imageset import ImageSet
from genstudio.data.part import Part, count_done
from genstudio.data.plan import Plan, Wanted

_INTERVAL = 0.1  # s between progress events


def collect(plan: Plan, wanted: Wanted) -> Iterator[Importing | Imported]:
    """Read `plan`, from the cache if it is there; the last event is `Imported(ImageSet)`.

    Closing the iterator cancels; what was read is kept, and the next time it goes on from there,
    also after a crash. Two who want the same set take turns. Where the cache cannot be written,
    the pictures stay in memory.
    """
    images = cache.find(plan, wanted)
    if images is None:
        with cache.Claim(plan, wanted) as claim:
            while not claim.is_held:
                yield Importing(count_done(claim.folder), plan.total, f"Reading {plan.name}")
                time.sleep(_INTERVAL)
                claim.try_again()
            images = cache.find(plan, wanted)  # another may have been faster
            if images is None:
                images = yield from _read(plan, wanted, claim.place)
                if claim.place is not None:
                    cache.complete(claim.folder, images)
                    del images
                    images = cache.keep(claim.folder, plan, wanted)
    yield Imported(images)


def _read(plan: Plan, wanted: Wanted, folder: Path | None) -> Generator[Importing, None, ImageSet]:
    what = f"Reading {plan.name}"
    with contextlib.closing(Part(plan, wanted, folder)) as part:
        yield Importing(part.done, plan.total, what)
        try:
            yield from _fill(part, plan, wanted, what)
        finally:  # also when it is cancelled or fails
            with contextlib.suppress(storage.StorageError):
                part.save(at_once=True)
        yield Importing(part.done, plan.total, what)
        return part.finish()


def _fill(part: Part, plan: Plan, wanted: Wanted, what: str) -> Iterator[Importing]:
    told = time.monotonic()
    items = decode.items(plan, wanted, part.done)
    with contextlib.closing(items):  # type: ignore[type-var]
        for item in items:
            if item is not None:
                part.add(item)
            if time.monotonic() - told > _INTERVAL:
                part.save()
                yield Importing(part.done, plan.total, what)
                told = time.monotonic()
