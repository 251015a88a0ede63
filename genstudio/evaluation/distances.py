"""How far made pictures are from real ones in the features of one network: FD and KID.

Each stands beside its floor, what as many other real pictures score.
"""

from __future__ import annotations

from collections.abc import Generator

from torch import Tensor

from genstudio.core.events import Scoring
from genstudio.core.score import Score
from genstudio.evaluation.frechet import feature_distance, feature_distances
from genstudio.evaluation.kernel import kernel_distances
from genstudio.evaluation.networks import Network
from genstudio.evaluation.resampling import Estimate


def distances(
    network: Network, hash_: str, real: Tensor, made: Tensor, others: Tensor
) -> Generator[Scoring, None, list[Score]]:
    """Compare features `(N, d)` of real and made pictures; `others` are more real ones.

    FD is not given for so few pictures that the network's covariance is not fixed by them.
    """
    same = others[: len(real)]
    label = network.kid[1]
    kid = yield from _told(kernel_distances(real, made, groups=network.groups), label, 0.0, 0.25)
    again = kernel_distances(real, same, groups=network.groups)
    floor = (yield from _told(again, f"the floor of {label}", 0.25, 0.5)).value
    is_enough = len(real) >= network.least
    few = "" if is_enough else f" {network.fd[1]} needs {network.least:,} pictures."
    found = [
        _score(network.kid, hash_, kid, f"{_floor(real, same, floor)} {network.note}{few}"),
    ]
    if not is_enough:
        return found
    label = network.fd[1]
    fd = yield from _told(feature_distances(real, made, groups=network.groups), label, 0.5, 1.0)
    note = f"{_floor(real, same, feature_distance(real, same))} {network.note}"
    return [_score(network.fd, hash_, fd, note), *found]


def _told(
    work: Generator[tuple[int, int], None, Estimate], label: str, start: float, end: float
) -> Generator[Scoring, None, Estimate]:
    while True:
        try:
            done, total = next(work)
        except StopIteration as stop:
            result: Estimate = stop.value
            return result
        yield Scoring(done, total, f"parts of {label}", share=start + (end - start) * done / total)


def _floor(real: Tensor, same: Tensor, value: float) -> str:
    if len(same) == len(real):
        return f"Real against real at the same N: {value:.4g}."
    return f"Real against {len(same):,} other real pictures, all there are: {value:.4g}."


def _score(named: tuple[str, str], hash_: str, found: Estimate, note: str) -> Score:
    key, label = named
    return Score(
        key=key, label=label, value=found.value, error=found.error, extractor=hash_, note=note
    )
