"""Pictures and loads that the tests of this folder share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from genstudio.data.imageset import ImageSet
from genstudio.data.load import load_now


def noise(height: int, width: int, channels: int = 3, *, seed: int = 0) -> np.ndarray:
    """Smooth random pixels `(height, width, channels)`, unlike for unlike seeds."""
    coarse = np.random.default_rng(seed).integers(0, 256, (4, 4, channels), dtype=np.uint8)
    image = Image.fromarray(coarse.squeeze()).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image)


def picture(height: int = 40, width: int = 40, *, seed: int = 0, grey: bool = False) -> Image.Image:
    """A smooth random picture, RGB or L."""
    return Image.fromarray(noise(height, width, 1 if grey else 3, seed=seed))


def load_folder(folder: Path, **changes: object) -> ImageSet:
    """Load `folder` at 32 px, cropped, unless told otherwise."""
    wanted = {"size": 32, "channels": "auto", "fit": "crop", **changes}
    return load_now(str(folder), **wanted)  # type: ignore[arg-type]
