"""Shifts, mirroring and a little brightness do not set pictures apart; anything else does."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.evaluation import alike


def noise(side: int = 28, channels: int = 1, seed: int = 0) -> np.ndarray:
    """A picture of smooth noise, uint8 `(C, H, W)`."""
    grid = np.random.default_rng(seed).integers(40, 200, (channels, side // 4, side // 4))
    return grid.repeat(4, 1).repeat(4, 2).astype(np.uint8)


def least(one: np.ndarray, other: np.ndarray) -> tuple[float, str]:
    """The distance, and what was changed for it."""
    distances = alike.apart(alike.fine(alike.windows(one)), alike.fine(alike.middles(other[None])))
    return float(distances.min()), alike.words(int(distances[:, 0].argmin()))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("side", [16, 28, 48, 112])
def test_a_picture_is_at_no_distance_of_itself(side: int, channels: int) -> None:
    picture = noise(side, channels)
    distance, words = least(picture, picture)
    assert distance < 1e-6 and words == ""
    assert least(noise(side, channels, seed=1), picture)[0] > 0.02


@pytest.mark.parametrize(("down", "right"), [(1, 0), (0, -1), (2, 2), (-2, 1)])
def test_a_shift_does_not_count_though_it_brings_something_new_to_the_edge(
    down: int, right: int
) -> None:
    picture = noise()
    moved = np.roll(picture, (down, right), axis=(1, 2))
    moved[:, : max(down, 0)] = 255
    distance, words = least(moved, picture)
    assert distance < 1e-6 and words == "shifted a little"


def test_mirroring_and_brightness_do_not_count_within_limits() -> None:
    picture = noise()
    assert least(picture[:, :, ::-1].copy(), picture) == (pytest.approx(0, abs=1e-6), "mirrored")
    darker = (picture * 0.85).astype(np.uint8)
    assert least(darker, picture)[0] < 0.005
    assert least((picture * 0.3).astype(np.uint8), picture)[0] > 0.05
    assert least(255 - picture, picture)[0] > 0.1


def test_a_blank_picture_is_no_trouble() -> None:
    blank = np.zeros((1, 28, 28), np.uint8)
    assert least(blank, blank)[0] < 1e-6
    assert np.isfinite(alike.coarse(alike.windows(blank)).numpy()).all()


def test_tiny_pictures_have_a_middle() -> None:
    for side in (2, 4, 8):
        assert alike.middles(np.zeros((3, 1, side, side), np.uint8)).shape[-1] > 0
