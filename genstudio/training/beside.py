"""What a training takes beside its steps: previews, checkups, judging, and the end of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import torch

from genstudio.training import mixing
from genstudio.training.asides import Judging, Previewing
from genstudio.training.checkup import CheckingUp
from genstudio.training.judge import MOST_JUDGED
from genstudio.training.scene import Scene

_SOLVED = 512  # side of the matrix whose solution is timed for closed forms
_SOLVINGS = 4  # how often a short run solves it: first batch, end, best, saved
_MIXED = 1.5  # seconds to fit the mixture at the end, about: timing it would take as long


@dataclass(frozen=True)
class Beside:
    """`share` of the steps' time is added to it; `end` is seconds once."""

    share: float = 0.0
    end: float = 0.0


def measure(scene: Scene, held_out: int) -> Generator[None, None, Beside]:
    """Do once what is done beside the steps of `scene`, and time it; nothing is written.

    A generator, to be stopped between two of them. `held_out` pictures are judged in the real
    run; the scene may have fewer.
    """
    side = scene.state.game.solved_side()
    if side:
        return Beside(end=_SOLVINGS * _solving(side, scene.state.device))
    judging, judged = Judging(scene), max(len(scene.judged[:MOST_JUDGED]), 1)
    model = scene.state.average.model
    scale = max(min(held_out, MOST_JUDGED) / judged, 1.0)
    judge = scale * _seconds(lambda: judging.judge(model))
    share, end = judging.cadence.portion(judge), judge
    for make in (Previewing, CheckingUp):
        yield
        aside = make(scene)
        cost = _seconds(aside.take)
        share, end = share + aside.cadence.portion(cost), end + cost
    return Beside(share, end + _MIXED * mixing.suits(scene.recipe))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _solving(side: int, device: torch.device) -> float:
    """Return the seconds to solve a symmetric matrix, scaled from a smaller one: cubic."""
    few = np.random.default_rng(0).standard_normal((min(side, _SOLVED),) * 2)
    matrix = torch.from_numpy(few @ few.T).to(device)
    return _seconds(lambda: torch.linalg.eigh(matrix)) * (side / len(few)) ** 3
