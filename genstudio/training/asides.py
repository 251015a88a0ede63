"""What happens beside training when it is due: previews, judging, saving, weights to explore.

Each is an `Aside`: a cadence and what to tell. None may draw from the training's own random
numbers, so that how often they happen changes nothing of what is learnt.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np

from genstudio.core.events import Event, Quality, Saved, Weights
from genstudio.objectives import catalog
from genstudio.training.cadence import Cadence
from genstudio.training.judge import Judge
from genstudio.training.previews import Previews
from genstudio.training.scene import Scene

_JUDGE_SECONDS = 15.0


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
        self._previews = Previews(
            scene.state.average.model, scene.pictures(scene.judged[:12]),
            seed=scene.recipe.seed,
            redraws=catalog.objective(scene.recipe.objective).can_encode,
        )  # fmt: skip

    def take(self) -> Sequence[Event]:
        """Draw them."""
        self.scene.settle()
        return (self._previews.take(self.scene.state.progress.step),)


class Judging(Aside):
    """The figure on held-out pictures; the best model so far is kept."""

    def __init__(self, scene: Scene) -> None:
        """Judge on some of the held-out pictures."""
        super().__init__(scene, Cadence(_JUDGE_SECONDS, share=0.02, first=_JUDGE_SECONDS))
        self._judge = Judge(scene.state.game, scene.pictures(scene.judged[:512]))

    def take(self) -> Sequence[Event]:
        """Judge, and keep the model if it is the best so far."""
        self.scene.settle()
        state = self.scene.state
        progress = state.progress
        value = self._judge(state.average.model)
        is_first = progress.best_value is None
        best = bool(np.isfinite(value)) and (is_first or value < (progress.best_value or 0.0))
        told: list[Event] = []
        if best:
            progress.best_value, progress.best_step = value, progress.step
            state.save_best(self.scene.files.best)
            told = [Saved(progress.step, "best")]
        return [Quality(progress.step, self._judge.name, value, best), *told]


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
