"""A run's critic, asked whether pictures are real. It is the one of the last step trained."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from genstudio.core import pixels
from genstudio.objectives import catalog
from genstudio.objectives.critic import Critic
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.training import checkpoint

NONE = "This model has no discriminator."
GONE = "Its discriminator was not kept: only the run's last checkpoint holds it."
BUNDLES = "Its discriminator judges bundles of {} pictures, and cannot say of one if it is real."
_PREFIX = "game.critic."


class Judge:
    """Says “real” of pictures that score above `threshold`: 0, where the critic cannot tell.

    Where only differences of scores mean something (Wasserstein, relativistic losses) the
    threshold lies halfway between the mean scores of real and made pictures; see `calibrate`.
    """

    def __init__(self, critic: Critic, classes: int) -> None:
        """Ask `critic`, which was taught `classes` (0 for none)."""
        self._critic = critic.eval()
        self._classes = classes
        self.threshold = 0.0

    @property
    def needs_calibration(self) -> bool:
        """Whether a score alone says nothing."""
        return self._critic.only_differences

    def calibrate(self, scores_real: np.ndarray, scores_made: np.ndarray) -> None:
        """Put the threshold between scores `(N,)` of pictures that are not in the game."""
        self.threshold = float(scores_real.mean() + scores_made.mean()) / 2

    def scores(self, pictures: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
        """Return scores `(N,)` of uint8 pictures `(N, C, H, W)` of classes `labels` `(N,)`."""
        given = torch.from_numpy(pixels.to_float(pictures))
        found: np.ndarray = self._critic.scores(given, self._told(labels)).numpy()
        return found

    def says_real(self, pictures: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
        """Return for each picture whether it is taken for real, bool `(N,)`."""
        real: np.ndarray = self.scores(pictures, labels) > self.threshold
        return real

    def _told(self, labels: np.ndarray | None) -> Tensor | None:
        if not self._classes or labels is None:
            return None
        return torch.from_numpy(np.eye(self._classes, dtype=np.float32)[labels])


def open_judge(folder: RunFolder, model: Model) -> tuple[Judge | None, str]:
    """Return the critic of the run that `model` is of, or None and a sentence that says why."""
    if "critic" not in catalog.objective(model.recipe.objective).traits:
        return None, NONE
    if (pack := catalog.bundle(model.recipe)) > 1:
        return None, BUNDLES.format(pack)
    if not folder.rolling_path.is_file():
        return None, GONE
    try:
        critic = _restored(folder, model)
    except checkpoint.CheckpointError as error:
        return None, str(error)
    return (Judge(critic, model.classes), "") if critic is not None else (None, NONE)


def _restored(folder: RunFolder, model: Model) -> Critic | None:
    tensors, _ = checkpoint.load(folder.rolling_path, prefix=_PREFIX)
    with torch.random.fork_rng(devices=[]):
        game = catalog.build(model.recipe, model.summary.shape, model.classes)
    critic = getattr(game, "critic", None)
    if not isinstance(critic, Critic):
        return None
    checkpoint.restore(critic, tensors, source=folder.rolling_path)
    return critic.requires_grad_(False)
