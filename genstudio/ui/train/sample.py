"""A first look at a source: a few of its pictures and what there is to say of them. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from genstudio.core import scatter
from genstudio.core.events import Event, Imported
from genstudio.data.imageset import ImageSet, Skipped

COUNT = 10
_POINTS = 2_000


@dataclass(frozen=True)
class Look:
    """What was seen of a source; `size` is 0 for points of a plane."""

    name: str
    pictures: np.ndarray
    count: int
    size: int
    is_grey: bool
    class_names: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    copies: int

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        if not self.size:
            return f"{self.count:,} points of a plane  ·  {len(self.class_names)} modes"
        colour = "grey" if self.is_grey else "colour"
        parts = [f"{self.count:,} pictures", f"{self.size} × {self.size} px", colour]
        if len(self.class_names) > 1:
            parts.append(f"{len(self.class_names)} classes")
        return "  ·  ".join(parts)

    @property
    def classes(self) -> str:
        """Name the classes, the first dozen of them."""
        shown = ", ".join(self.class_names[:12])
        return f"{shown}, …" if len(self.class_names) > 12 else shown


def look(images: ImageSet) -> Look:
    """Choose the pictures to show of `images`: of different classes, the same every time."""
    chosen = _choose(images)
    if images.is_points:
        return _look_at_points(images)
    _, channels, height, _ = images.pictures.shape
    return Look(
        images.name, np.array(images.pictures[chosen]), len(images.pictures), height,
        channels == 1, images.class_names, images.skipped, images.copies,
    )  # fmt: skip


def _look_at_points(images: ImageSet) -> Look:
    """One picture of many points."""
    some = images.pictures[:_POINTS].reshape(-1, 2)
    return Look(
        images.name, scatter.draw(some)[None], len(images), 0, False, images.class_names, (), 0
    )


def looking(events: Iterator[Event]) -> Iterator[Event | Look]:
    """Pass the events of a load on, its `ImageSet` turned into a `Look` in the same thread."""
    try:
        for event in events:
            yield look(event.images) if isinstance(event, Imported) else event
    finally:
        events.close()  # type: ignore[attr-defined]


def _choose(images: ImageSet) -> np.ndarray:
    count = len(images.pictures)
    order = np.random.default_rng(0).permutation(count)
    if images.labels is None:
        return np.sort(order[:COUNT])
    labels = images.labels[order]
    first = [order[labels == label][:COUNT] for label in np.unique(labels)[:COUNT]]
    rounds = [group[turn] for turn in range(COUNT) for group in first if turn < len(group)]
    chosen = np.array(rounds[:COUNT], dtype=np.int64)
    return chosen[np.argsort(images.labels[chosen], kind="stable")]
