"""The one loop: an iterator of frozen events that trains any game.

Stop is closing the iterator (`finally` saves), pause is not asking for the next event. The
engine has no callbacks and knows no logger and no widget.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator, Sequence

import numpy as np
import torch

from genstudio.core.events import Event, Finished, RolledBack, Started, Step
from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.objectives import catalog
from genstudio.objectives.game import Game
from genstudio.training import device as devices
from genstudio.training import mixing
from genstudio.training.asides import Aside, Judging, Lending, Looking, Previewing, Saving
from genstudio.training.cadence import Cadence
from genstudio.training.checkup import CheckingUp
from genstudio.training.feed import DataOrder, Feed
from genstudio.training.memory import OutOfMemoryError, fitting_batch, is_out_of_memory
from genstudio.training.moments import Keeping
from genstudio.training.scene import Files, Scene
from genstudio.training.state import State
from genstudio.training.turns import Turns

__all__ = ["Files", "prepare", "train"]

_REPORT_SECONDS = 0.1
_MOST_ROLLBACKS = 3
_ABSURD = 1e9  # a loss beyond this has diverged, whatever the float says


def train(
    recipe: Recipe,
    images: ImageSet,
    files: Files,
    *,
    run: str = "",
    resume: bool = False,
    weights_wanted: threading.Event | None = None,
) -> Generator[Event, None, None]:
    """Train `recipe` on `images`, yielding events; with `resume` from the rolling checkpoint.

    Raises `ValueError` or `OSError` with a sentence. Closing the iterator saves.
    """
    torch.set_num_threads(devices.thread_count(recipe))
    engine = _Engine(catalog.resolve(recipe), images, files, run, weights_wanted)
    if resume:
        engine.go_back()
    try:
        for event in engine.events():
            asked = time.perf_counter()
            yield event
            engine.wait_for(time.perf_counter() - asked)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        engine.is_broken = True
        raise OutOfMemoryError.at(
            recipe.batch, fitting_batch(engine.probe, recipe.batch)
        ) from error
    finally:
        try:
            engine.close()
        finally:
            engine.let_go()


def prepare(recipe: Recipe, images: ImageSet, files: Files, run: str = "") -> tuple[Scene, Turns]:
    """Make a training ready to take its first step: the scene, and what takes the steps.

    Raises `ValueError` with a sentence for a recipe that does not fit the pictures.
    """
    device = devices.choose(recipe)
    chosen, held_out = images.split(recipe.held_out, recipe.split_seed)
    classes = catalog.class_count(recipe, images.class_names)
    state = State(recipe, _seeded(recipe, images.shape, classes, device), device)
    order = DataOrder(len(chosen), recipe.batch, recipe.seed)
    feed = Feed(images.pictures, chosen, order, device, images.labels)
    scene = Scene(run, recipe, images, chosen, held_out, state, files)
    return scene, Turns(state, feed, state.game.steps(len(chosen)))


class _Engine:
    """One training: its turns, and what is due when beside them."""

    def __init__(
        self,
        recipe: Recipe,
        images: ImageSet,
        files: Files,
        run: str,
        weights_wanted: threading.Event | None,
    ) -> None:
        self.recipe, self.run, self.files = recipe, run, files
        self.is_broken = False
        self._scene, self._turns = prepare(recipe, images, files, run)
        self.state = self._scene.state
        self._previewing = Previewing(self._scene)
        self._keeping = Keeping(self._scene)
        self._saving = Saving(self._scene)
        judging = Judging(self._scene)
        self._checking = CheckingUp(self._scene)
        self._asides: tuple[Aside, ...] = (
            Lending(self._scene, weights_wanted or threading.Event()),
            Looking(self._scene, judging),
            judging,
            self._checking,
            self._previewing,
            self._keeping,
            self._saving,
        )
        self._active = time.perf_counter()
        self._speed = 0.0
        self._report = Cadence(_REPORT_SECONDS)

    # -- the loop ---------------------------------------------------------------------------

    def events(self) -> Iterator[Event]:
        total = self._turns.total
        yield self._started()
        if self.state.progress.step == 0:
            yield from self._saving.take()
        yield from self._previewing.take()
        yield from self._keeping.begin()
        self._active = time.perf_counter()
        while not self._turns.is_over:
            self._turns.take()
            last = self._turns.is_over
            if not self._report.is_due and not last:
                continue
            with self._report.taking():
                rows = self._turns.rows()
            if self._has_diverged(rows, last):
                yield from self._roll_back()
                if self.is_broken:
                    return
                continue
            yield self._step(rows)
            for aside in self._asides:
                yield from aside.events(last=last)
        yield from self._conclude()
        yield Finished(total, "done", f"Trained {total:,} steps. Everything is saved.")

    def go_back(self) -> None:
        """Take everything from the rolling checkpoint."""
        self.state.load_rolling(self.files.rolling)
        self._saving.step = self.state.progress.step

    def wait_for(self, seconds: float) -> None:
        """Leave out of the training time what the consumer of the events took (or a pause)."""
        self._active += seconds

    def close(self) -> None:
        """Save, unless the newest state is already saved or is not worth it."""
        is_new = self.state.progress.step != self._saving.step >= 0
        if is_new and not self.is_broken and self.state.is_finite:
            self._conclude(most=mixing.FEW)

    def let_go(self) -> None:
        """End the reading of pictures."""
        self._turns.close()

    def _conclude(self, *, most: int = mixing.MOST) -> Sequence[Event]:
        """Fit the sampler that belongs to the final weights, and save whatever comes of it."""
        try:
            if mixing.suits(self.recipe):
                mixing.mix(self._scene, most=most)
        finally:
            saved = self._saving.take()
        return saved

    def probe(self, batch: int) -> None:
        """Compute every loss once with `batch` pictures (to find out whether it fits)."""
        rows = np.resize(self._scene.chosen, batch)
        drawn = self._scene.pictures(rows)
        for optimiser in self.state.optimisers:
            torch.autograd.backward(self._turns.loss(optimiser.player.name, drawn).total)

    # -- what is told -----------------------------------------------------------------------

    def _started(self) -> Started:
        game, device = self.state.game, self.state.device
        return Started(
            run=self.run,
            family=catalog.family(self.recipe),
            step=self.state.progress.step,
            total=self._turns.total,
            batch=self.recipe.batch,
            device=devices.describe(device),
            threads=torch.get_num_threads(),
            parameters=_learnt(game),
            columns=game.columns,
            note=catalog.objective(self.recipe.objective).label,
        )

    def _step(self, rows: np.ndarray) -> Step:
        now = time.perf_counter()
        elapsed, self._active = max(now - self._active, 1e-6), now
        progress = self.state.progress
        progress.seconds += elapsed
        speed = len(rows) * self.recipe.batch / elapsed
        self._speed = speed if not self._speed else 0.8 * self._speed + 0.2 * speed
        return Step(
            first=progress.step - len(rows) + 1,
            seconds=progress.seconds,
            columns=self.state.game.columns,
            rows=rows,
            pictures_per_second=self._speed,
            memory_mb=devices.memory_mb(self.state.device),
        )

    # -- when it diverges -------------------------------------------------------------------

    def _has_diverged(self, rows: np.ndarray, last: bool) -> bool:
        if not bool(np.isfinite(rows).all()) or bool((np.abs(rows) > _ABSURD).any()):
            return True
        return (self._saving.cadence.is_due or last) and not self.state.is_finite

    def _roll_back(self) -> Iterator[Event]:
        """Go back to the last checkpoint and change something; give up the fourth time."""
        progress = self.state.progress
        step, tried = progress.step, progress.rollbacks
        scales = progress.lr_scale, progress.penalty_scale
        self.go_back()
        if tried == _MOST_ROLLBACKS:
            self.is_broken = True
            self.state.progress.rollbacks = tried + 1
            yield from self._checking.take()
            yield Finished(self.state.progress.step, "diverged", _GIVE_UP.format(step=step))
            return
        progress = self.state.progress
        progress.rollbacks = tried + 1
        progress.lr_scale, progress.penalty_scale = scales[0] / 2, scales[1] * 2
        change = f"learning rate × {progress.lr_scale:g}"
        if "critic" in catalog.objective(self.recipe.objective).traits:
            change += f", penalty × {progress.penalty_scale:g}"
        yield RolledBack(step, progress.step, change)
        yield from self._checking.take()
        yield from self._keeping.begin()
        self._active = time.perf_counter()


_GIVE_UP = (
    "The figures became infinite at step {step:,} for the fourth time, although the learning rate "
    "was halved three times. The last good state is saved. Try a smaller learning rate"
    " (a tenth is a good start) or, for a GAN, a larger R1 penalty."
)


def _seeded(
    recipe: Recipe, shape: tuple[int, int, int], classes: int, device: torch.device
) -> Game:
    """Build the game with weights from the recipe's seed, leaving the global generator alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        game = catalog.build(recipe, shape, classes)
    return game.to(device=device, memory_format=torch.channels_last).train()  # type: ignore[call-overload, no-any-return]


def _learnt(game: Game) -> int:
    """Count the numbers that are learnt: weights, or a closed form's solution."""
    weights = sum(tensor.numel() for tensor in game.parameters())
    return weights or sum(tensor.numel() for tensor in game.model.buffers())
