"""Occlusion finds the place that a score hangs on, with its sign and in the score's unit."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core.events import Working
from genstudio.evaluation.occlusion import Score, blur
from genstudio.evaluation.occlusion import occlusion as search

PICTURE = np.random.default_rng(0).integers(0, 256, (1, 28, 28), np.uint8)


def occlusion(score: Score, picture: np.ndarray) -> np.ndarray:
    """The heat at the end; on the way it must tell how far it is."""
    work, done = search(score, picture), []
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            assert done == sorted(done) and len(done) > 0
            return end.value
        assert isinstance(event, Working)
        done.append(event.done / event.total)


def corner(sign: float):
    """A score that hangs on the differences within the upper left corner alone."""

    def score(pictures: np.ndarray) -> np.ndarray:
        return sign * pictures[:, 0, :8, :8].astype(np.float32).std((1, 2))

    return score


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_place_that_matters_is_hot_and_the_rest_is_not(sign: float) -> None:
    heat = occlusion(corner(sign), PICTURE)
    assert heat.shape == (28, 28) and heat.dtype == np.float32
    assert (sign * heat[:8, :8]).mean() > 1.0
    assert not heat[14:, 14:].any()


def test_a_score_that_ignores_the_picture_leaves_no_heat() -> None:
    assert not occlusion(lambda shown: np.full(len(shown), 3.0), PICTURE).any()


def test_an_even_picture_says_nothing() -> None:
    even = np.full((3, 28, 20), 7, np.uint8)
    heat = occlusion(lambda shown: shown.astype(np.float32).mean((1, 2, 3)), even)
    assert heat.shape == (28, 20) and not heat.any()


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 64, 48), (1, 5, 31)])
def test_every_pixel_is_hidden_by_some_patch(shape: tuple[int, int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    changed = np.zeros(shape[1:], bool)

    def note(shown: np.ndarray) -> np.ndarray:
        changed[:] |= (shown != picture).any((0, 1))
        return np.zeros(len(shown))

    occlusion(note, picture)
    assert changed.mean() > 0.9  # a blurred pixel is by chance the same now and then


def test_blurring_keeps_the_mean_of_a_window() -> None:
    blurred = blur(PICTURE, 2)
    assert blurred[0, 10, 10] == np.rint(PICTURE[0, 8:13, 8:13].astype(float).mean())
    assert blurred.shape == PICTURE.shape
