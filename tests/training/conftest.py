"""Small pictures and quick recipes for the engine."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.training.engine import Files


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def images():
    generator = np.random.default_rng(0)
    rows = generator.integers(0, 256, (120, 1, 28, 1), dtype=np.uint8)
    pictures = np.ascontiguousarray(np.broadcast_to(rows, (120, 1, 28, 28)))
    labels = generator.integers(0, 3, 120)
    return ImageSet("stripes", pictures, labels, ("dark", "light", "grey"), "stripes")


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "rolling.safetensors", tmp_path / "best.safetensors")


@pytest.fixture
def recipe():
    def make(objective="vae", **values):
        small = {"net": "mlp", "width": 4, "latent": 3, "batch": 16, "steps": 30, "threads": 1}
        small["net"] = "linear" if objective == "pca" else "mlp"
        return Recipe(objective=objective, **(small | values))

    return make
