"""How much each latent dimension matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from genstudio.core import latents
from genstudio.objectives.game import Model

_MEASURED = 8


@dataclass(frozen=True)
class Effects:
    """How much each latent dimension matters, float32 `(d,)`, and what the figure is."""

    values: np.ndarray
    name: str
    unit: str


def changes(net: Model) -> Effects:
    """Return the mean pixel change when one dimension goes from −1 to 1, around 8 fixed latents."""
    base = torch.from_numpy(latents.sample(_MEASURED, net.latent, 0))
    found = np.empty(net.latent, np.float32)
    for dimension in range(net.latent):
        low, high = base.clone(), base.clone()
        low[:, dimension], high[:, dimension] = -1.0, 1.0
        first, last = net.decode(torch.cat([low, high])).clamp(-1, 1).chunk(2)
        found[dimension] = float((last - first).abs().mean()) * 50
    return Effects(found, "Change", "% of pixel range")
