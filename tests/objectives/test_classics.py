"""Every preset is a recipe that builds, for any pictures, and says what one learns from it."""

from __future__ import annotations

import pytest

from genstudio.core.recipe import RecipeError
from genstudio.objectives import catalog
from genstudio.objectives.classics import PRESETS, Circumstances, preset


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize("here", [
    Circumstances(), Circumstances("folder:/x", 64, "colour", cuda=True, cores=16),
])  # fmt: skip
def test_every_preset_builds_for_any_pictures(key, here):
    chosen = preset(key)
    recipe = chosen.recipe(here)
    assert (recipe.data, recipe.size, recipe.channels) == (here.data, here.size, here.channels)
    assert catalog.resolve(recipe) == recipe
    if here.size == 28:
        assert catalog.build(recipe, (1, 28, 28)).columns
    assert chosen.sentence.endswith(".") and len(chosen.sentence) > 40
    taken = {name for name in chosen.values if name not in ("net", "width", "latent")}
    fields = catalog.objective(recipe.objective)
    assert all(fields.takes(info) for name, info in _fields().items() if name in taken)


def test_the_recommended_gan_is_chosen_for_the_computer():
    assert preset("recommended-gan").recipe(Circumstances(cores=2)).objective == "hinge"
    assert preset("recommended-gan").recipe(Circumstances(cuda=True)).objective == "rpgan"


def test_an_unknown_preset_is_a_sentence_that_names_the_known_ones():
    with pytest.raises(RecipeError, match="Known: recommended-vae"):
        preset("diffusion-2020")


def _fields():
    from genstudio.core import recipe

    return recipe.fields()
