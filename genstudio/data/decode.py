"""Decoding a plan's pictures on all cores, in order, a bounded number ahead.

Many files are decoded in processes of their own (`worker`): threads of one Python share its
lock, so that small pictures got no faster by them, and the window would wait for it too.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from genstudio.data import pool, worker
from genstudio.data.imageset import DataError, Skipped
from genstudio.data.plan import Content, Item, Packed, Plan, Raw, Unpacked, Wanted

_CHUNK = 32  # entries handed to a worker at a time
_CHUNK_BYTES = 8_000_000  # or less, where they are large
_FEW = 500  # pictures that are there sooner than a process is
_Entry = Raw | Skipped


def items(
    plan: Plan, wanted: Wanted, start: int = 0, *, workers: int = 0, apart: bool | None = None
) -> Iterator[Item | Skipped | None]:
    """Yield the picture of each entry from `start` on, or why it is skipped.

    None is a sign of life. The result does not depend on `workers` (0: one a core), nor on
    whether they are processes `apart` (None: where it pays). Closing breaks off what is in
    hand.
    """
    if apart is None:
        apart = plan.total - start > _FEW and not getattr(sys, "frozen", False)
    with contextlib.ExitStack() as stack:
        crew = _Crew(wanted, apart=apart)
        stack.callback(crew.close)
        raws = stack.enter_context(contextlib.closing(plan.raws(wanted, start)))  # type: ignore[type-var]
        chunks = pool.in_order(_chunks(raws), crew.decode, workers=workers or pool.cores())
        stack.callback(chunks.close)  # type: ignore[attr-defined]
        stack.callback(crew.stop)  # first of all: closing waits for what is in hand
        for chunk in chunks:
            if chunk is None:
                yield None
            else:
                yield from chunk


@dataclass
class _Crew:
    """The workers: one child process for each thread, or the threads themselves."""

    wanted: Wanted
    apart: bool
    _own: threading.local = field(default_factory=threading.local)
    _children: list[worker.Child] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Break off what is in hand."""
        self._stopping.set()
        for child in list(self._children):
            child.stop()

    def close(self) -> None:
        """End the child processes."""
        for child in self._children:
            child.close()

    def decode(self, chunk: Sequence[_Entry]) -> list[Item | Skipped]:
        """Decode what can be; runs in a thread of the pool."""
        raws = [entry for entry in chunk if isinstance(entry, Raw)]
        found = iter(self._decode([raw.content for raw in raws]))
        return [_result(each, next(found)) if isinstance(each, Raw) else each for each in chunk]

    def _decode(self, packed: list[Content]) -> list[worker.Decoded]:
        found = [_unpacked(content) for content in packed]
        decoded = iter(self._decode_all([each for each in found if not isinstance(each, str)]))
        return [each if isinstance(each, str) else next(decoded) for each in found]

    def _decode_all(self, contents: list[Unpacked]) -> list[worker.Decoded]:
        are_files = all(isinstance(content, worker.FILES) for content in contents)
        if not (self.apart and are_files and contents):
            return worker.decode(contents, self.wanted, self._stopping)
        if not hasattr(self._own, "child"):
            self._own.child = worker.Child()
            self._children.append(self._own.child)
        child: worker.Child = self._own.child
        if self._stopping.is_set():
            child.stop()
        return child.decode(contents, self.wanted)


def _chunks(raws: Iterator[_Entry | None]) -> Iterator[list[_Entry] | None]:
    chunk: list[_Entry] = []
    size = 0
    for raw in raws:
        if raw is None:
            yield None
            continue
        chunk.append(raw)
        size += _weight(raw)
        if len(chunk) == _CHUNK or size > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _weight(entry: _Entry) -> int:
    """Return about how many bytes an entry will hold in memory, 0 for little."""
    if isinstance(entry, Skipped) or isinstance(entry.content, Path):
        return 0
    content = entry.content
    if isinstance(content, Packed):
        return content.size
    return len(content) if isinstance(content, bytes) else content.nbytes


def _unpacked(content: Content) -> Unpacked | str:
    """Return what a decoder takes, or why there is nothing."""
    if not isinstance(content, Packed):
        return content
    try:
        return content.read()
    except DataError as error:
        return str(error)


def _result(raw: Raw, decoded: worker.Decoded) -> Item | Skipped:
    if isinstance(decoded, str):
        return Skipped(raw.where, decoded)
    return Item(raw.where, raw.label, *decoded)
