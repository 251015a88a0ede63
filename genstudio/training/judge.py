"""The figure on held-out pictures by which the best checkpoint is chosen."""

from __future__ import annotations

import torch
from torch import Tensor

from genstudio.evaluation.frechet import PixelDistance
from genstudio.objectives.game import Game, Model

_MOST_JUDGED = 512
_CHUNK = 128
_SEED = 1234


class Judge:
    """Judges averaged models of one run, always on the same pictures and the same noise."""

    def __init__(self, game: Game, held_out: Tensor) -> None:
        """Judge on up to 512 of the `held_out` pictures `(N, C, H, W)` in [−1, 1]."""
        self._game = game
        self._pictures = held_out[:_MOST_JUDGED]
        self._distance: PixelDistance | None = None
        self.name = game.quality_name or "FD-pixel"

    @torch.no_grad()
    def __call__(self, model: Model) -> float:
        """Return the figure, lower is better."""
        device = self._pictures.device
        generator = torch.Generator(device).manual_seed(_SEED)
        own = self._own(model, generator)
        return self._from_outside(model, generator) if own is None else own

    def _own(self, model: Model, generator: torch.Generator) -> float | None:
        total, count = 0.0, 0
        for chunk in torch.split(self._pictures, _CHUNK):
            value = self._game.quality(model, chunk, generator)
            if value is None:
                return None
            total, count = total + value * len(chunk), count + len(chunk)
        return total / count

    def _from_outside(self, model: Model, generator: torch.Generator) -> float:
        if self._distance is None:
            self._distance = PixelDistance(self._pictures)
        device = self._pictures.device
        z = torch.randn((_MOST_JUDGED, model.latent), generator=generator, device=device)
        made = torch.cat([model.decode(chunk).clamp(-1, 1) for chunk in torch.split(z, _CHUNK)])
        return self._distance(made)
