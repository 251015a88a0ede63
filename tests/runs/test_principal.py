"""Components as pictures, and what some of them keep: identities of linear algebra."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core import pixels
from genstudio.data.load import load_now
from genstudio.runs.model import Model
from genstudio.runs.principal import principal, redraw


@pytest.fixture
def model(trained) -> Model:
    return Model.open(trained("pca", latent=20).path)


def digits(model: Model, count: int) -> np.ndarray:
    recipe = model.recipe
    images = load_now(recipe.data, size=28, channels=recipe.channels, fit=recipe.fit)
    return np.array(images.pictures[images.split(0.1, 0)[1][:count]])


def test_components_are_pictures_and_their_shares_add_up(model: Model) -> None:
    found = principal(model)
    assert found.mean.shape == (1, 28, 28) and found.components.shape == (20, 1, 28, 28)
    assert (np.diff(found.shares) <= 1e-9).all() and 0 < found.shares.sum() < 1
    kept = found.cumulative
    assert kept[0] == 0 and kept[-1] == pytest.approx(found.shares.sum()) and len(kept) == 21
    np.testing.assert_array_equal(found.mean, model.decode(np.zeros((1, 20), np.float32))[0])
    direction = pixels.to_float(found.components[0]).ravel()
    step = model.net.components[0].numpy()
    assert np.corrcoef(direction, step)[0, 1] > 0.999


def test_the_more_is_kept_the_less_is_lost(model: Model) -> None:
    picture = digits(model, 1)[0]
    errors = [redraw(model, picture, np.arange(20) < count).mse for count in (0, 5, 10, 20)]
    assert errors == sorted(errors, reverse=True)
    nothing, everything = (redraw(model, picture, np.full(20, kept)) for kept in (False, True))
    np.testing.assert_array_equal(nothing.picture, principal(model).mean)
    assert (nothing.numbers, nothing.size) == (0, 0)
    assert (everything.numbers, everything.size) == (20, 80)
    assert everything.mse == redraw(model, picture).mse
    difference = everything.picture / 255.0 - picture / 255.0
    assert everything.mse == pytest.approx(float(np.square(difference).mean()))


def test_the_variance_kept_foretells_the_error_of_many_pictures(model: Model) -> None:
    """Mean error = variance left out / pixels, of float pictures (Eckart and Young 1936)."""
    recipe = model.recipe
    images = load_now(recipe.data, size=28, channels=recipe.channels, fit=recipe.fit)
    train = images.split(recipe.held_out, recipe.split_seed)[0]
    given = pixels.to_float(np.array(images.pictures[train]))
    z = model.encode(np.array(images.pictures[train])).mu
    total = float(np.square(given - given.mean(0)).sum((1, 2, 3)).mean())
    for count in (3, 20):
        net = model.net
        scaled = z[:, :count] * np.sqrt(net.variances.numpy()[:count])
        redrawn = net.mean.numpy() + scaled @ net.components.numpy()[:count]
        lost = float(np.square(given.reshape(len(given), -1) - redrawn).sum(1).mean()) / total
        assert 1 - principal(model).cumulative[count] == pytest.approx(lost, abs=2e-3)


def test_a_run_that_is_no_pca_is_refused(trained) -> None:
    with pytest.raises(ValueError, match="no principal components"):
        principal(Model.open(trained("vae").path))
