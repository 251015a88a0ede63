"""What happens beside training when it is due: previews, judging, saving, weights to explore.

Each is an `Aside`: a cadence and what to tell. None may draw from the training's own random
numbers, so that how often they happen changes nothing of what is learnt.
"""

from __future__ import annotations

import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np

from genstudio.core.events import Event, Quality, Saved, Weights
from genstudio.core.storage import StorageError
from genstudio.evaluation import extractors
from genstudio.evaluation.features import Extractor
from genstudio.evaluation.learning import Learning, can_learn
from genstudio.objectives import catalog
from genstudio.training import mixing
from genstudio.training.cadence import Cadence
from genstudio.training.feed import Drawn
from genstudio.training.judge import MOST_JUDGED, Figure, Judge
from genstudio.training.point_previews import COUNT, PointPreviews
from genstudio.training.previews import Previews
from genstudio.training.scene import Scene

_JUDGE_SECONDS, _JUDGE_SHARE = 15.0, 0.007
_MIXED, _FEWEST_MIXED = 1_000, 200  # pictures whose latents the judged mixture is fitted to
_MIXED_BYTES = 128 * 2**20
# Beside judging: together they stay below 3 % of the time.
_LOOK_FIRST, _LOOK_SHARE, _LOOK_SLICE = 5.0, 0.022, 0.05


class Aside(ABC):
    """Something done beside training when its cadence says so, and perhaps at the end."""

    at_end = True

    def __init__(self, scene: Scene, cadence: Cadence) -> None:
        """Look at `scene` as often as `cadence` says."""
        self.scene = scene
        self.cadence = cadence

    def events(self, *, last: bool) -> Iterator[Event]:
        """Do it if it is due (or at the `last` step), and tell."""
        if not (self.cadence.is_due or (last and self.at_end)):
            return
        with self.cadence.taking():
            events = self.take()
        yield from events

    @abstractmethod
    def take(self) -> Sequence[Event]:
        """Do it now; return what to tell."""


class Previewing(Aside):
    """Pictures from fixed latents."""

    def __init__(self, scene: Scene) -> None:
        """Show the first of the judged pictures redrawn, where the model can."""
        seconds = scene.recipe.preview_seconds
        super().__init__(scene, Cadence(seconds, first=seconds))
        self._previews = _previews(scene)

    def take(self) -> Sequence[Event]:
        """Draw them."""
        self.scene.settle()
        return (self._previews.take(self.scene.state.progress.step),)


def _previews(scene: Scene) -> Previews | PointPreviews:
    model, seed = scene.state.average.model, scene.recipe.seed
    redraws = catalog.objective(scene.recipe.objective).can_encode
    if scene.images.is_points:
        real = scene.pictures(scene.judged[:COUNT])
        return PointPreviews(scene.state.game, model, real, seed=seed, redraws=redraws)
    return Previews(model, scene.pictures(scene.judged[:12]), seed=seed, redraws=redraws)


class Judging(Aside):
    """The figures on held-out pictures; the best model so far is kept."""

    def __init__(self, scene: Scene) -> None:
        """Judge on some of the held-out pictures."""
        super().__init__(scene, Cadence(_JUDGE_SECONDS, share=_JUDGE_SHARE, first=_JUDGE_SECONDS))
        held_out = scene.pictures(scene.judged[:MOST_JUDGED])
        trained = self._some_trained if mixing.suits(scene.recipe) else None
        self.judge = Judge(scene.state.game, held_out, trained)

    def _some_trained(self) -> Drawn:
        """Pictures of the training part: so few of large ones that they take little memory."""
        scene = self.scene
        most = max(_MIXED_BYTES // (4 * math.prod(scene.images.shape)), _FEWEST_MIXED)
        return scene.pictures(mixing.some_of(scene.chosen, scene.images.shape, min(most, _MIXED)))

    def take(self) -> Sequence[Event]:
        """Judge, and keep the model if it is the best so far."""
        self.scene.settle()
        step = self.scene.state.progress.step
        told: list[Event] = []
        for figure in self.judge(self.scene.state.average.model):
            best = figure.chooses and self._is_best(figure)
            told.append(Quality(step, figure.name, figure.value, best, figure.chooses))
            if best:
                told.append(self._keep(figure))
        return told

    def _is_best(self, figure: Figure) -> bool:
        """Whether it is the lowest of its name: another name begins anew."""
        progress = self.scene.state.progress
        if not np.isfinite(figure.value):
            return False
        known = progress.best_value if progress.best_name == figure.name else None
        return known is None or figure.value < known

    def _keep(self, figure: Figure) -> Saved:
        state = self.scene.state
        progress = state.progress
        progress.best_name, progress.best_value = figure.name, figure.value
        progress.best_step = progress.step
        state.save_best(self.scene.files.best)
        return Saved(progress.step, "best")


class Looking(Aside):
    """The feature network that judging looks with: found, or learnt a little at a time.

    It is learnt once for each set of pictures, at a small share of the time, and lost when
    training ends before it is done.
    """

    at_end = False

    def __init__(self, scene: Scene, judging: Judging) -> None:
        """Give it to `judging` now if it is there."""
        super().__init__(scene, Cadence(0.0, share=_LOOK_SHARE, first=_LOOK_FIRST))
        self._judging = judging
        self._learning: Learning | None = None
        self._is_over = not (judging.judge.can_look and can_learn(scene.images))
        known = None if self._is_over else extractors.find(scene.images)
        if known is not None:
            self._use(known)

    def take(self) -> Sequence[Event]:
        """Learn a little more of it, until it can be used."""
        if self._is_over:
            return ()
        device = self.scene.state.device
        if self._learning is None:
            self._learning = Learning(self.scene.images, device)
        self._learning.advance(_LOOK_SLICE)
        if self._learning.is_done:
            self._use(self._kept(self._learning.result()))
            self._judging.cadence.hasten()
        return ()

    def _kept(self, learnt: Extractor) -> Extractor:
        try:
            return extractors.keep(self.scene.images, learnt)
        except StorageError:  # it serves this run; the next one learns it again
            return learnt

    def _use(self, extractor: Extractor) -> None:
        self._judging.judge.look_with(extractor.to(self.scene.state.device))
        self._is_over, self._learning = True, None


class Saving(Aside):
    """The rolling checkpoint. The engine saves at the end by itself."""

    at_end = False

    def __init__(self, scene: Scene) -> None:
        """Save as often as the recipe says."""
        seconds = scene.recipe.checkpoint_seconds
        super().__init__(scene, Cadence(seconds, first=seconds))
        self.step = -1

    def take(self) -> Sequence[Event]:
        """Save; `step` is then what was saved."""
        self.scene.settle()
        self.scene.state.save_rolling(self.scene.files.rolling)
        self.step = self.scene.state.progress.step
        return (Saved(self.step, "rolling"),)


class Lending(Aside):
    """Copies of the weights, at every report while someone explores the run in training."""

    def __init__(self, scene: Scene, wanted: threading.Event) -> None:
        """Lend while `wanted` is set."""
        super().__init__(scene, Cadence(0.0, share=1.0))
        self._wanted = wanted

    def take(self) -> Sequence[Event]:
        """Copy the averaged weights, if they are wanted."""
        if not self._wanted.is_set():
            return ()
        self.scene.settle()
        state = self.scene.state
        return (Weights(self.scene.run, state.progress.step, state.average.copies()),)
