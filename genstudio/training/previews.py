"""Pictures from fixed latents, so that one sees the same ones grow while training."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from genstudio.core import latents, pixels
from genstudio.core.events import Preview
from genstudio.objectives.game import Model

PREVIEW_COUNT = 36
_REDRAWN = 12


class Previews:
    """Makes the previews of one run: 36 made pictures, and 12 redrawn ones where it can."""

    def __init__(self, model: Model, held_out: Tensor, *, seed: int, redraws: bool) -> None:
        """Follow `model`, redrawing the first of `held_out` `(N, C, H, W)` if it `redraws`."""
        self._model = model
        z = latents.sample(PREVIEW_COUNT, model.latent, seed)
        self._latents = torch.from_numpy(z).to(held_out.device)
        self._originals = held_out[:_REDRAWN] if redraws else None

    @torch.no_grad()
    def take(self, step: int) -> Preview:
        """Return the preview of the model as it is after `step`."""
        made = _uint8(self._model.decode(self._latents))
        if self._originals is None:
            return Preview(step, made)
        redrawn = self._model.decode(self._model.encode(self._originals).mu)
        return Preview(step, made, _uint8(self._originals), _uint8(redrawn))


def _uint8(pictures: Tensor) -> np.ndarray:
    return pixels.to_uint8(pictures.float().cpu().numpy())
