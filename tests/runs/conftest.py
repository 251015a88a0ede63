"""A library with quick runs on the bundled digits."""

from __future__ import annotations

import pytest
import torch

from genstudio.core.recipe import Recipe
from genstudio.runs import jobs
from genstudio.runs.library import Library


@pytest.fixture
def library(home):
    torch.set_num_threads(1)
    return Library()


@pytest.fixture
def quick():
    def make(objective="vae", **values):
        small = {"net": "mlp", "width": 4, "latent": 3, "batch": 16, "steps": 10, "threads": 1}
        small["net"] = "linear" if objective == "pca" else "mlp"
        return Recipe(objective=objective, **(small | values))

    return make


@pytest.fixture
def trained(library, quick):
    def make(objective="vae", **values):
        folder = library.create(quick(objective, **values))
        list(jobs.train(folder))
        return folder

    return make
