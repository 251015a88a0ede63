"""Differences of redrawn pictures: measured, on one scale, in colours that say which way."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.ui.compare import deviation

WHITE = (255, 255, 255)


def _pair() -> tuple[np.ndarray, np.ndarray]:
    originals = np.full((2, 1, 3, 3), 100, np.uint8)
    made = originals.copy()
    made[0, 0, 0, 0], made[1, 0, 1, 1] = 151, 49
    return originals, made


def test_signed_differences_have_the_sign_of_made_minus_original() -> None:
    signed = deviation.measure(*_pair(), absolute=False)
    assert signed.shape == (2, 3, 3)
    assert signed[0, 0, 0] == pytest.approx(0.4) and signed[1, 1, 1] == pytest.approx(-0.4)
    np.testing.assert_allclose(
        deviation.measure(*_pair(), absolute=True), np.abs(signed), rtol=1e-6
    )


def test_colours_that_cancel_are_not_alike_in_size() -> None:
    originals = np.full((1, 3, 2, 2), 100, np.uint8)
    made = originals.copy()
    made[:, 0] += 50
    made[:, 1] -= 50
    assert np.abs(deviation.measure(originals, made, absolute=False)).max() < 1e-6
    size = deviation.measure(originals, made, absolute=True)
    assert size == pytest.approx(100 / 127.5 / 3)


def test_one_scale_reaches_over_all_runs() -> None:
    small, large = np.full((1, 4, 4), 0.12), np.full((1, 4, 4), -0.75)
    assert deviation.limit([small, large]) == pytest.approx(0.8)
    assert deviation.limit([np.zeros((1, 4, 4))]) == pytest.approx(0.1)  # never 0


def test_zero_is_the_ground_and_the_ends_are_full_colours() -> None:
    measured = np.array([[[0.0, 0.5], [-0.5, 9.0]]])
    painted = deviation.paint(measured, 0.5, WHITE, absolute=False)
    assert painted.shape == (1, 3, 2, 2) and painted.dtype == np.uint8
    assert tuple(painted[0, :, 0, 0]) == WHITE
    assert tuple(painted[0, :, 0, 1]) == deviation.LIGHTER == tuple(painted[0, :, 1, 1])
    assert tuple(painted[0, :, 1, 0]) == deviation.DARKER
    absolute = deviation.paint(np.abs(measured), 0.5, WHITE, absolute=True)
    assert tuple(absolute[0, :, 1, 0]) == deviation.STRONG


def test_a_walk_meets_both_ends() -> None:
    steps = deviation.between(np.zeros(3, np.float32), np.full(3, 2, np.float32), 5)
    np.testing.assert_allclose(steps[:, 0], [0, 0.5, 1, 1.5, 2])
    pictures = deviation.below(np.zeros((2, 1, 4, 4), np.uint8), np.zeros((2, 3, 4, 4), np.uint8))
    assert pictures.shape == (4, 3, 4, 4)
