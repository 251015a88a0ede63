"""Axes: coordinates and moves agree, what finds them, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.core import axes
from genstudio.core.axes import AxesError


def stretched(count: int = 2000) -> np.ndarray:
    """Latents with standard deviations 3, 1 and 0.2 along three turned directions."""
    generator = np.random.default_rng(0)
    turn = np.linalg.qr(generator.standard_normal((3, 3)))[0]
    z = generator.standard_normal((count, 3)) * [3, 1, 0.2]
    return (z @ turn.T + [1, 2, 3]).astype(np.float32)


@given(value=st.floats(-5, 5), axis=st.integers(0, 2), seed=st.integers(0, 100))
def test_a_moved_point_is_where_the_slider_says(value: float, axis: int, seed: int) -> None:
    made = axes.principal(stretched(), name="p")
    z = np.random.default_rng(seed).standard_normal(3).astype(np.float32)
    moved = made.moved(z, axis, value)
    before, after = made.coordinates(z), made.coordinates(moved)
    assert after[axis] == pytest.approx(value, abs=1e-3)
    others = [i for i in range(3) if i != axis]
    assert after[others] == pytest.approx(before[others], abs=1e-3)


def test_principal_axes_are_those_of_the_cloud() -> None:
    z = stretched()
    made = axes.principal(z, name="p")
    assert made.scales == pytest.approx([3, 1, 0.2], rel=0.05)
    along = made.coordinates(z)
    assert along.mean(0) == pytest.approx(np.zeros(3), abs=1e-3)
    assert along.std(0) == pytest.approx(np.ones(3), abs=1e-3)
    assert np.abs(np.corrcoef(along.T) - np.eye(3)).max() < 1e-3


def test_the_raw_set_changes_nothing() -> None:
    z = stretched(5)
    assert np.array_equal(axes.raw(3).coordinates(z), z)
    assert axes.raw(3).moved(z[0], 1, 0.5)[1] == np.float32(0.5)


def test_a_spread_is_that_of_the_cloud_along_the_axis() -> None:
    made = axes.principal(stretched(), name="p")
    sigma = np.array([0.5, 1.0, 0.1], np.float32)
    cloud = np.random.default_rng(1).standard_normal((200_000, 3)) * sigma
    assert made.spread(sigma) == pytest.approx(
        (made.coordinates(cloud + made.center)).std(0), rel=0.02
    )


def test_the_strongest_direction_of_a_layer_comes_first() -> None:
    generator = np.random.default_rng(0)
    left, right = (np.linalg.qr(generator.standard_normal((n, n)))[0] for n in (8, 4))
    matrix = left[:, :4] @ np.diag([1.0, 9.0, 4.0, 0.0]) @ right
    made = axes.from_matrix(matrix, name="f", kind="first layer")
    assert len(made) == 3, "a direction the layer is blind to is no axis"
    assert np.abs(made.directions @ right[[1, 2, 0]].T) == pytest.approx(np.eye(3), abs=1e-5)


def test_class_axes_go_from_the_others_to_the_class() -> None:
    labels = np.repeat([0, 1, 3], 10)
    z = np.eye(4, dtype=np.float32)[labels] * 2
    made = axes.differences(z, labels, ("a", "b", "c", "d"))
    assert made.names == ("a", "b", "d")
    for row, label in enumerate((0, 1, 3)):
        along = made.coordinates(z)[:, row]
        assert along[labels == label].min() > along[labels != label].max()
    with pytest.raises(AxesError, match="fewer than two classes"):
        axes.differences(z, np.zeros(30, int), ("a", "b"))


def test_from_a_to_b_is_minus_one_to_one() -> None:
    a, b = np.array([0.0, 0, 0], np.float32), np.array([2.0, 0, 4], np.float32)
    made = axes.between(a, b, name="  smile ")
    assert made.names == ("smile",)
    assert made.coordinates(np.stack([a, b]))[:, 0] == pytest.approx([-1, 1])
    with pytest.raises(AxesError, match="same place"):
        axes.between(a, a, name="x")


def test_joined_axes_have_names_of_their_own() -> None:
    one = axes.between(np.zeros(3), np.ones(3), name="smile")
    two = axes.between(np.zeros(3), np.array([1.0, 0, 0]), name="smile")
    both = one.joined(two)
    assert both.names == ("smile", "smile 2")
    assert both.without(0).names == ("smile 2",)
    assert np.array_equal(both.without(0).directions, two.directions)


def test_plain_values_come_back_exactly() -> None:
    made = axes.principal(stretched(), name="p", weights="abc")
    found = axes.from_dict(made.to_dict(), 3)
    assert found.names == made.names and found.weights == "abc"
    for part in ("directions", "scales", "center"):
        assert np.array_equal(getattr(found, part), getattr(made, part))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scales": [1.0]}, "do not fit together"),
        ({"scales": [1.0, -1.0, 1.0]}, "no length of 1"),
        ({"center": [0.0, float("nan"), 0.0]}, "NaN"),
        ({"directions": [[2.0, 0, 0], [0, 1, 0], [0, 0, 1]]}, "no length of 1"),
        ({"directions": [[1.0, 0], [0, 1, 0]]}, "damaged"),
        ({"names": 5}, "damaged"),
        ({"names": []}, "do not fit together"),
        ({"name": " "}, "do not fit together"),
    ],
)
def test_damaged_values_are_refused(change: dict[str, object], sentence: str) -> None:
    good = axes.raw(3).to_dict()
    assert len(axes.from_dict(good, 3)) == 3
    with pytest.raises(AxesError, match=sentence):
        axes.from_dict(good | change, 3)
    with pytest.raises(AxesError, match="damaged"):
        axes.from_dict({key: good[key] for key in good if key != "scales"}, 3)


def test_axes_of_another_size_are_refused_with_both_sizes() -> None:
    with pytest.raises(AxesError, match=r"3 dimensions, but this model has 5"):
        axes.from_dict(axes.raw(3).to_dict(), 5)


def test_an_axis_gets_a_free_name() -> None:
    known = axes.raw(3)
    assert known.renamed(1, " smile ").names == ("z1", "smile", "z3")
    assert known.renamed(1, "z3").names == ("z1", "z3 2", "z3")
    assert known.renamed(1, "z2").names == known.names
    assert len(known.renamed(0, "x" * 500).names[0]) == 60
    with pytest.raises(axes.AxesError, match="needs a name"):
        known.renamed(0, "  ")
