"""What augmentation does, as a sheet: pictures as they are, and as a critic would see them."""

from __future__ import annotations

import numpy as np
import torch

from genstudio.core import pixels
from genstudio.objectives import augment

ROWS = 4


def make(
    pictures: np.ndarray, *, strength: float, colour: bool, mirror: bool, seed: int = 0
) -> np.ndarray:
    """Return uint8 `(N, C, H, W)` pictures, then `ROWS` rounds of them as seen by the critic.

    Each of the kinds of change is done with the chance `strength`, mirroring with an even one.
    """
    kinds: tuple[augment.Kind, ...] = (augment.translated, augment.cut_out)
    if colour:
        kinds = (augment.recoloured, *kinds)
    dice = torch.Generator().manual_seed(seed)
    rows = torch.from_numpy(pixels.to_float(np.concatenate([pictures] * ROWS)))
    if mirror:
        rows = augment.mirrored(rows, dice)
    seen = augment.augmented(rows, strength, kinds, dice).numpy()
    return np.concatenate([pictures, pixels.to_uint8(seen)])
