"""Points in place of pictures: as many modes as promised, the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core.events import Imported
from genstudio.data import points, sources
from genstudio.data.imageset import DataError
from genstudio.data.load import load, load_now

FIRST = [-0.8872551918, -0.8976171017, 0.9067427516, -0.4388309419]


@pytest.mark.parametrize(("name", "count"), [("ring", 8), ("grid", 25)])
def test_points_have_the_means_and_the_width_they_promise(name, count):
    mixture = points.MIXTURES[name]
    drawn, modes = mixture.sample(50_000, 3)
    assert len(mixture.means) == count == len(np.unique(modes))
    for mode in (0, count - 1):
        own = drawn[modes == mode]
        assert np.allclose(
            own.mean(0), mixture.means[mode], atol=5 * mixture.sigma / len(own) ** 0.5
        )
        assert own.std(0) == pytest.approx([mixture.sigma] * 2, rel=0.1)
    assert np.bincount(modes) == pytest.approx([50_000 / count] * count, rel=0.15)


def test_they_are_a_source_like_any_other():
    for name in points.MIXTURES:
        info = sources.describe(f"points:{name}")
        images = load_now(info.spec, size=28, channels="auto", fit="crop")
        assert images.is_points and len(images) == info.count
        assert images.pictures.dtype == np.float32 and np.abs(images.pictures).max() < 1
        assert images.class_names == info.class_names
        assert images.labels is not None and images.labels.max() + 1 == len(info.class_names)


def test_the_same_points_on_every_machine():
    images = load_now("points:grid", size=28, channels="auto", fit="crop")
    again = list(load("points:grid", size=64, channels="grey", fit="pad"))[-1]
    assert isinstance(again, Imported) and again.images.fingerprint == images.fingerprint
    assert images.pictures[:2].ravel() == pytest.approx(FIRST, abs=1e-6)


def test_a_misspelt_one_is_a_sentence():
    with pytest.raises(DataError, match="points:ring"):
        sources.parse("points:spiral")
