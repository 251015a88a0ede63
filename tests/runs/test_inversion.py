"""Seeking latents: a picture the model drew is found again; equal seeds agree; stop at any time."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core import latents
from genstudio.runs import inversion
from genstudio.runs.inversion import Effort
from genstudio.runs.model import Model


@pytest.fixture
def model(trained) -> Model:
    return Model.open(trained("nsgan", latent=4, width=8, steps=20).path)


def test_what_the_model_drew_is_found_again(model: Model) -> None:
    hidden = latents.sample(1, 4, 99)
    picture = model.decode(hidden)[0]
    found = list(inversion.seek(model, picture, effort=Effort(steps=150)))
    drawn = model.decode(latents.sample(1000, 4, 5)).astype(np.float32)
    lucky = float(np.square((drawn - picture) / 255).mean((1, 2, 3)).min())
    assert found[-1].mse < lucky / 3
    assert [each.done for each in found] == list(range(151))
    errors = [each.mse for each in found]
    assert errors == sorted(errors, reverse=True)  # the best so far never gets worse
    np.testing.assert_array_equal(model.decode(found[-1].z[None])[0], found[-1].picture)
    error = np.square((found[-1].picture / 255.0) - picture / 255.0).mean()
    assert found[-1].mse == pytest.approx(error, rel=1e-4)


def test_equal_seeds_find_equal_latents_and_others_start_elsewhere(model: Model) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (1, 28, 28), np.uint8)
    one, same, other = (
        list(inversion.seek(model, picture, effort=Effort(restarts=3, steps=8, seed=seed)))
        for seed in (0, 0, 1)
    )
    assert [each.z.tolist() for each in one] == [each.z.tolist() for each in same]
    assert one[0].z.tolist() != other[0].z.tolist()


def test_it_can_be_left_after_any_step(model: Model) -> None:
    seeking = inversion.seek(model, np.zeros((1, 28, 28), np.uint8))
    first = next(seeking)
    seeking.close()
    assert first.done == 0 and first.z.shape == (4,)


def test_a_model_with_an_encoder_can_be_searched_as_well(trained) -> None:
    model = Model.open(trained("vae").path)
    picture = model.decode(latents.sample(1, 3, 1))[0]
    *_, last = inversion.seek(model, picture, effort=Effort(restarts=2, steps=60))
    assert last.mse < 1e-3


def test_the_class_is_told(trained) -> None:
    model = Model.open(trained("nsgan", conditional=True, latent=2).path)
    weights = model.weights("4")
    picture = model.decode(latents.sample(1, 2, 1), weights)[0]
    *_, last = inversion.seek(model, picture, weights, effort=Effort(restarts=2, steps=40))
    np.testing.assert_array_equal(model.decode(last.z[None], weights)[0], last.picture)


@pytest.mark.parametrize("values", [{"restarts": 0}, {"steps": 0}, {"restarts": 1000}])
def test_what_cannot_be_is_a_sentence(values) -> None:
    with pytest.raises(ValueError, match="is from 1 to"):
        Effort(**values)


def test_another_size_is_a_sentence(model: Model) -> None:
    with pytest.raises(ValueError, match="shape"):
        next(inversion.seek(model, np.zeros((3, 28, 28), np.uint8)))
