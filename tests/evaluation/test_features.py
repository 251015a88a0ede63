"""The feature network: learnt repeatably, named by its weights, sees what pixels do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from genstudio.core import storage
from genstudio.evaluation import extractors, learning
from genstudio.evaluation.features import DIMENSIONS, Extractor, FeatureNet, as_uint8
from genstudio.evaluation.frechet import PixelDistance, frechet_distance, gaussian_of
from genstudio.evaluation.learning import Learning, can_learn, told_apart

CPU = torch.device("cpu")


def learn(images, seconds=10.0):
    making = Learning(images, CPU)
    while not making.is_done:
        making.advance(seconds)
    return making.result()


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(learning, "STEPS", 6)


@pytest.fixture(scope="module")
def extractor(digits):
    torch.set_num_threads(1)
    return learn(digits)


def test_the_same_pictures_give_the_same_network_in_any_slices(few, short):
    state = torch.get_rng_state()
    first, second = learn(few), learn(few, seconds=0.0)
    assert first.hash == second.hash and len(first.hash) == 6
    assert torch.equal(torch.get_rng_state(), state)
    fewer = replace(few, pictures=few.pictures[:500], labels=few.labels[:500])
    assert learn(fewer).hash != first.hash


def test_it_learns_without_labels_and_in_colour(few, short):
    colour = np.repeat(few.pictures, 3, axis=1)
    plain = replace(few, pictures=colour, labels=None, class_names=())
    assert learn(plain)(colour[:7]).shape == (7, DIMENSIONS)


def test_large_pictures_are_resized(few, short):
    large = np.repeat(np.repeat(few.pictures[:120], 4, axis=2), 4, axis=3)
    found = learn(replace(few, pictures=large, labels=few.labels[:120]))
    assert found(large[:3]).shape == (3, DIMENSIONS)


def test_features_are_standardised_and_do_not_depend_on_company(extractor, digits):
    features = extractor(digits.pictures)
    assert features.mean(0).abs().max() < 0.2
    assert (features.std(0) - 1).abs().max() < 0.2
    torch.testing.assert_close(extractor(digits.pictures[300:310]), features[300:310])


def test_points_and_handfuls_are_not_learnt_from(few):
    assert can_learn(few)
    assert not can_learn(replace(few, pictures=few.pictures[:50]))
    assert not can_learn(replace(few, pictures=np.zeros((600, 2, 1, 1), np.float32)))


def test_views_of_one_picture_lie_together():
    apart = torch.eye(8)
    paired = apart[torch.arange(8) % 4]
    assert told_apart(paired) < told_apart(apart)


def test_it_is_found_again_and_damage_is_not_believed(few, short):
    assert extractors.find(few) is None
    learnt = extractors.keep(few, learn(few))
    found = extractors.find(few)
    assert found is not None and found.hash == learnt.hash
    torch.testing.assert_close(found(few.pictures[:9]), learnt(few.pictures[:9]))
    assert extractors.find(replace(few, fingerprint="other")) is None
    path = extractors._kept(few)
    path.write_bytes(path.read_bytes()[:-40])
    assert extractors.find(few) is None
    extractors.write(path, few, Extractor(FeatureNet(3, 28)))
    assert extractors.find(few) is None


def test_the_first_one_kept_stays(few, short, monkeypatch):
    first = extractors.keep(few, learn(few))
    monkeypatch.setattr(learning, "STEPS", 7)
    assert extractors.keep(few, learn(few)).hash == first.hash


def test_a_folder_that_cannot_be_written_is_a_sentence(few, short, monkeypatch):
    def full(*_):
        raise storage.StorageError("The disk is full")

    monkeypatch.setattr(storage, "write_bytes", full)
    with pytest.raises(storage.StorageError, match="full"):
        extractors.keep(few, learn(few))


def test_it_ranks_damages_that_pixels_hardly_see(extractor, digits):
    """Relative to the real-against-real floor, missing classes and cut-up digits stand out."""
    train, held_out = digits.split(0.1, 0)
    real = digits.pictures[held_out]
    shuffled = np.random.default_rng(0).permutation(train)
    other, labels = digits.pictures[shuffled], digits.labels[shuffled]
    pieces = other[:500].copy()
    pieces[:, :, :14], pieces[:, :, 14:] = other[500:1000, :, :14], other[1000:1500, :, 14:]
    sets = {
        "same": other[:500],
        "half the classes": other[labels < 5][:500],
        "wrong wholes": pieces,
        "one class": np.resize(other[labels == 3], real.shape),
    }
    pixels = PixelDistance(_floats(real))
    gaussian = gaussian_of(extractor(real))
    local = {k: frechet_distance(*gaussian, *gaussian_of(extractor(v))) for k, v in sets.items()}
    coarse = {name: pixels(_floats(pictures)) for name, pictures in sets.items()}
    for name in ("half the classes", "wrong wholes", "one class"):
        assert local[name] / local["same"] > 1.5 * coarse[name] / coarse["same"]
    assert local["half the classes"] < local["one class"]


def test_floats_become_what_a_file_would_hold():
    rounded = as_uint8(torch.tensor([[-1.2, -1.0, 0.0, 1.0, 3.0]]))
    assert rounded.tolist() == [[0, 0, 128, 255, 255]]


def _floats(pictures):
    return torch.from_numpy(pictures).float() / 127.5 - 1
