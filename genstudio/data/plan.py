"""What stands between a source and the cache: what will be read, and the pictures as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from genstudio.data.imageset import DataError, Skipped

MOST = 2_000_000  # pictures in one set; a damaged header must not promise more


@dataclass(frozen=True, slots=True)
class Packed:
    """A file inside an archive: about `size` bytes that `read` brings.

    It may be called from several threads at a time; raises `DataError` with a bare reason.
    """

    read: Callable[[], bytes]
    size: int


Unpacked = Path | bytes | np.ndarray
Content = Unpacked | Packed


@dataclass(frozen=True)
class Wanted:
    """How the pictures shall be; the fields are those of the recipe."""

    size: int
    channels: str
    fit: str


@dataclass(frozen=True, slots=True)
class Raw:
    """One picture as it lies in its source: a file, packed or not, or uint8 `(C, H, W)`.

    `where` names it for the user; `label` is an index into the plan's `class_names`.
    """

    where: str
    label: int
    content: Content


@dataclass(frozen=True, slots=True)
class Item:
    """One picture as it is wanted, uint8 `(C, H, W)`, its class and its `digest`."""

    where: str
    label: int
    pixels: np.ndarray
    mark: bytes


class Source(Protocol):
    """What a folder or a file holds: entries, each a picture or something to be skipped."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names that labels point to; empty where there are no classes."""

    @property
    def labels(self) -> np.ndarray:
        """The class of each entry, int64 `(N,)`."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out on the way, beside entries."""

    def __len__(self) -> int:
        """The number of entries."""

    def identity(self) -> Generator[int, None, list[object]]:
        """Yield how far it has come; return what changes when the pictures do, for JSON."""

    def raws(self, start: int) -> Iterator[Raw | Skipped | None]:
        """Yield each entry from `start` on, always in the same order; None is a sign of life."""

    def short_sides(self) -> list[int]:
        """Return the shorter sides, in px, of a few pictures."""


@dataclass(frozen=True)
class Plan:
    """A source made ready.

    `raws(wanted, start)` yields a `Raw` or a `Skipped` for each of `total` entries from entry
    `start` on, always in the same order, and None while it is working. `identity` is everything
    that changes when the pictures do, as plain values for JSON.
    """

    spec: str
    name: str
    class_names: tuple[str, ...]
    has_labels: bool
    total: int
    identity: object
    raws: Callable[[Wanted, int], Iterator[Raw | Skipped | None]]
    skipped: tuple[Skipped, ...] = field(default=())
    drops_copies: bool = False


def check_count(name: str, count: int) -> None:
    """Raise `DataError` if a source says it holds more pictures than can be used."""
    if count > MOST:
        raise DataError(
            f"{name} holds {count:,} pictures; {MOST:,} are the most that can be used. Choose a "
            "part of it."
        )
