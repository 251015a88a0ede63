"""Recipes: validation in sentences, JSON both ways, differences."""

from __future__ import annotations

import pytest

from genstudio.core.recipe import Recipe, RecipeError, fields, parse_settings


def test_json_both_ways():
    recipe = Recipe(objective="rpgan", latent=7, r1=0.25, spectral_norm=True)
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sze": 32}, ["sze", "size"]),
        ({"size": 3}, ["Picture size", "16"]),
        ({"lr": "quick"}, ["Learning rate", "quick"]),
        ({"lr": float("nan")}, ["Learning rate"]),
        ({"likelihood": "cauchy"}, ["Likelihood", "gaussian"]),
    ],
)
def test_wrong_values_are_named(values, words):
    with pytest.raises(RecipeError) as caught:
        Recipe(**values)
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize("text", ["{", "[]", '{"unknown": 1}', '"x"'])
def test_wrong_files_are_refused(text):
    with pytest.raises(RecipeError):
        Recipe.from_json(text)


def test_every_field_tells_the_form_what_it_needs():
    for name, info in fields().items():
        assert info.label and info.tip and info.section, name
        assert isinstance(info.default, info.kind), name
        if info.kind in (int, float):
            assert info.low is not None and info.high is not None, name


def test_settings_from_text():
    assert parse_settings({"latent": "8", "lr": "0.1", "spectral_norm": "yes"}) == {
        "latent": 8, "lr": 0.1, "spectral_norm": True,
    }  # fmt: skip
    with pytest.raises(RecipeError, match="whole number"):
        parse_settings({"latent": "a few"})
    with pytest.raises(RecipeError, match="latent"):
        parse_settings({"latnt": "8"})


def test_differences_name_both_values():
    assert Recipe().differences(Recipe(latent=3, seed=1)) == {"latent": (16, 3), "seed": (0, 1)}
