"""Batches by index: the order of the data is a pure function of seed and draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.training.ahead import Ahead, Rows

_RESIDENT = 2**29  # bytes up to which the whole set is kept in memory
_AT_ONCE = 4096  # pictures read at a time


class DataOrder:
    """An endless stream of shuffled epochs cut into batches.

    Draw `n` is the same whenever and wherever it is asked for: nothing to save but the number.
    """

    def __init__(self, count: int, batch: int, seed: int) -> None:
        """Order `count` pictures in batches of `batch`."""
        self._count = count
        self._batch = batch
        self._seed = seed
        self._epoch = -1
        self._permutation = np.empty(0, dtype=np.int64)

    def indices(self, draw: int) -> np.ndarray:
        """Return the int64 positions of batch `draw` (0, 1, …)."""
        start, parts, need = draw * self._batch, [], self._batch
        while need:
            epoch, offset = divmod(start, self._count)
            part = self._of(epoch)[offset : offset + need]
            parts.append(part)
            start, need = start + len(part), need - len(part)
        return np.concatenate(parts)

    def _of(self, epoch: int) -> np.ndarray:
        if epoch != self._epoch:
            generator = np.random.default_rng((self._seed, epoch))
            self._permutation = generator.permutation(self._count)
            self._epoch = epoch
        return self._permutation


@dataclass(frozen=True)
class Drawn:
    """One batch: pictures, float `(N, C, H, W)` in [−1, 1], and labels, int64 `(N,)`, if any."""

    pictures: Tensor
    labels: Tensor | None = None


class Feed:
    """Turns draws into batches on the device.

    A set of up to half a GB is held in memory; of a larger one only the next batches are.
    """

    def __init__(
        self,
        pictures: np.ndarray,
        chosen: np.ndarray,
        order: DataOrder,
        device: torch.device,
        labels: np.ndarray | None = None,
    ) -> None:
        """Feed the `chosen` rows of uint8 `pictures` (perhaps a memory map) in `order`."""
        self._order = order
        self._device = device
        self._chosen = chosen
        self._rows = Rows(pictures)
        self._labels = labels
        self._ahead: Ahead[tuple[Tensor, np.ndarray]] | None = None
        if resident_bytes(len(chosen), pictures[:1].nbytes):
            self._resident = self._load(pictures)
        else:
            self._ahead = Ahead(self._read)

    def batch(self, draw: int) -> Drawn:
        """Return batch `draw`."""
        if self._ahead is not None:
            pictures, indices = self._ahead.get(draw)
            pictures = pictures.to(self._device)
        else:
            indices = self._order.indices(draw)
            rows = torch.from_numpy(indices).to(self._device)
            pictures = self._resident.index_select(0, rows)
        return Drawn(to_net(pictures), self._labels_of(indices))

    def close(self) -> None:
        """End the reading ahead and let go of the file."""
        if self._ahead is not None:
            self._ahead.close()
        self._rows.close()

    def _read(self, draw: int) -> tuple[Tensor, np.ndarray]:
        indices = self._order.indices(draw)
        return torch.from_numpy(self._rows.read(self._chosen[indices])), indices

    def _load(self, pictures: np.ndarray) -> Tensor:
        """Return the chosen pictures on the device, read piece by piece."""
        shape = (len(self._chosen), *pictures.shape[1:])
        kind = torch.from_numpy(np.empty(0, pictures.dtype)).dtype
        held = torch.empty(shape, dtype=kind, device=self._device)
        for start in range(0, len(held), _AT_ONCE):
            part = self._rows.read(self._chosen[start : start + _AT_ONCE])
            held[start : start + _AT_ONCE] = torch.from_numpy(part).to(self._device)
        self._rows.close()
        return held

    def _labels_of(self, indices: np.ndarray) -> Tensor | None:
        if self._labels is None:
            return None
        return torch.from_numpy(self._labels[self._chosen[indices]]).to(self._device)


def resident_bytes(count: int, picture_bytes: int) -> int:
    """Return the memory that a feed of `count` pictures keeps: the whole set, or 0 if too large."""
    whole = count * picture_bytes
    return whole if whole <= _RESIDENT else 0


def to_net(pictures: Tensor) -> Tensor:
    """Turn pictures into what nets take: float in [−1, 1], channels last in memory.

    Uint8 is scaled; float (points of a plane, in place of pictures) is taken as it is.
    """
    scaled = pictures.float()
    if not pictures.is_floating_point():
        scaled = scaled.div_(127.5).sub_(1.0)
    return scaled.contiguous(memory_format=torch.channels_last)
