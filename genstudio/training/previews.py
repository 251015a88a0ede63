"""Pictures from fixed latents, so that one sees the same ones grow while training."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from genstudio.core import latents, pixels
from genstudio.core.events import Preview
from genstudio.objectives.game import Model
from genstudio.training.feed import Drawn


class Previews:
    """Makes the previews of one run: made pictures, and redrawn ones where it can.

    A model that was taught classes makes them in turn: picture `i` is of class `i` modulo their
    number.
    """

    def __init__(self, model: Model, held_out: Drawn, *, seed: int, redraws: bool) -> None:
        """Follow `model`, redrawing the `held_out` pictures if it `redraws`."""
        self._model = model
        self._device = device = held_out.pictures.device
        self._seed = seed
        self._count = latents.preview_count(model.classes)
        turns = torch.arange(self._count, device=device) % max(model.classes, 1)
        self._weights = model.one_hot(turns)
        self._originals = held_out if redraws else None

    @torch.no_grad()
    def take(self, step: int) -> Preview:
        """Return the preview of the model as it is after `step`."""
        z = self._model.sample_prior(self._count, self._seed).to(self._device)
        made = _uint8(self._model.decode(z, self._weights))
        if self._originals is None:
            return Preview(step, made)
        originals = self._originals.pictures
        weights = self._model.one_hot(self._originals.labels)
        redrawn = self._model.decode(self._model.encode(originals, weights).mu, weights)
        return Preview(step, made, _uint8(originals), _uint8(redrawn))


def _uint8(pictures: Tensor) -> np.ndarray:
    return pixels.to_uint8(pictures.float().cpu().numpy())
