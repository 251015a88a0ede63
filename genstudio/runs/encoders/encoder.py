"""What every film format has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import numpy as np

Draw = Callable[[int], np.ndarray]


class FilmError(ValueError):
    """A film that cannot be written so; the message is a sentence for the user."""


class Encoder(ABC):
    """Writes one film; `size` (width, height) is that of the frames in the file."""

    longest: ClassVar = 65_535  # pixels of a side

    def __init__(self, path: Path, count: int, size: tuple[int, int], fps: int, draw: Draw) -> None:
        """Begin `path`; raises `FilmError` for a size that the format cannot have."""
        if not 1 <= min(size) <= max(size) <= self.longest:
            raise FilmError(
                f"Frames of {size[0]:,} × {size[1]:,} pixels do not fit this format "
                f"({self.longest:,} at most). Choose a smaller scale or fewer pictures."
            )
        self.path, self.count, self.size, self.fps = path, count, size, fps
        self.done = 0
        self.begin(draw)

    @classmethod  # noqa: B027 - most can always be written
    def check(cls) -> None:
        """Raise `FilmError` with a sentence if this computer cannot write the format."""

    @abstractmethod
    def begin(self, draw: Draw) -> None:
        """Open the file."""

    @abstractmethod
    def add(self, frame: np.ndarray) -> None:
        """Append a frame, uint8 `(H, W, 3)`; `done` counts them."""

    @abstractmethod
    def finish(self) -> None:
        """Write what belongs at the end."""

    @abstractmethod
    def close(self) -> None:
        """Let the file go, finished or not."""

    def delay(self, unit: int) -> int:
        """How long the next frame lasts in 1/`unit` s, so that no error adds up."""
        end, start = ((self.done + more) * unit for more in (1, 0))
        return round(end / self.fps) - round(start / self.fps)
