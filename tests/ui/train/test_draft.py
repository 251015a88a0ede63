"""The recipe being written: recommendations, touched fields, what is kept."""

from __future__ import annotations

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog, presets
from genstudio.ui.train.draft import Draft


def test_starts_with_the_recommended_vae() -> None:
    draft = Draft(cores=2)
    assert draft.recipe() == presets.recommend("vae", cores=2)
    assert not draft.touched and not draft.problem()


def test_untouched_fields_follow_the_objective_touched_ones_stay() -> None:
    draft = Draft(cores=2)
    draft.set("latent", 7)
    draft.choose_objective("hinge")
    expected = presets.recommend("hinge", cores=2).change(latent=7)
    assert draft.recipe() == expected
    assert draft.touched == {"latent"}


def test_reset_goes_back_to_the_recommendation() -> None:
    draft = Draft(cores=2)
    draft.set("latent", 7)
    draft.set("steps", 11)
    draft.reset(["latent"])
    assert draft.touched == {"steps"}
    draft.reset()
    assert draft.recipe() == presets.recommend("vae", cores=2)


def test_setting_the_recommended_value_is_not_a_change() -> None:
    draft = Draft(cores=2)
    draft.set("latent", draft.recommended("latent"))
    assert not draft.touched


def test_size_brings_its_own_recommendation() -> None:
    draft = Draft(cores=2)
    draft.set("size", 64)
    assert draft.value("latent") == presets.recommend("vae", size=64, cores=2).latent
    assert draft.touched == {"size"}


def test_data_brings_its_size_unless_the_user_chose_one() -> None:
    draft = Draft(cores=2)
    draft.choose_data("folder:/x", 64)
    assert draft.value("size") == 64 and not draft.touched
    draft.set("size", 32)
    draft.choose_data("builtin:digits", 28)
    assert draft.value("size") == 32 and draft.touched == {"size"}


def test_a_natural_size_beyond_the_limits_is_brought_inside() -> None:
    draft = Draft()
    draft.choose_data("folder:/x", 640)
    assert draft.recipe().size == 256


def test_a_hidden_field_does_not_leak_into_the_recipe() -> None:
    draft = Draft(cores=2)
    draft.choose_objective("rpgan")
    draft.set("r1", 9.0)
    draft.choose_objective("vae")
    assert draft.recipe() == presets.recommend("vae", cores=2)
    draft.choose_objective("rpgan")
    assert draft.recipe().r1 == 9.0


def test_every_recipe_survives_being_taken() -> None:
    for key in catalog.OBJECTIVES:
        recipe = presets.recommend(key, cores=2).change(seed=5, size=40)
        draft = Draft(cores=8)
        draft.take(recipe)
        assert draft.recipe() == catalog.resolve(recipe)
        assert "seed" in draft.touched


def test_a_net_that_does_not_fit_is_forgotten() -> None:
    draft = Draft(cores=2)
    draft.set("net", "mlp")
    draft.choose_objective("pca")
    assert draft.recipe().net == "linear"
    draft.choose_objective("vae")
    assert draft.value("net") in catalog.objective("vae").nets


def test_a_gpu_changes_what_is_recommended_but_nothing_touched() -> None:
    draft = Draft(cores=2)
    draft.set("latent", 3)
    draft.know_computer(cuda=True)
    assert draft.recipe() == presets.recommend("vae", cuda=True, cores=2).change(latent=3)
    assert draft.default_gan() == "rpgan"


def test_a_problem_is_a_sentence() -> None:
    draft = Draft()
    recipe = Recipe()
    draft.take(recipe)
    draft.set("net", "linear")
    assert "does not fit" in draft.problem()


def test_a_batch_that_bundles_do_not_share_out_says_which_would() -> None:
    draft = Draft(cores=2)
    draft.choose_objective("hinge")
    draft.set("pack", 3)
    assert "32 pictures" in draft.problem() and "a batch of 33" in draft.problem()
    draft.set("batch", 33)
    assert not draft.problem() and draft.recipe().pack == 3
    draft.choose_objective("vae")
    assert not draft.problem() and draft.recipe().pack == 1
