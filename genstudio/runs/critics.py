"""A run's critic, asked whether pictures are real. It is the one of the last step trained."""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from torch import Tensor

from genstudio.core import pixels
from genstudio.nets.classes import alike
from genstudio.objectives import catalog
from genstudio.objectives.critic import Critic
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.training import checkpoint

NONE = "This model has no discriminator."
GONE = "Its discriminator was not kept: only the run's last checkpoint holds it."
BUNDLES = "Its discriminator judges bundles of {} pictures, and cannot say of one if it is real."
_PREFIX = "game.critic."
_CHUNK = 128

Meaning = Literal["logit", "targets", "margin", "difference"]
"""What a score says by itself.

"logit": its sigmoid is the critic's belief that the picture is real (Goodfellow et al. 2014).
"targets": 1 was asked for real and −1 for made pictures (Mao et al. 2017). "margin": beyond ±1
nothing more is gained (Lim and Ye 2017). "difference": nothing; only the gap to another picture's
score counts (Arjovsky et al. 2017; Jolicoeur-Martineau 2018).
"""
_MEANINGS: dict[str, Meaning] = {"lsgan": "targets", "hinge": "margin"}


class Judge:
    """Says “real” of pictures that score above `threshold`: 0, where the critic cannot tell.

    Where only differences of scores mean something (Wasserstein, relativistic losses) the
    threshold lies halfway between the mean scores of real and made pictures; see `calibrate`.
    """

    def __init__(self, critic: Critic, classes: int, *, step: int = 0) -> None:
        """Ask `critic`, which was taught `classes` (0 for none), as it was after `step`."""
        self._critic = critic.eval()
        self._classes = classes
        self.threshold = 0.0
        self.step = step

    @property
    def net(self) -> Critic:
        """The torch module itself, for what needs its slope. Leave it as it is."""
        return self._critic

    @property
    def classes(self) -> int:
        """How many classes it was taught; 0 for none."""
        return self._classes

    @property
    def meaning(self) -> Meaning:
        """What one of its scores says by itself."""
        if self.needs_calibration:
            return "difference"
        return _MEANINGS.get(self._critic.recipe.objective, "logit")

    @property
    def needs_calibration(self) -> bool:
        """Whether a score alone says nothing."""
        return self._critic.only_differences

    def calibrate(self, scores_real: np.ndarray, scores_made: np.ndarray) -> None:
        """Put the threshold between scores `(N,)` of pictures that are not in the game."""
        self.threshold = float(scores_real.mean() + scores_made.mean()) / 2

    def scores(self, pictures: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
        """Return scores `(N,)` of uint8 pictures `(N, C, H, W)` of classes `labels` `(N,)`."""
        weights = None
        if self._classes and labels is not None:
            weights = np.eye(self._classes, dtype=np.float32)[labels]
        return self.weighed(pictures, weights)

    def weighed(self, pictures: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
        """Return scores `(N,)` of pictures of classes `weights` `(N, classes)`; see `told`."""
        told, found = self.told(weights, len(pictures)), [np.empty(0, np.float32)]
        for start in range(0, len(pictures), _CHUNK):
            part = np.s_[start : start + _CHUNK]
            given = torch.from_numpy(pixels.to_float(pictures[part]))
            found.append(self._critic.scores(given, None if told is None else told[part]).numpy())
        return np.concatenate(found)

    def told(self, weights: np.ndarray | None, count: int) -> Tensor | None:
        """Return what the critic is told of `count` pictures' classes; None if it knows none.

        Without `weights` it is told of all classes alike: the mean of what it says of each.
        """
        if not self._classes:
            return None
        if weights is None:
            return alike(count, self._classes, torch.empty(0))
        return torch.from_numpy(np.float32(weights))

    def says_real(self, pictures: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
        """Return for each picture whether it is taken for real, bool `(N,)`."""
        real: np.ndarray = self.scores(pictures, labels) > self.threshold
        return real


def open_judge(folder: RunFolder, model: Model) -> tuple[Judge | None, str]:
    """Return the critic of the run that `model` is of, or None and a sentence that says why."""
    if "critic" not in catalog.objective(model.recipe.objective).traits:
        return None, NONE
    if (pack := catalog.bundle(model.recipe)) > 1:
        return None, BUNDLES.format(pack)
    if not folder.rolling_path.is_file():
        return None, GONE
    try:
        critic, step = _restored(folder, model)
    except checkpoint.CheckpointError as error:
        return None, str(error)
    return (Judge(critic, model.classes, step=step), "") if critic is not None else (None, NONE)


def _restored(folder: RunFolder, model: Model) -> tuple[Critic | None, int]:
    tensors, facts = checkpoint.load(folder.rolling_path, prefix=_PREFIX)
    with torch.random.fork_rng(devices=[]):
        game = catalog.build(model.recipe, model.summary.shape, model.classes)
    critic = getattr(game, "critic", None)
    if not isinstance(critic, Critic):
        return None, 0
    checkpoint.restore(critic, tensors, source=folder.rolling_path)
    return critic.requires_grad_(False), int(facts.get("progress", {}).get("step", 0))
