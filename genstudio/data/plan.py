"""What stands between a source and the cache: what will be read, and the pictures as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from genstudio.data.imageset import Skipped


@dataclass(frozen=True)
class Wanted:
    """How the pictures shall be; the fields are those of the recipe."""

    size: int
    channels: str
    fit: str


@dataclass(frozen=True)
class Item:
    """One picture, uint8 `(C, H, W)`, and its class; `where` names it for the user."""

    where: str
    label: int
    pixels: np.ndarray


@dataclass(frozen=True)
class Plan:
    """A source made ready: `read` yields an `Item`, a `Skipped`, or None while it is working.

    `identity` is everything that changes when the pictures do, as plain values for JSON.
    """

    spec: str
    name: str
    class_names: tuple[str, ...]
    has_labels: bool
    total: int
    identity: object
    read: Callable[[Wanted], Iterator[Item | Skipped | None]]
    skipped: tuple[Skipped, ...] = field(default=())
    drops_copies: bool = False
