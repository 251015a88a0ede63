"""What the discriminator is asked, away from the window's thread. No Qt here."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from genstudio.core.events import Event, Worked
from genstudio.runs.folder import RunFolder
from genstudio.ui.explore import eye_words

if TYPE_CHECKING:
    from genstudio.runs.critics import Judge
    from genstudio.runs.model import Model


def prepare(make: Callable[[], Model], folder: RunFolder) -> Iterator[Event]:
    """Open the discriminator, then have it judge pictures whose kind is known."""
    from genstudio.runs import critics, realness

    model = make()
    judge, why = critics.open_judge(folder, model)
    if judge is None:
        raise ValueError(eye_words.NOT_KEPT if why == critics.GONE else why)
    yield Worked(copy.deepcopy(judge))
    yield Worked((yield from realness.stand(model, judge)))


def heat(judge: Judge, picture: np.ndarray, weights: np.ndarray | None) -> Iterator[Event]:
    """Find by how much hiding each pixel of uint8 `(C, H, W)` lowers its score, `(H, W)`."""
    from genstudio.evaluation.occlusion import occlusion

    own = copy.deepcopy(judge)

    def score(shown: np.ndarray) -> np.ndarray:
        many = None if weights is None else np.repeat(weights, len(shown), axis=0)
        return own.weighed(shown, many)

    yield Worked((yield from occlusion(score, picture)))


def age(folder: RunFolder | None) -> float:
    """When the discriminator was last saved; 0 where there is none."""
    try:
        return folder.rolling_path.stat().st_mtime if folder else 0.0
    except OSError:
        return 0.0
