"""One set of pictures, whatever it came from, with a fingerprint and a repeatable split."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


class DataError(ValueError):
    """Pictures could not be read; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class Skipped:
    """A file that was left out, and why in plain words."""

    path: str
    reason: str


@dataclass(frozen=True)
class ImageSet:
    """Pictures of one size: uint8 `(N, C, H, W)`, C of 1 or 3, usually a read-only memory map.

    `labels` is int64 `(N,)` into `class_names`, or None. `copies` counts exact duplicates that
    were left out, so that none can be in both parts of a split.
    """

    name: str
    pictures: np.ndarray
    labels: np.ndarray | None
    class_names: tuple[str, ...]
    fingerprint: str
    skipped: tuple[Skipped, ...] = ()
    copies: int = 0

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.pictures)

    @property
    def shape(self) -> tuple[int, int, int]:
        """`(C, H, W)` of each picture."""
        channels, height, width = self.pictures.shape[1:]
        return channels, height, width

    @property
    def note(self) -> str:
        """What was left out, as a sentence; empty when nothing was."""
        parts = []
        if self.copies:
            parts.append(f"{self.copies:,} exact {_word(self.copies, 'copy', 'copies')}")
        if self.skipped:
            parts.append(f"{len(self.skipped):,} {_word(len(self.skipped), 'file', 'files')}")
        return f"Left out: {' and '.join(parts)}." if parts else ""

    def split(self, held_out: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the indices `(train, held_out)`, int64 and sorted; equal on every platform.

        With a share above 0 each part has at least one picture; raises `DataError` when there
        are too few for that.
        """
        count = len(self)
        if count < (2 if held_out > 0 else 1):
            raise DataError(
                f"{self.name} has {count} usable {_word(count, 'picture', 'pictures')}; training "
                "needs at least 2. Choose a source with more pictures."
            )
        kept_out = min(max(round(count * held_out), 1), count - 1) if held_out > 0 else 0
        # A bit generator's raw stream is the one numpy promises never to change.
        order = np.argsort(np.random.PCG64(seed).random_raw(count), kind="stable")
        return np.sort(order[kept_out:]), np.sort(order[:kept_out])


def digest(picture: np.ndarray) -> bytes:
    """Return a hash of one uint8 `(C, H, W)` picture; grey in one or three channels is equal."""
    if len(picture) == 3 and (picture[0] == picture[1]).all() and (picture[0] == picture[2]).all():
        picture = picture[:1]
    return hashlib.sha256(np.ascontiguousarray(picture).data).digest()


def fingerprint(digests: Iterable[bytes], shape: tuple[int, ...], labels: np.ndarray | None) -> str:
    """Return 32 hex digits over every picture's `digest`, the array's shape and the labels."""
    total = hashlib.sha256(repr(tuple(int(side) for side in shape)).encode("ascii"))
    for each in digests:
        total.update(each)
    if labels is not None:
        total.update(np.ascontiguousarray(labels, dtype="<i8").data)
    return total.hexdigest()[:32]


def _word(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
