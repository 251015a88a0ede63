"""The preview of points: the critic's opinion is drawn where it has one of a single point."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.core import scatter
from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.training.feed import Drawn
from genstudio.training.point_previews import PointPreviews


def sheet(pack: int) -> np.ndarray:
    torch.manual_seed(0)
    recipe = Recipe(objective="rpgan", data="points:ring", width=4, latent=2, batch=8, pack=pack)
    game = catalog.build(recipe, scatter.POINTS)
    real = Drawn(torch.rand(20, *scatter.POINTS))
    return PointPreviews(game, game.model.eval(), real, seed=0).take(1).pictures[0]


@pytest.mark.parametrize(("pack", "is_tinted"), [(1, True), (4, False)])
def test_a_critic_of_bundles_tints_nothing(pack: int, is_tinted: bool) -> None:
    corner = sheet(pack)[:, :4, :4].reshape(3, -1)
    paper = scatter.draw(np.zeros((0, 2)))[:, :1, 0]
    assert bool((corner != paper).any()) == is_tinted
