"""The scores against known answers: closed forms, published examples, libraries, simulation.

The cases are those of the tests; here each says how far from its answer it is. `python -m
benchmarks selftests` prints them; prdc's published example takes about a minute for each of
`GENSTUDIO_BENCH_SEEDS` draws (3; 0 leaves it out).
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import torch

from benchmarks import prdc
from benchmarks.figure import Figure

_TESTS = Path(__file__).resolve().parents[1] / "tests"


def measure() -> Iterator[Figure]:
    """Check one after the other."""
    torch.set_num_threads(1)
    yield from quick()
    yield _total_correlation()
    seeds = int(os.environ.get("GENSTUDIO_BENCH_SEEDS", "3"))
    if seeds > 1:
        yield from _published(seeds)


def quick() -> Iterator[Figure]:
    """Check what takes seconds."""
    found, expected = _case("evaluation/test_frechet").shifted_normals()
    yield _figure(
        "FID of N(0, I) and N(μ, I) against ‖μ‖²", abs(found - expected), 1e-9,
        f"{found:.6f}, should be {expected:.6f}",
    )  # fmt: skip
    values = np.array(_case("evaluation/test_kernel").between_equals())
    error = values.std(ddof=1) / len(values) ** 0.5
    yield _figure(
        "KID of equal distributions, mean of 400 in its standard errors",
        abs(values.mean()) / error, 3, f"{values.mean():.5f} ± {error:.5f}, should be 0",
    )  # fmt: skip
    module = _case("evaluation/test_disentanglement")
    gap = module.constructed_mig(module.independent_factors())
    yield _figure("MIG of a constructed case", abs(gap - 0.5), 0.01, f"{gap:.4f}, should be 0.5")
    bounds, truth = _case("evaluation/test_exact").bounds_and_truth()
    yield _figure(
        "IWAE-4000 against probabilistic PCA's exact −log p, nats",
        abs(bounds.bound.value - truth), 0.02,
        f"−ELBO {bounds.elbo.value:.3f}, IWAE-100 {bounds.between.value:.3f}, IWAE-4000 "
        f"{bounds.bound.value:.3f}, exact {truth:.3f}",
    )  # fmt: skip
    yield from _similarity()
    share = _case("evaluation/test_resampling").share_held()
    yield _figure(
        "bootstrap's 95 % intervals, share that holds the truth", abs(share - 0.95), 0.05,
        f"{share:.1%} of 400, of 60 skewed numbers each",
    )  # fmt: skip


def _similarity() -> Iterator[Figure]:
    if importlib.util.find_spec("torchmetrics") is None:
        return
    library = importlib.import_module("torchmetrics.functional.image")
    found, expected = _case("evaluation/test_exams").ssim_and_the_librarys(library)
    yield _figure(
        "SSIM against torchmetrics, largest difference", float(np.abs(found - expected).max()),
        1e-4, f"mean {found.mean():.4f}",
    )  # fmt: skip


def _total_correlation() -> Figure:
    module = _case("objectives/test_terms_latents")
    clouds = module.dependent_clouds()
    full, found = module.full_total_correlation(*clouds), float(module.estimated(*clouds)[1])
    return _figure(
        "total correlation at batch 256 against full data, relative", abs(found / full - 1), 0.05,
        f"{found:.3f}, full data {full:.3f} nats",
    )  # fmt: skip


def _published(seeds: int) -> Iterator[Figure]:
    found = prdc.figures(seeds)
    for name, value in prdc.PUBLISHED.items():
        ours = np.array([getattr(each, name) for each in found])
        spread = ours.std(ddof=1)
        yield _figure(
            f"prdc's published {name}, in standard deviations of ours",
            abs(value - ours.mean()) / spread, 3,
            f"published {value:.4f} (one unseeded draw), ours {ours.mean():.4f} ± {spread:.4f}",
        )  # fmt: skip


def _case(name: str) -> ModuleType:
    """Import a file of tests, whose functions make the cases."""
    path = _TESTS / f"{name}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _figure(name: str, apart: float, most: float, note: str) -> Figure:
    return Figure(name=name, measured=float(apart), unit="", target=most, note=note)
