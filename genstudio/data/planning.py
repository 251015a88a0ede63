"""From a spec to its source and its plan: iterators of progress that can be closed at any time."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator
from typing import TypeVar

import numpy as np

from genstudio.core.events import Importing
from genstudio.data import archive, builtin, files, folder, sources, wellknown
from genstudio.data.imageset import Skipped
from genstudio.data.plan import Plan, Raw, Source

_INTERVAL = 0.1  # s between events
Result = TypeVar("Result")


def find(spec: sources.Spec) -> Generator[Importing, None, Source]:
    """Open a folder or a file; raises `DataError` with a sentence."""
    assert spec.root is not None
    steps: Generator[int, None, Source]
    if spec.kind == "folder":
        steps = folder.walk(spec.root)
    else:
        steps = files.open_file(spec.root, spec.part)
    return (yield from _told(steps, f"Looking through {spec.name}"))


def make(spec: sources.Spec) -> Generator[Importing, None, Plan]:
    """Return the plan that reads `spec`, downloading first what has to be.

    Raises `DataError` with a sentence.
    """
    if spec.kind in ("folder", "file"):
        return (yield from _own(spec))
    if spec.kind == "torchvision":
        return (yield from _wellknown(spec))
    return _builtin(spec)


def _own(spec: sources.Spec) -> Generator[Importing, None, Plan]:
    source = yield from find(spec)
    identity = yield from _told(source.identity(), f"Looking at the files of {spec.name}")
    return Plan(
        spec.text,
        spec.name,
        source.class_names,
        bool(source.class_names),
        len(source),
        identity=identity,
        raws=lambda _, start: source.raws(start),
        skipped=source.skipped,
        drops_copies=True,
    )


def _builtin(spec: sources.Spec) -> Plan:
    from genstudio.data import shapes, stacked

    info = sources.describe(spec.text)
    state = (info.spec, info.label, info.class_names, True, info.count)
    if spec.name == "stacked":
        return Plan(
            spec.text, info.label, (), False, stacked.COUNT,
            identity=[stacked.VERSION, archive.state_of(builtin.path("digits"))],
            raws=stacked.raws,
        )  # fmt: skip
    if spec.name == "shapes":
        return Plan(*state, identity=shapes.VERSION, raws=shapes.raws)
    return Plan(
        *state,
        identity=archive.state_of(builtin.path(spec.name)),
        raws=lambda _, start: _arrays(*builtin.read(spec.name), start),
    )


def _wellknown(spec: sources.Spec) -> Generator[Importing, None, Plan]:
    found = wellknown.find(spec.name, spec.root) if spec.root else ()
    if spec.root is not None and not found:
        raise wellknown.missing(spec.name, spec.root)
    if not found:
        found = yield from wellknown.fetch(spec.name)
    about = wellknown.named(spec.name)
    return Plan(
        spec.text,
        about.label,
        about.class_names,
        True,
        about.count,
        identity=[archive.state_of(path) for path in found],
        raws=lambda _, start: _arrays(*wellknown.read(spec.name, found), start),
    )


def _arrays(pictures: np.ndarray, labels: np.ndarray, start: int) -> Iterator[Raw | Skipped | None]:
    """Yield uint8 pictures `(N, C, H, W)` from number `start` on."""
    for index in range(start, len(pictures)):
        yield Raw(f"picture {index + 1:,}", int(labels[index]), pictures[index])


def _told(steps: Generator[int, None, Result], what: str) -> Generator[Importing, None, Result]:
    """Turn a count of what was seen so far into events, a few a second."""
    told = time.monotonic()
    with contextlib.closing(steps):
        while True:
            try:
                count = next(steps)
            except StopIteration as end:
                result: Result = end.value
                return result
            if time.monotonic() - told > _INTERVAL:
                yield Importing(count, 0, what)
                told = time.monotonic()
