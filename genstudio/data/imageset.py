"""One set of pictures, whatever it came from, with a fingerprint and a repeatable split."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
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
class Copy:
    """A file that was left out because it shows exactly the same as picture number `of`."""

    path: str
    of: int


@dataclass(frozen=True)
class Choice:
    """Which pictures are trained on, by index; nothing on disk is touched.

    `turns` is uint8 `(N,)`: how often each picture is shown in one round of training, 0 for one
    that is left out. Pictures with the same number in `groups`, int64 `(N,)`, are never in
    different parts of a split. `sentence` says what was left out.
    """

    turns: np.ndarray
    groups: np.ndarray | None = None
    sentence: str = ""


@dataclass(frozen=True)
class ImageSet:
    """Pictures of one size: uint8 `(N, C, H, W)`, C of 1 or 3, usually a read-only memory map.

    Points of a plane take their place as float32 `(N, 2, 1, 1)`.

    `labels` is int64 `(N,)` into `class_names`, or None. `copies` counts exact duplicates that
    were left out, so that none can be in both parts of a split; `copied` lists them. `names` says
    where each picture came from; it is empty where pictures have only numbers.
    """

    name: str
    pictures: np.ndarray
    labels: np.ndarray | None
    class_names: tuple[str, ...]
    fingerprint: str
    skipped: tuple[Skipped, ...] = ()
    copies: int = 0
    names: Sequence[str] = ()
    copied: tuple[Copy, ...] = ()
    choice: Choice | None = None

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.pictures)

    @property
    def shape(self) -> tuple[int, int, int]:
        """`(C, H, W)` of each picture."""
        channels, height, width = self.pictures.shape[1:]
        return channels, height, width

    @property
    def is_points(self) -> bool:
        """Whether these are points of a plane, float32 `(N, 2, 1, 1)`, in place of pictures."""
        return self.shape == (2, 1, 1)

    def name_of(self, index: int) -> str:
        """Return where a picture came from, or its number."""
        return self.names[index] if index < len(self.names) else f"picture {index + 1:,}"

    @property
    def used(self) -> np.ndarray:
        """The indices of the pictures that are not left out by choice, int64 and sorted."""
        return np.arange(len(self)) if self.choice is None else np.flatnonzero(self.choice.turns)

    @property
    def note(self) -> str:
        """What was left out, as a sentence; empty when nothing was."""
        parts = []
        if self.copies:
            parts.append(f"{self.copies:,} exact {_word(self.copies, 'copy', 'copies')}")
        if self.skipped:
            parts.append(f"{len(self.skipped):,} {_word(len(self.skipped), 'file', 'files')}")
        told = f"Left out: {' and '.join(parts)}." if parts else ""
        return f"{told} {self.choice.sentence}".strip() if self.choice else told

    def split(self, held_out: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the indices `(train, held_out)`, int64 and sorted; equal on every platform.

        With a share above 0 each part has at least one picture; raises `DataError` when there
        are too few for that. A `choice` leaves pictures out, keeps groups in one part, and may
        list a picture several times in the training part.
        """
        used = self.used
        count = len(used)
        if count < (2 if held_out > 0 else 1):
            raise DataError(
                f"{self.name} has {count} usable {_word(count, 'picture', 'pictures')}; training "
                "needs at least 2. Choose a source with more pictures."
            )
        kept_out = min(max(round(count * held_out), 1), count - 1) if held_out > 0 else 0
        # A bit generator's raw stream is the one numpy promises never to change.
        order = used[np.argsort(np.random.PCG64(seed).random_raw(count), kind="stable")]
        if self.choice is None:
            return np.sort(order[kept_out:]), np.sort(order[:kept_out])
        return _split_by_choice(self.choice, order, kept_out)


def _split_by_choice(
    choice: Choice, order: np.ndarray, kept_out: int
) -> tuple[np.ndarray, np.ndarray]:
    """Hold out the first `kept_out` of `order`, whole groups at a time."""
    is_out = np.arange(len(order)) < kept_out
    if choice.groups is not None:
        is_out = _whole_groups(choice.groups[order], kept_out)
    train = np.sort(order[~is_out])
    return np.repeat(train, choice.turns[train]), np.sort(order[is_out])


def _whole_groups(groups: np.ndarray, kept_out: int) -> np.ndarray:
    """Say which of `groups` `(N,)` are held out: in their order, each that still has room.

    Where none has, the smallest group is taken, so that neither part is empty unless all pictures
    are one group.
    """
    _, first, group, sizes = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    is_out, room = np.zeros(len(sizes), dtype=bool), kept_out
    for each in np.argsort(first):
        if not room:
            break
        if sizes[each] <= room:
            is_out[each] = True
            room -= int(sizes[each])
    if kept_out and not is_out.any() and len(sizes) > 1:
        is_out[np.argmin(sizes)] = True
    chosen: np.ndarray = is_out[group]
    return chosen


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
