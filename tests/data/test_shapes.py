from __future__ import annotations

import numpy as np

from genstudio.data import shapes

FIRST = [0.0, 0.2696, 2.9359, 0.4612, 0.4565, 0.7905]


def test_factors_are_fixed_within_their_limits_and_independent() -> None:
    known = shapes.factors()
    assert known.shape == (shapes.COUNT, len(shapes.FACTORS))
    assert np.array_equal(known[:100], shapes.factors(100))
    assert np.allclose(known[0], FIRST, atol=1e-4)
    assert set(known[:, 0]) == {0, 1, 2, 3, 4}
    assert (known[:, 1] > 0.15).all() and (known[:, 1] < 0.35).all()
    assert (
        (known[:, 2:3] < 2 * np.pi).all() and (known[:, 3:] >= 0).all() and (known[:, 3:] < 1).all()
    )
    correlation = np.corrcoef(known.T) - np.eye(len(shapes.FACTORS))
    assert np.abs(correlation).max() < 0.05


def one(**changes: float) -> np.ndarray:
    factors = {"shape": 0, "size": 0.3, "angle": 0.0, "x": 0.5, "y": 0.5, "hue": 0.0} | changes
    return shapes.draw(np.array([list(factors.values())]), 64)[0]


def ink(picture: np.ndarray) -> np.ndarray:
    """How much of each pixel is drawn on, `(H, W)`."""
    return np.abs(picture.astype(int) - picture[:, :1, :1]).sum(axis=0)


def test_every_shape_is_inside_the_picture_and_of_its_own_form() -> None:
    sums = set()
    for shape in range(len(shapes.NAMES)):
        drawn = ink(one(shape=shape))
        border = np.concatenate([drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]])
        assert drawn.max() > 0 and (border == 0).all()
        sums.add(int((drawn > 0).sum()))
    assert len(sums) == len(shapes.NAMES)


def test_position_moves_size_grows_and_angle_turns() -> None:
    centre = ink(one(shape=1))
    assert np.array_equal(ink(one(shape=1, x=0.5 + 4 / 64)), np.roll(centre, 4, axis=1))
    assert np.array_equal(ink(one(shape=1, y=0.5 + 4 / 64)), np.roll(centre, 4, axis=0))
    assert (ink(one(size=0.32)) > 0).sum() > (ink(one(size=0.2)) > 0).sum()
    upright, turned = ink(one(shape=3)), ink(one(shape=3, angle=np.pi / 2))
    assert np.abs(np.rot90(upright, -1) - turned).max() <= 3


def test_hearts_and_triangles_are_symmetric_and_stand_on_their_feet() -> None:
    for shape in (2, 3, 4):
        drawn = ink(one(shape=shape))
        assert np.abs(drawn - drawn[:, ::-1]).max() <= 3
    triangle, heart = ink(one(shape=2)), ink(one(shape=3))
    widths = [(row > 0).sum() for row in triangle if row.any()]
    assert widths[0] < widths[-1]
    widths = [(row > 0).sum() for row in heart if row.any()]
    assert widths[-1] < widths[0]


def test_edges_are_antialiased() -> None:
    levels = np.unique(ink(one(shape=0, angle=0.3)))
    assert len(levels) > 20
