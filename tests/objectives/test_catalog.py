"""The catalog and the presets agree with each other and with the recipe's limits."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.objectives import catalog, presets


@pytest.mark.parametrize("key", catalog.OBJECTIVES)
@pytest.mark.parametrize("size", [16, 28, 64, 256])
@pytest.mark.parametrize("cuda", [False, True])
def test_every_recommendation_is_a_recipe_that_builds(key, size, cuda):
    recipe = presets.recommend(key, size=size, channels="colour", cuda=cuda)
    assert catalog.resolve(recipe) == (recipe if recipe.net != "auto" else None)
    assert recipe.objective == key and recipe.size == size
    if size == 28:
        game = catalog.build(recipe, (3, size, size))
        assert game.columns and game.model.latent == recipe.latent


def test_a_weak_computer_gets_the_light_gan_and_is_told():
    assert presets.default_gan(cores=2) == "hinge" and presets.default_gan(cuda=True) == "rpgan"
    assert "2 cores" in presets.explain(presets.recommend("hinge"), cores=2)
    assert presets.explain(presets.recommend("vae")) == ""


def test_misfits_are_sentences():
    with pytest.raises(RecipeError, match="not an objective"):
        catalog.resolve(Recipe(objective="diffusion"))
    with pytest.raises(RecipeError, match="does not fit"):
        catalog.resolve(Recipe(objective="vae", net="linear"))
    assert catalog.resolve(Recipe(objective="pca", net="residual")).net == "linear"
    assert catalog.resolve(Recipe(objective="minimax")).net == "mlp"


def test_forms_and_flags_need_no_torch():
    code = "import sys, genstudio.objectives.presets, genstudio.runs.library as _\n"
    code += "assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("key", catalog.OBJECTIVES)
def test_points_of_a_plane_have_recipes_of_their_own(key):
    recipe = presets.recommend(key, data="points:grid")
    assert recipe.net == catalog.resolve(recipe.change(net="auto")).net
    assert recipe.net in ("waves", "mlp", "linear")
    assert catalog.resolve(recipe.change(net="residual")).net == recipe.net
    game = catalog.build(recipe, (2, 1, 1))
    assert game.model.decode(torch.zeros(3, recipe.latent)).shape == (3, 2, 1, 1)
    assert presets.default_gan(data="points:grid", cores=2) == "rpgan"
