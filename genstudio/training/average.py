"""The exponential moving average of a model's weights, which draws better than the last ones."""

from __future__ import annotations

import copy

import numpy as np
import torch

from genstudio.objectives.game import Model


class Average:
    """Follows a model; its decay is ramped from 0 so that early pictures are not grey."""

    def __init__(self, model: Model, decay: float) -> None:
        """Start equal to `model`."""
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self._decay = decay
        self._source = model
        self._pairs = [
            (mine, theirs)
            for mine, theirs in zip(self.model.parameters(), model.parameters(), strict=True)
        ]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Move towards the model after `step` (1, 2, …)."""
        decay = min(self._decay, (1 + step) / (10 + step))
        if self._pairs:
            mine, theirs = (list(side) for side in zip(*self._pairs, strict=True))
            torch._foreach_lerp_(mine, theirs, 1 - decay)
        for kept, now in zip(self.model.buffers(), self._source.buffers(), strict=True):
            kept.copy_(now)

    def copies(self) -> dict[str, np.ndarray]:
        """Return copies of all weights as arrays, which may cross threads."""
        tensors = self.model.state_dict().items()
        return {name: tensor.detach().cpu().numpy().copy() for name, tensor in tensors}
