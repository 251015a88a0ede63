"""Sweeps: values read from text, ranges, and every combination as a recipe."""

from __future__ import annotations

import pytest

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.core.sweep import (
    Axis,
    SweepError,
    describe,
    parse_axis,
    parse_seeds,
    seeds,
    spread,
    variants,
)


def changing(recipe: Recipe):
    return lambda values: recipe.change(**values)


def test_a_list_is_read_in_its_fields_type_and_order_without_repeats():
    assert parse_axis("beta=4, 1,2,1") == Axis("beta", (4.0, 1.0, 2.0))
    assert parse_axis("critic-turns=1,2") == Axis("critic_turns", (1, 2))
    assert parse_axis("spectral_norm=yes,no") == Axis("spectral_norm", (True, False))
    assert parse_axis("likelihood=gaussian,bernoulli").values == ("gaussian", "bernoulli")


def test_a_range_has_equal_steps_or_equal_ratios():
    assert parse_axis("lr=0.001..0.003:3").values == (0.001, 0.002, 0.003)
    assert parse_axis("lr=1e-4..1e-2:3:log").values == (1e-4, 1e-3, 1e-2)
    assert parse_axis("latent=1..16:5:log").values == (1, 2, 4, 8, 16)
    assert spread("latent", 1, 3, 9, log=False) == (1, 2, 3)  # whole numbers, each once


def test_seeds_are_a_list_or_all_between():
    assert parse_seeds("0..2") == parse_seeds("0,1,2") == seeds(0, 3)
    with pytest.raises(SweepError, match="range of at most"):
        parse_seeds("5..1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("beta", "not FIELD=VALUE"),
        ("beta=", "not FIELD=VALUE"),
        ("beta=1,x", "beta is a number"),
        ("bta=1,2", "Did you mean “beta”"),
        ("data=a,b", "cannot be varied"),
        ("lr=1..2", "FROM..TO:STEPS"),
        ("lr=1..2:3:cube", "FROM..TO:STEPS"),
        ("lr=0..2:3:log", "above 0"),
        ("lr=a..2:3", "not a range of numbers"),
        ("lr=1..2:1", "2 to 200 steps"),
        ("likelihood=1..2:3", "is not a number"),
        ("lr=0..inf:3", "begins and ends with a number"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text, words):
    with pytest.raises((SweepError, RecipeError), match=words):
        parse_axis(text)


def test_every_combination_is_a_recipe_whose_label_says_what_varies():
    made = variants(changing(Recipe()), [Axis("beta", (1.0, 2.5)), seeds(3, 2)])
    assert [v.label for v in made] == [
        "beta 1, seed 3", "beta 1, seed 4", "beta 2.5, seed 3", "beta 2.5, seed 4",
    ]  # fmt: skip
    assert [(v.recipe.beta, v.recipe.seed) for v in made] == [(1, 3), (1, 4), (2.5, 3), (2.5, 4)]
    assert made[0].recipe.differences(made[1].recipe).keys() == {"seed"}
    assert variants(changing(Recipe()), [])[0].label == ""


def test_a_sweep_that_cannot_be_is_refused():
    with pytest.raises(RecipeError, match="less than or equal to 512"):
        variants(changing(Recipe()), [Axis("latent", (8, 1000))])
    with pytest.raises(SweepError, match="varied twice"):
        variants(changing(Recipe()), [seeds(0, 2), seeds(0, 2)])
    with pytest.raises(SweepError, match="no values"):
        variants(changing(Recipe()), [Axis("beta", ())])
    with pytest.raises(SweepError, match="201 runs"):
        variants(changing(Recipe()), [seeds(0, 201)])


def test_what_varies_is_said_in_words():
    assert describe([Axis("kl_warmup", (0.1, 0.2)), seeds(0, 3)]) == "kl warmup × seed"
    assert describe([seeds(0, 1)]) == ""
