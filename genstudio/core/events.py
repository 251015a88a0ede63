"""What a job tells the world: frozen values, nothing else crosses a thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from genstudio.core.score import Score


@dataclass(frozen=True)
class Importing:
    """Pictures are being read: `done` of `total` (0 when unknown) of `what`."""

    done: int
    total: int
    what: str


@dataclass(frozen=True)
class Imported:
    """An `ImageSet` is ready (`genstudio.data.imageset.ImageSet`)."""

    images: Any


@dataclass(frozen=True)
class Started:
    """Training begins, or goes on, at `step` of `total`."""

    run: str
    family: str
    step: int
    total: int
    batch: int
    device: str
    threads: int
    parameters: int
    columns: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Step:
    """The last few steps: `rows[i]` holds the figures of `columns` at step `first + i`.

    `seconds` is the training time of the whole run so far, pauses left out; `rows` is float64
    `(steps, columns)`.
    """

    first: int
    seconds: float
    columns: tuple[str, ...]
    rows: np.ndarray
    pictures_per_second: float
    memory_mb: float

    @property
    def last(self) -> int:
        """The newest step in this event."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True)
class Preview:
    """Pictures from fixed latents, uint8 `(N, C, H, W)`; a VAE adds originals and redrawn ones."""

    step: int
    pictures: np.ndarray
    originals: np.ndarray | None = None
    reconstructions: np.ndarray | None = None


@dataclass(frozen=True)
class Quality:
    """One figure on held-out pictures, lower is better; `best` says it is the lowest so far.

    `chooses`: the best model is chosen by this figure. Another is only told beside it.
    """

    step: int
    name: str
    value: float
    best: bool
    chooses: bool = True


@dataclass(frozen=True)
class Checkup:
    """A look at the training as it is after `step`: figures by name (`training/checkup.py`)."""

    step: int
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Scoring:
    """A model is being examined: `done` of `total` of `what`; `share` of all, in [0, 1]."""

    done: int
    total: int
    what: str
    share: float = 0.0


@dataclass(frozen=True)
class Scored:
    """All scores of a run's model; `is_known`: nothing had changed since they were stored."""

    run: str
    scores: tuple[Score, ...]
    is_known: bool = False


@dataclass(frozen=True)
class Unscored:
    """A run could not be scored; `reason` is a sentence."""

    run: str
    reason: str


@dataclass(frozen=True)
class Weights:
    """A copy of the averaged model's weights, for exploring while it trains."""

    run: str
    step: int
    tensors: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Saved:
    """The run can go on from `step`, whatever happens now."""

    step: int
    checkpoint: Literal["rolling", "best"]


@dataclass(frozen=True)
class Kept:
    """The time machine holds `count` moments of the run up to `step`: `size` of `most` bytes.

    `problem` is a sentence where one could not be kept.
    """

    step: int
    count: int
    size: int
    most: int
    problem: str = ""


@dataclass(frozen=True)
class RolledBack:
    """Training diverged at `step`; it went back to `to` and changed something."""

    step: int
    to: int
    change: str


@dataclass(frozen=True)
class Finished:
    """The last event of a job that ended by itself; `message` is a sentence for the user."""

    step: int
    reason: Literal["done", "stopped", "diverged"]
    message: str
    details: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Filming:
    """A film is being written: `done` of `total` frames."""

    done: int
    total: int


@dataclass(frozen=True)
class Filmed:
    """A film is in `path`: `count` frames of `pixels` (width, height), `fps` a second."""

    path: str
    count: int
    fps: int
    pixels: tuple[int, int]
    size: int


@dataclass(frozen=True)
class Working:
    """Something long goes on: `done` of `total` (0 when unknown) of `what`."""

    done: int
    total: int
    what: str


@dataclass(frozen=True)
class Worked:
    """What was worked out, in whole or, while `Working` goes on, so far."""

    result: Any


@dataclass(frozen=True)
class Sought:
    """A latent that draws a given picture is sought: the best after `done` of `total` steps.

    `z` is float32 `(d,)`, `picture` what it draws, uint8 `(C, H, W)`, `mse` its mean squared error,
    pixels taken as 0 to 1.
    """

    done: int
    total: int
    z: np.ndarray
    picture: np.ndarray
    mse: float


Event = (
    Importing
    | Imported
    | Started
    | Step
    | Preview
    | Quality
    | Checkup
    | Weights
    | Saved
    | Kept
    | RolledBack
    | Finished
    | Filming
    | Filmed
    | Scoring
    | Scored
    | Working
    | Worked
    | Sought
    | Unscored
)
