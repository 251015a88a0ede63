"""Precision, recall, density and coverage on the example that their authors publish.

`python -m benchmarks.prdc [SEEDS]`: 10,000 real and 10,000 made points of N(0, I) in 1,000
dimensions, k = 5 (README of github.com/clovaai/generative-evaluation-prdc). Their figures are of
one unseeded draw, so that ours of several seeds must scatter around them. About a minute a seed.
"""

from __future__ import annotations

import sys

import numpy as np
import torch

from genstudio.evaluation.coverage import Coverage, coverage

PUBLISHED = {"precision": 0.4772, "recall": 0.4705, "density": 1.0555, "coverage": 0.9735}
_COUNT, _DIMENSIONS, _NEAREST = 10_000, 1_000, 5


def figures(seeds: int) -> list[Coverage]:
    """Compute ours, of one draw for each seed."""
    found = []
    for seed in range(seeds):
        generator = np.random.default_rng(seed)
        real, made = (
            torch.from_numpy(generator.normal(size=(_COUNT, _DIMENSIONS))) for _ in range(2)
        )
        found.append(coverage(real, made, nearest=_NEAREST))
        print(f"seed {seed}: {found[-1]}", file=sys.stderr, flush=True)
    return found


def main(seeds: int = 5) -> None:
    """Print published and own figures, and how many standard deviations lie between."""
    found = figures(seeds)
    print("| figure | published | mean ± sd here | sd apart |\n| --- | --- | --- | --- |")
    for name, value in PUBLISHED.items():
        ours = np.array([getattr(each, name) for each in found])
        spread = ours.std(ddof=1)
        apart = abs(value - ours.mean()) / spread
        print(f"| {name} | {value:.4f} | {ours.mean():.4f} ± {spread:.4f} | {apart:.1f} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
