"""How much memory a training needs, and how much there is."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import torch
from torch import Tensor

from genstudio.core.recipe import Recipe, Value
from genstudio.training.state import State

_ROOM = 0.85  # of what is free may be used: other programs want some, and no estimate is exact
_WORKSPACE = 1.25  # gradients of activations and scratch space beside what is kept for them
_LEAST = {"batch": 8, "width": 8, "size": 16}
_CGROUPS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)


@dataclass(frozen=True)
class Footprint:
    """Bytes that do not depend on the batch, bytes for each of its pictures, bytes of the set."""

    fixed: float
    picture: float
    data: float

    def needed(self, batch: int) -> int:
        """Return the bytes that training with `batch` pictures a step takes."""
        return round(self.fixed + self.data + self.picture * batch)

    def of(self, recipe: Recipe, **changes: Value) -> int:
        """Estimate the bytes for `recipe` with `batch`, `width` or `size` changed.

        Activations grow with the width and the number of pixels, weights with the width squared
        and, at most, the number of pixels.
        """
        width = float(changes.get("width", recipe.width)) / recipe.width
        pixels = (float(changes.get("size", recipe.size)) / recipe.size) ** 2
        scaled = Footprint(
            self.fixed * max(width, width**2 * pixels), self.picture * width * pixels,
            self.data * pixels,
        )  # fmt: skip
        return scaled.needed(int(changes.get("batch", recipe.batch)))


def fits(needed: float, free: float) -> bool:
    """Whether `needed` bytes leave some room in `free` ones."""
    return needed <= _ROOM * free


def offer(recipe: Recipe, footprint: Footprint, free: float) -> Mapping[str, Value]:
    """Return the smallest change that fits: a smaller batch, then width, then pictures; or {}."""
    changes: dict[str, Value] = {}
    for name, least in _LEAST.items():
        value = int(getattr(recipe, name))
        while not fits(footprint.of(recipe, **changes), free) and value // 2 >= least:
            value //= 2
            if name == "size":
                value -= value % 4
            changes[name] = value
    return changes if changes and fits(footprint.of(recipe, **changes), free) else {}


def free_bytes(device: torch.device) -> int:
    """Return the memory that is free on `device`; a container's limit counts."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    free = int(psutil.virtual_memory().available)
    for limit, used in _CGROUPS:
        with contextlib.suppress(OSError, ValueError):  # no such file, or the word "max"
            free = min(free, max(int(Path(limit).read_text()) - int(Path(used).read_text()), 0))
    return free


def weights_bytes(state: State) -> int:
    """Return the bytes of weights, their gradients, both of Adam's averages, and the average."""
    learnt = [p for player in state.game.players() for p in player.module.parameters()]
    own = {id(p): _bytes(p) for p in learnt}
    kept = sum(_bytes(tensor) for tensor in state.game.state_dict().values())
    averaged = sum(_bytes(tensor) for tensor in state.average.model.state_dict().values())
    return kept + averaged + 3 * sum(own.values())


class Kept:
    """Counts what the forward pass keeps for the backward pass: `peak` bytes at once.

    Source of the mechanism: torch.autograd.graph.saved_tensors_hooks.
    """

    def __init__(self, state: State) -> None:
        """Leave the weights of `state` out: they are kept anyway."""
        self.peak = 0
        self._live = 0
        self._counts: dict[int, int] = {}
        self._lock = threading.Lock()  # the backward pass lets go in a thread of torch's own
        self._weights = {p.untyped_storage().data_ptr() for p in state.game.parameters()}

    @contextlib.contextmanager
    def counting(self) -> Iterator[None]:
        """Count inside."""
        with torch.autograd.graph.saved_tensors_hooks(self._pack, _unpack):
            yield

    def _pack(self, tensor: Tensor) -> _Held:
        storage = tensor.untyped_storage()
        place, size = storage.data_ptr(), storage.nbytes()
        if place in self._weights:
            size = 0
        with self._lock:
            self._counts[place] = self._counts.get(place, 0) + 1
            if self._counts[place] == 1:
                self._live += size
                self.peak = max(self.peak, self._live)
        return _Held(tensor, self, place, size)

    def let_go(self, place: int, size: int) -> None:
        """Take note that one holder of a storage is gone."""
        with self._lock:
            self._counts[place] -= 1
            if not self._counts[place]:
                self._live -= size


class _Held:
    """A kept tensor that says when it is let go."""

    def __init__(self, tensor: Tensor, kept: Kept, place: int, size: int) -> None:
        self.tensor = tensor
        self._facts: tuple[Kept, int, int] | None = (kept, place, size)

    def __del__(self) -> None:
        if self._facts is not None:
            kept, place, size = self._facts
            kept.let_go(place, size)


def _unpack(held: Any) -> Tensor:
    tensor: Tensor = held.tensor
    return tensor


def kept_bytes(peak: int) -> float:
    """Return what a step takes whose forward pass keeps `peak` bytes."""
    return _WORKSPACE * peak


def _bytes(tensor: Tensor) -> int:
    return tensor.numel() * tensor.element_size()
