"""Precision, recall, density, coverage against their definitions, written out plainly."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.evaluation.coverage import coverage, coverage_and_errors, radii
from genstudio.evaluation.resampling import jackknife


def plain(real, made, k):
    """As the papers write it, one pair at a time."""
    far = lambda a, b: float(np.linalg.norm(a - b))  # noqa: E731
    reach = lambda rows, i: sorted(far(rows[i], other) for other in rows)[k]  # noqa: E731
    real_reach = [reach(real, i) for i in range(len(real))]
    made_reach = [reach(made, i) for i in range(len(made))]
    inside = np.array(
        [[far(x, y) < r for y in made] for x, r in zip(real, real_reach, strict=True)]
    )
    precision = inside.any(0).mean()
    recall = np.mean(
        [any(far(x, y) < r for y, r in zip(made, made_reach, strict=True)) for x in real]
    )
    nearest = np.mean(
        [min(far(x, y) for y in made) < r for x, r in zip(real, real_reach, strict=True)]
    )
    return precision, recall, inside.sum() / k / len(made), nearest


@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_it_is_what_the_papers_define(shift):
    generator = np.random.default_rng(3)
    real, made = generator.normal(size=(40, 4)), generator.normal(size=(30, 4)) + shift
    found = coverage(torch.from_numpy(real), torch.from_numpy(made), nearest=5)
    expected = plain(real, made, 5)
    got = (found.precision, found.recall, found.density, found.coverage)
    assert got == pytest.approx(expected, abs=1e-12)


def test_chunks_change_nothing(monkeypatch):
    generator = torch.Generator().manual_seed(0)
    real, made = (torch.randn(70, 3, generator=generator) for _ in range(2))
    whole = coverage(real, made)
    monkeypatch.setattr("genstudio.evaluation.coverage._CHUNK", 16)
    assert coverage(real, made) == whole


def test_collapse_has_precision_and_nothing_else():
    generator = torch.Generator().manual_seed(0)
    real = torch.randn(300, 4, generator=generator)
    one = real[:1] * 0.1 + 1e-3 * torch.randn(300, 4, generator=generator)
    found = coverage(real, one)
    assert found.precision == 1 and found.recall < 0.05 and found.coverage < 0.3


def test_radii_reach_to_the_kth_other():
    points = torch.tensor([[0.0], [1.0], [3.0], [7.0]])
    assert radii(points, 1).tolist() == [1, 1, 2, 4]
    assert radii(points, 2).tolist() == [3, 2, 3, 6]


def test_equals_have_the_coverage_and_density_that_theory_expects():
    """Of N real and M made points alike: E[density] = 1, and coverage by Naeem et al., lemma 2."""
    count, k = 400, 5
    steps = np.arange(1, k + 1)
    expected = 1 - np.prod((count - steps) / (2 * count - steps))
    found = []
    for seed in range(30):
        generator = torch.Generator().manual_seed(seed)
        found.append(coverage(*(torch.randn(count, 6, generator=generator) for _ in range(2))))
    for name, value in (("coverage", expected), ("density", 1.0)):
        ours = np.array([getattr(each, name) for each in found])
        assert abs(ours.mean() - value) < 3.5 * ours.std(ddof=1) / np.sqrt(len(ours)), name


@pytest.mark.parametrize(("n", "m"), [(61, 52), (300, 250)])
def test_errors_from_one_pass_are_those_of_leaving_groups_out(n, m):
    generator = torch.Generator().manual_seed(2)
    real = torch.randn(n, 3, generator=generator)
    made = torch.randn(m, 3, generator=generator) + 0.5

    def figures(real, made):
        found = coverage(real, made)
        return found.precision, found.recall, found.density, found.coverage

    found, errors = coverage_and_errors(real, made, groups=8)
    assert found == coverage(real, made)
    expected = jackknife(figures, real, made, groups=8)
    got = (errors.precision, errors.recall, errors.density, errors.coverage)
    assert got == pytest.approx(expected, abs=1e-12) and min(got) > 0
