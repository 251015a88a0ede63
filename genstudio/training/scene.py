"""What those who look at a training beside it may see: its state, its pictures, its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.training.feed import Drawn, to_net
from genstudio.training.state import State


@dataclass(frozen=True)
class Files:
    """Where the engine keeps its two checkpoints, and moments of the run (None: nowhere)."""

    rolling: Path
    best: Path
    moments: Path | None = None


@dataclass(frozen=True)
class Scene:
    """One training. `chosen` and `held_out` are rows of `images`: trained on, and never."""

    run: str
    recipe: Recipe
    images: ImageSet
    chosen: np.ndarray
    held_out: np.ndarray
    state: State
    files: Files

    @property
    def judged(self) -> np.ndarray:
        """The rows to judge on: held out, or those trained on where none are."""
        return self.held_out if len(self.held_out) else self.chosen

    def pictures(self, rows: np.ndarray) -> Drawn:
        """Return those rows as nets take them, with their labels."""
        device, images = self.state.device, self.images
        pictures = to_net(torch.from_numpy(images.pictures[rows]).to(device))
        if images.labels is None:
            return Drawn(pictures)
        return Drawn(pictures, torch.from_numpy(images.labels[rows]).to(device))

    def settle(self) -> None:
        """Bring the averaged model up to date (closed forms are solved only when asked)."""
        self.state.game.settle()
        if not self.state.optimisers:
            self.state.average.update(self.state.progress.step)


def chunks(drawn: Drawn, size: int) -> Iterator[Drawn]:
    """Cut a batch into batches of at most `size`."""
    for start in range(0, len(drawn.pictures), size):
        part: Tensor | None = None
        if drawn.labels is not None:
            part = drawn.labels[start : start + size]
        yield Drawn(drawn.pictures[start : start + size], part)
