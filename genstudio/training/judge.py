"""The figure on held-out pictures by which the best checkpoint is chosen."""

from __future__ import annotations

import torch
from torch import Tensor

from genstudio.evaluation.frechet import PixelDistance
from genstudio.objectives.game import Batch, Game, Model
from genstudio.training.feed import Drawn
from genstudio.training.scene import chunks

_MOST_JUDGED = 512
_CHUNK = 128
_SEED = 1234


class Judge:
    """Judges averaged models of one run, always on the same pictures and the same noise."""

    def __init__(self, game: Game, held_out: Drawn) -> None:
        """Judge on the `held_out` pictures."""
        self._game = game
        self._held_out = held_out
        self._distance: PixelDistance | None = None
        self.name = game.quality_name or "FD-pixel"

    @torch.no_grad()
    def __call__(self, model: Model) -> float:
        """Return the figure, lower is better."""
        device = self._held_out.pictures.device
        generator = torch.Generator(device).manual_seed(_SEED)
        own = self._own(model, generator)
        return self._from_outside(model) if own is None else own

    def _own(self, model: Model, generator: torch.Generator) -> float | None:
        total, count = 0.0, 0
        for chunk in chunks(self._held_out, _CHUNK):
            batch = Batch(chunk.pictures, 1.0, 1.0, generator, chunk.labels)
            value = self._game.quality(model, batch)
            if value is None:
                return None
            total, count = total + value * len(chunk.pictures), count + len(chunk.pictures)
        return total / count

    def _from_outside(self, model: Model) -> float:
        if self._distance is None:
            self._distance = PixelDistance(self._held_out.pictures)
        device = self._held_out.pictures.device
        z = model.sample_prior(_MOST_JUDGED, _SEED).to(device)
        weights = model.one_hot(_repeated(self._held_out.labels, len(z)))
        parts = [slice(start, start + _CHUNK) for start in range(0, len(z), _CHUNK)]
        made = [model.decode(z[p], None if weights is None else weights[p]) for p in parts]
        return self._distance(torch.cat(made).clamp(-1, 1))


def _repeated(labels: Tensor | None, count: int) -> Tensor | None:
    """The held-out pictures' own classes, again and again: made ones shall have them too."""
    if labels is None:
        return None
    return labels.repeat(-(-count // len(labels)))[:count]
