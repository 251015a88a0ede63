"""How often the intervals of guesses and votes hold the truth, by simulation.

`python -m benchmarks.votes [seed]`: Wilson's interval of a share, Bradley–Terry's of four models.
"""

from __future__ import annotations

import sys

import numpy as np

from genstudio.evaluation.bradley_terry import strengths
from genstudio.evaluation.proportion import wilson

_REPEATS = 1000
_TRUTH = np.array([1.0, 0.4, -0.3, -1.1])


def main(seed: int) -> None:
    """Print a line for each case."""
    generator = np.random.default_rng(seed)
    for rounds in (10, 20, 50):
        held = [_wilson(share, rounds, generator) for share in (0.5, 0.7, 0.9)]
        told = ", ".join(f"{100 * each:.1f} %" for each in held)
        print(f"guesses, {rounds} rounds: {told} held (true shares 0.5, 0.7, 0.9)")
    for each in (5, 10, 30):
        print(f"votes, {each} a pair: {_unequal(each, generator)}")
        found = [strengths(_votes(np.zeros(4), each, generator)) for _ in range(_REPEATS)]
        apart = np.mean([len({one.rank for one in model}) > 1 for model in found])
        print(f"votes, {each} a pair, equal models: {100 * apart:.1f} % given different places")


def _wilson(share: float, rounds: int, generator: np.random.Generator) -> float:
    counts = generator.binomial(rounds, share, size=10 * _REPEATS)
    return float(np.mean([wilson(int(count), rounds).holds(share) for count in counts]))


def _unequal(each: int, generator: np.random.Generator) -> str:
    truth = 1 / (1 + np.exp(_TRUTH.mean() - _TRUTH))
    held, widths, wrong = [], [], 0
    for _ in range(_REPEATS):
        found = strengths(_votes(_TRUTH, each, generator))
        held += [one.interval.holds(chance) for one, chance in zip(found, truth, strict=True)]
        widths += [one.interval.high - one.interval.low for one in found]
        wrong += [one.rank for one in found] != sorted(one.rank for one in found)
    return (
        f"{100 * np.mean(held):.1f} % held, mean width {100 * np.mean(widths):.0f} points, a worse "
        f"model placed before a better one in {100 * wrong / _REPEATS:.1f} %"
    )


def _votes(theta: np.ndarray, each: int, generator: np.random.Generator) -> np.ndarray:
    chance = 1 / (1 + np.exp(theta[None] - theta[:, None]))
    wins = np.triu(generator.binomial(each, chance), 1)
    return wins + np.tril(each - wins.T, -1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
