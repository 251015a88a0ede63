"""Classes, redrawing, originality: against closed forms and constructed cases."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.evaluation.classes import Classifier, spread
from genstudio.evaluation.exam import EXAMS, Material, copying, distances, latents
from genstudio.evaluation.fidelity import fidelity
from genstudio.evaluation.originality import originality


def pictures(count, *, seed=0, side=28):
    return np.random.default_rng(seed).integers(0, 256, (count, 1, side, side), dtype=np.uint8)


def test_a_classifier_tells_clusters_apart():
    generator = torch.Generator().manual_seed(0)
    labels = np.arange(300) % 3
    centres = torch.eye(3, 8) * 6
    features = centres[torch.from_numpy(labels)] + torch.randn(300, 8, generator=generator)
    found = Classifier(features[:200], labels[:200], 3)(features[200:])
    assert (found == labels[200:]).mean() > 0.95


def test_reverse_kl_by_closed_forms():
    even = np.repeat(np.arange(4), 25)
    assert spread(even, even, 4).reverse_kl == 0 and spread(even, even, 4).found == 4
    one = np.zeros(50, np.int64)
    assert spread(one, even, 4).reverse_kl == pytest.approx(np.log(4))
    assert spread(one, even, 4).found == 1
    half = np.repeat([0, 1], 25)
    assert spread(half, even, 4).reverse_kl == pytest.approx(np.log(2))


def test_redrawing_by_closed_forms():
    flat, other = np.full((3, 1, 28, 28), 100, np.uint8), np.full((3, 1, 28, 28), 150, np.uint8)
    found = fidelity(flat, other)
    assert found.mse == pytest.approx(np.full(3, (50 / 255) ** 2))
    assert found.psnr == pytest.approx(np.full(3, 20 * np.log10(255 / 50)), rel=1e-5)
    x, y, c = 100 / 255, 150 / 255, 0.01**2
    assert found.ssim == pytest.approx(np.full(3, (2 * x * y + c) / (x**2 + y**2 + c)), rel=1e-3)
    same = fidelity(pictures(4), pictures(4))
    assert same.ssim == pytest.approx(np.ones(4), abs=1e-5) and np.isfinite(same.psnr).all()


def ssim_and_the_librarys(library):
    """Ours and torchmetrics' (without what it pads), of five pairs of colour pictures."""
    a, b = (np.repeat(pictures(5, seed=seed, side=32), 3, axis=1) for seed in (1, 2))
    b = (0.5 * a + 0.5 * b).astype(np.uint8)
    pair = [torch.from_numpy(side.astype(np.float32) / 255) for side in (a, b)]
    _, full = library.structural_similarity_index_measure(
        *pair, data_range=1.0, reduction="none", return_full_image=True
    )
    expected = full[..., 5:-5, 5:-5].flatten(1).mean(1).numpy()
    return fidelity(a, b).ssim, expected


def test_ssim_agrees_with_the_library_inside_its_padding():
    library = pytest.importorskip("torchmetrics.functional.image", reason="torchmetrics is absent")
    found, expected = ssim_and_the_librarys(library)
    assert found == pytest.approx(expected, abs=1e-4)
    assert 0.2 < expected.mean() < 0.9


def test_copies_are_found_and_others_are_not():
    train, held_out, fresh = pictures(200), pictures(100, seed=1), pictures(100, seed=2)
    made = np.concatenate([train[:30], fresh[:70]])
    found = originality(train, held_out, made)
    assert found.is_copy[:30].all() and found.is_copy[30:].mean() < 0.1
    assert (found.neighbours[:30] == np.arange(30)).all()
    assert originality(train, held_out, fresh).ratio == pytest.approx(1, abs=0.05)


def test_originality_reads_training_in_parts(monkeypatch):
    train, rest = pictures(90), pictures(20, seed=1)
    whole = originality(train, rest, rest)
    monkeypatch.setattr("genstudio.evaluation.originality._CHUNK", 32)
    np.testing.assert_allclose(originality(train, rest, rest).made, whole.made, rtol=1e-5)


@pytest.fixture
def material():
    def make(count=500, **values):
        generator = torch.Generator().manual_seed(0)
        real, made = (torch.randn(count, 48, generator=generator) for _ in range(2))
        train = torch.randn(1000, 48, generator=generator)
        given = {
            "train": pictures(60), "real": pictures(50, seed=1), "made": pictures(50, seed=2),
            "extractor": "a1b2c3", "train_features": train, "real_features": real,
            "made_features": made,
        }  # fmt: skip
        return Material(**(given | values))

    return make


def test_fd_is_refused_for_few_and_kid_is_not(material):
    assert [score.key for score in distances(material(500))] == ["fd_local", "kid_local"]
    assert [score.key for score in distances(material(100))] == ["kid_local"]


def test_equal_distributions_are_at_the_floor(material):
    fd, kid = distances(material(500))
    floor = float(fd.note.split(":")[1].split(".  ")[0].split(". ")[0])
    assert fd.value == pytest.approx(floor, rel=0.25) and fd.error > 0
    assert abs(kid.value) < 4 * kid.error


def test_active_units_are_those_that_vary(material):
    mu = np.random.default_rng(0).normal(size=(200, 5)) * [1, 0.5, 0.01, 0, 0.2]
    (score,) = latents(material(mu=mu))
    assert score.value == 3 and score.unit == "of 5"


def test_every_exam_runs_on_what_a_gan_has(material):
    found = [score for _, exam in EXAMS for score in exam(material())]
    assert {"fd_local", "coverage", "copies"} <= {score.key for score in found}
    assert not {"mse", "classes", "active_units"} & {score.key for score in found}
    assert all(np.isfinite(score.value) for score in found)
    assert copying(material())[0].better == "lower"
