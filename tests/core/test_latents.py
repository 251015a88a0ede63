"""Latent maths by identities."""

from __future__ import annotations

import numpy as np

from genstudio.core import latents


def test_equal_seeds_equal_latents():
    assert (latents.sample(3, 5, 7) == latents.sample(3, 5, 7)).all()
    assert (latents.sample(3, 5, 7) != latents.sample(3, 5, 8)).any()


def test_slerp_meets_the_ends_and_keeps_length():
    start, end = np.array([2.0, 0, 0], np.float32), np.array([0, 2.0, 0], np.float32)
    walk = latents.slerp(start, end, np.linspace(0, 1, 5))
    assert np.allclose(walk[0], start, atol=1e-6) and np.allclose(walk[-1], end, atol=1e-6)
    assert np.allclose(np.linalg.norm(walk, axis=1), 2, atol=1e-5)


def test_slerp_of_parallel_or_zero_latents_is_straight():
    start = np.array([1.0, 1.0], np.float32)
    assert np.allclose(latents.slerp(start, 3 * start, np.array([0.5]))[0], 2 * start)
    assert np.allclose(latents.slerp(start, 0 * start, np.array([0.5]))[0], start / 2)


def test_neighbourhood_varies_two_dimensions_only():
    z = np.arange(6, dtype=np.float32)
    around = latents.neighbourhood(z, 1, 4, side=3, reach=1.0)
    assert (around[4] == z).all()
    assert (np.delete(around, [1, 4], axis=1) == np.delete(z, [1, 4])).all()
    assert around[0, 1] < around[2, 1] and around[0, 4] > around[8, 4]
