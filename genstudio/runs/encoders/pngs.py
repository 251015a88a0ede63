"""A folder of pictures instead of a film."""

from __future__ import annotations

import numpy as np
from PIL import Image

from genstudio.runs.encoders.encoder import Draw, Encoder


class Pngs(Encoder):
    """A folder of PNGs, numbered from 00000.png on."""

    def begin(self, draw: Draw) -> None:
        """Make the folder."""
        self.path.mkdir()

    def add(self, frame: np.ndarray) -> None:
        """Write a frame."""
        image = Image.fromarray(np.ascontiguousarray(frame))
        image.save(self.path / f"{self.done:05d}.png", compress_level=4)
        self.done += 1

    def finish(self) -> None:
        """Every file is written already."""

    def close(self) -> None:
        """Nothing is open."""
