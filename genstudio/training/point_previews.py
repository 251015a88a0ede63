"""The preview of points of a plane: one picture of real and made ones, and the critic's opinion."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from genstudio.core import scatter
from genstudio.core.events import Preview
from genstudio.objectives import catalog
from genstudio.objectives.game import Game, Model
from genstudio.training.feed import Drawn, to_net

COUNT = 1_000
_SIDE = 48  # of the critic's surface


class PointPreviews:
    """Draws where the model puts points from fixed latents, beside `COUNT` real ones."""

    def __init__(
        self, game: Game, model: Model, real: Drawn, *, seed: int, redraws: bool = False
    ) -> None:
        """Follow `model` of `game`; `real` are held-out points, redrawn if it `redraws`."""
        self._game, self._model, self._real = game, model, real
        self._seed, self._redraws = seed, redraws
        self._device = real.pictures.device
        turns = torch.arange(COUNT, device=self._device) % max(model.classes, 1)
        self._weights = model.one_hot(turns)

    @torch.no_grad()
    def take(self, step: int) -> Preview:
        """Return the preview of the model as it is after `step`."""
        z = self._model.sample_prior(COUNT, self._seed).to(self._device)
        made = _points(self._model.decode(z, self._weights))
        real = _points(self._real.pictures)
        sheet = scatter.draw(made, real, self._surface())[None]
        if not self._redraws:
            return Preview(step, sheet)
        weights = self._model.one_hot(self._real.labels)
        redrawn = self._model.decode(self._model.encode(self._real.pictures, weights).mu, weights)
        pair = scatter.draw(real)[None], scatter.draw(_points(redrawn))[None]
        return Preview(step, sheet, *pair)

    def _surface(self) -> np.ndarray | None:
        """The critic's score at each point of the plane, where one judges single points."""
        scores = getattr(self._game, "critic_scores", None)
        if scores is None or catalog.bundle(self._game.recipe) > 1:
            return None
        plane = torch.from_numpy(scatter.plane(_SIDE)).view(-1, *scatter.POINTS)
        found: Tensor = scores(to_net(plane.to(self._device)))
        return found.cpu().numpy()


def _points(pictures: Tensor) -> np.ndarray:
    return pictures.flatten(1).float().cpu().numpy()
