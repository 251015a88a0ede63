"""Nearest training pictures: found as by comparing with all; copies told from honest pictures."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.data.imageset import ImageSet
from genstudio.evaluation import alike, extractors, neighbours
from genstudio.evaluation.features import DIMENSIONS, Extractor, FeatureNet


def some_images(count: int = 400, side: int = 16) -> ImageSet:
    """Smooth blobs: pictures that are alike, as real ones are."""
    generator = np.random.default_rng(0)
    centre, width = generator.uniform(4, 12, (count, 2)), generator.uniform(1.5, 4, (count, 1, 1))
    y, x = np.mgrid[:side, :side]
    far = (x - centre[:, :1, None]) ** 2 + (y - centre[:, 1:, None]) ** 2
    pictures = (255 * np.exp(-far / width**2)).astype(np.uint8)[:, None]
    return ImageSet("blobs", pictures, None, (), "blobs-0")


def prepared(images: ImageSet, train: np.ndarray, held_out: np.ndarray):
    work = neighbours.spaces(images, train, held_out)
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return end.value, events


TRAIN, HELD_OUT, REST = np.arange(0, 300), np.arange(300, 350), np.arange(350, 400)


def test_the_nearest_are_those_of_comparing_with_all() -> None:
    images = some_images()
    [space], events = prepared(images, TRAIN[::2], HELD_OUT)
    for row in (399, 3, 350):
        picture = images.pictures[row]
        seen = alike.fine(alike.windows(picture))
        all_ = alike.apart(seen, alike.fine(alike.middles(images.pictures[TRAIN[::2]])))
        far = all_.min(0).values.numpy()
        found = space.nearest(picture, 4)
        assert found.rows.tolist() == TRAIN[::2][np.argsort(far)[:4]].tolist()
        assert found.distances == pytest.approx(np.sort(far)[:4], abs=1e-6)
    assert events[-1].done == events[-1].total == 200


CHANGES = {
    "as it is": lambda picture: picture,
    "right": lambda picture: np.roll(picture, 1, 2),
    "up and left": lambda picture: np.roll(picture, (-1, -1), (1, 2)),
    "mirrored": lambda picture: picture[:, :, ::-1].copy(),
    "darker": lambda picture: (picture * 0.85).astype(np.uint8),
    "lighter": lambda picture: np.clip(picture + 10.0, 0, 255).astype(np.uint8),
}


@pytest.mark.parametrize("change", CHANGES)
def test_planted_copies_are_flagged(change: str) -> None:
    images = some_images()
    [space], _ = prepared(images, TRAIN, HELD_OUT)
    space.held_out = np.sort(space.held_out)[5:]  # so few honest ones say little of the rarest
    copies = [space.nearest(CHANGES[change](images.pictures[row])) for row in TRAIN[:40]]
    assert np.mean([each.is_copy for each in copies]) > 0.75
    assert np.mean([each.rows[0] == row for each, row in zip(copies, TRAIN, strict=False)]) > 0.75
    if change == "mirrored":
        assert any("mirrored" in each.changed for each in copies)


def test_honest_pictures_mostly_are_not() -> None:
    images = some_images()
    [space], _ = prepared(images, TRAIN, HELD_OUT)
    honest = [space.nearest(images.pictures[row]) for row in REST]
    assert np.mean([each.is_copy for each in honest]) < 0.15
    assert 0.2 < np.mean([each.nearer for each in honest]) < 0.8


def test_features_are_used_where_a_network_was_learnt(home) -> None:
    images = some_images()
    extractors.keep(images, Extractor(FeatureNet(1, 16)))
    (pixels, features), _ = prepared(images, TRAIN, HELD_OUT)
    assert (pixels.name, features.name) == ("pixels", "features")
    found = features.nearest(images.pictures[7])
    assert found.rows[0] == 7 and found.distances[0] < 1e-3 and found.is_copy
    extractor = extractors.find(images)
    points = extractor(images.pictures[TRAIN]).numpy()
    seen = extractor(alike.moved(images.pictures[7])).numpy()
    apart = np.sqrt(np.square(points[:, None] - seen).sum(2).min(1) / DIMENSIONS)
    assert found.rows.tolist() == np.argsort(apart)[:5].tolist()
    mirrored = features.nearest(images.pictures[7][:, :, ::-1].copy())
    assert mirrored.rows[0] == 7 and mirrored.changed == "mirrored" and mirrored.is_copy


def test_without_held_out_pictures_nothing_is_called_a_copy() -> None:
    images = some_images()
    [space], _ = prepared(images, TRAIN, HELD_OUT[:0])
    assert not space.nearest(images.pictures[0]).is_copy
