"""The mixture's samples have its weights, means and covariances."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core.mixture import Mixture


def mixture():
    roots = np.stack([np.array([[1.0, 0.0], [0.5, 0.2]]), 0.1 * np.eye(2)]).astype(np.float32)
    means = np.array([[0.0, 0.0], [10.0, -5.0]], np.float32)
    return Mixture(np.array([0.25, 0.75], np.float32), means, roots)


def test_samples_follow_weights_means_and_covariances():
    made = mixture()
    z = made.sample(40_000, seed=1)
    far = z[:, 0] > 5
    assert far.mean() == pytest.approx(0.75, abs=0.01)
    near = z[~far]
    expected = made.roots[0] @ made.roots[0].T
    np.testing.assert_allclose(np.cov(near.T), expected, atol=0.03)
    np.testing.assert_allclose(z[far].mean(0), made.means[1], atol=0.01)
    assert z.dtype == np.float32


def test_equal_seeds_give_equal_latents():
    assert np.array_equal(mixture().sample(8, 3), mixture().sample(8, 3))
    assert not np.array_equal(mixture().sample(8, 3), mixture().sample(8, 4))


def test_parts_go_through_a_file_and_damage_is_a_sentence():
    made = mixture()
    again = Mixture.of(made.arrays())
    assert again is not None and np.array_equal(again.roots, made.roots)
    assert Mixture.of({}) is None
    with pytest.raises(ValueError, match="part is missing"):
        Mixture.of({"weights": made.weights})
    with pytest.raises(ValueError, match="shapes do not fit"):
        Mixture.of({**made.arrays(), "weights": np.ones(3, np.float32)})
