"""Points go the way of pictures: train, record, resume, open, explore."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core import events, scatter
from genstudio.objectives import presets
from genstudio.runs import jobs
from genstudio.runs.library import Library
from genstudio.runs.model import Model


@pytest.mark.parametrize("objective", ["rpgan", "vae", "pca"])
def test_a_run_on_points(objective):
    recipe = presets.recommend(objective, data="points:ring").change(steps=20, batch=64)
    folder = Library().create(recipe)
    seen = list(jobs.train(folder))
    assert isinstance(seen[-1], events.Finished) and seen[-1].reason == "done"
    sheet = [event for event in seen if isinstance(event, events.Preview)][-1]
    assert sheet.pictures.shape == (1, *scatter.SHAPE) and sheet.pictures.dtype == np.uint8
    model = Model.open(folder.path)
    z = np.zeros((3, model.latent), np.float32)
    assert model.decode(z).shape == (3, *model.shape) == (3, *scatter.SHAPE)
    assert model.points(z).shape == (3, 2)
    assert model.cloud(50).shape == (1, *scatter.SHAPE) and not model.can_encode
    assert model.effects().values.shape == (model.latent,)
    with pytest.raises(ValueError, match="points"):
        model.encode(np.zeros((1, 1, 28, 28), np.uint8))
