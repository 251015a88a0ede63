"""A forecast: a few real steps of a recipe tell its speed, its end and its memory.

Nothing is written, and the global random numbers are left alone: the game is built as the
engine builds it, and all its noise comes from a generator of its own.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import psutil
import torch

from genstudio.core.recipe import Recipe, Value
from genstudio.data.imageset import ImageSet
from genstudio.objectives import catalog
from genstudio.training import beside, engine, footprint
from genstudio.training import device as devices
from genstudio.training.beside import Beside
from genstudio.training.feed import resident_bytes
from genstudio.training.footprint import Footprint, Kept
from genstudio.training.memory import is_out_of_memory
from genstudio.training.scene import Files, Scene
from genstudio.training.turns import Turns

_FEW = 8  # pictures of the first, careful steps
_MOST_PICTURES = 512
_WARM_STEPS, _WARM_SECONDS = 3, 0.3
_SECONDS, _MOST_SECONDS, _LEAST_STEPS = 1.5, 5.0, 3
_LONGEST_STEP = 1.0  # seconds; a longer one is scaled from a smaller batch
_NOWHERE = Files(Path("nowhere"), Path("nowhere"))
_SAME_COST = (
    "data", "split_seed", "beta", "kl_warmup", "penalty_final", "critic_lr", "steps", "lr",
    "lr_final", "seed", "checkpoint_seconds",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A few pictures to measure with, uint8 `(N, C, H, W)`, and how many there are in all."""

    pictures: np.ndarray
    count: int
    class_names: tuple[str, ...] = ()
    is_real: bool = True

    @staticmethod
    def of(images: ImageSet) -> Sample:
        """Take some of `images`."""
        stride = max(len(images) // _MOST_PICTURES, 1)
        few = np.ascontiguousarray(images.pictures[::stride][:_MOST_PICTURES])
        return Sample(few, len(images), tuple(images.class_names))

    @staticmethod
    def noise(recipe: Recipe, count: int, class_names: Sequence[str] = ()) -> Sample:
        """Make noise of the recipe's shape, where the pictures are not read yet."""
        channels = 1 if recipe.channels == "grey" else 3
        shape = (64, channels, recipe.size, recipe.size)
        pictures = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
        return Sample(pictures, count, tuple(class_names), is_real=False)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What training a recipe takes. Bytes are `needed` beside what the program uses already.

    `is_scaled` says that the speed was measured with a smaller batch; `offer` is the change that
    fits when this recipe does not.
    """

    pictures_per_second: float
    steps: int
    seconds: float
    times_seen: float
    needed: int
    free: int
    device: str
    threads: int
    is_real: bool
    is_scaled: bool
    offer: Mapping[str, Value]

    @property
    def fits(self) -> bool:
        """Whether the memory is enough, with some room."""
        return footprint.fits(self.needed, self.free)

    def at(self, recipe: Recipe) -> Forecast:
        """Return the forecast for a recipe of the same cost with another number of steps."""
        if catalog.family(recipe) == "pca" or recipe.steps == self.steps:
            return self
        share = recipe.steps / self.steps
        return replace(
            self, steps=recipe.steps, seconds=self.seconds * share,
            times_seen=self.times_seen * share,
        )  # fmt: skip


@dataclass(frozen=True)
class Measuring:
    """Another step was taken, or something else was timed."""

    steps: int


def cost_key(recipe: Recipe) -> tuple[Value, ...]:
    """Return what decides the cost of a step; recipes of equal keys need one measurement."""
    values = catalog.resolve(recipe).model_dump()
    for name in ("r1", "r2", "ema"):  # whether, not how much
        values[name] = values[name] > 0
    return tuple(value for name, value in values.items() if name not in _SAME_COST)


def measure(recipe: Recipe, sample: Sample) -> Generator[Measuring | Forecast, None, None]:
    """Take a few steps of `recipe`; the last event is the `Forecast`. Close it to stop at once.

    Raises `ValueError` with a sentence for a recipe that cannot be trained.
    """
    recipe = catalog.resolve(recipe)
    torch.set_num_threads(devices.thread_count(recipe))
    try:
        yield from _Measurement(recipe, sample).events()
    finally:
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


class _Measurement:
    """First a few careful steps with few pictures; then the recipe as it is, if that is safe."""

    def __init__(self, recipe: Recipe, sample: Sample) -> None:
        self._recipe, self._sample = recipe, sample
        self._device = devices.choose(recipe)
        self._images = _images(sample)
        self._trained = max(sample.count - round(sample.count * recipe.held_out), 1)
        self._taken = 0
        self._beside = Beside()

    def events(self) -> Generator[Measuring | Forecast, None, None]:
        recipe = self._recipe
        self._free = footprint.free_bytes(self._device)
        batch = min(_FEW, recipe.batch)
        seconds, found = yield from self._try(batch, counted=True)
        step = seconds * recipe.batch / batch
        if batch < recipe.batch and footprint.fits(found.needed(recipe.batch), self._free):
            largest = batch
            while largest < recipe.batch and seconds * 2 * largest / batch <= _LONGEST_STEP:
                largest = min(2 * largest, recipe.batch)
            try:
                seconds, measured = yield from self._try(largest, counted=False)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                found = replace(found, fixed=found.fixed + self._free)
            else:
                batch, step = largest, seconds * recipe.batch / largest
                found = _larger(found, measured, largest)
        yield self._conclude(step, found, is_scaled=batch < recipe.batch)

    def _try(
        self, batch: int, *, counted: bool
    ) -> Generator[Measuring, None, tuple[float, Footprint]]:
        """Take steps of `batch` pictures; return a step's seconds and the memory seen."""
        before = self._used()
        recipe = self._recipe.change(batch=batch)
        scene, turns = engine.prepare(recipe, self._images, _NOWHERE)
        self._steps = scene.state.game.steps(self._trained)
        turns.total = max(self._steps, 10**6)  # so early that no schedule is over
        if scene.state.game.solved_side():
            scene.state.game.settle = _solve_nothing  # type: ignore[method-assign]
        kept = Kept(scene.state)
        if counted and scene.state.optimisers:
            with kept.counting():
                turns.take()
        try:
            yield from self._take(turns, _WARM_SECONDS, least=_WARM_STEPS)
            taken, seconds = yield from self._take(turns, _SECONDS / (3 if counted else 1))
            fixed = float(footprint.weights_bytes(scene.state))
            grown = max(self._used(peak=True) - before - fixed, 0.0)
            if counted:
                yield from self._look_beside(scene)
        finally:
            turns.close()
        picture = max(footprint.kept_bytes(kept.peak), 0.0 if counted else grown) / batch
        return seconds / taken, Footprint(fixed, picture, self._data_bytes())

    def _look_beside(self, scene: Scene) -> Generator[Measuring, None, None]:
        """Time what is done beside the steps; it costs the same with few pictures a step."""
        parts = beside.measure(scene, self._sample.count - self._trained)
        while True:
            try:
                next(parts)
            except StopIteration as end:
                self._beside = end.value
                return
            self._taken += 1
            yield Measuring(self._taken)

    def _take(
        self, turns: Turns, seconds: float, *, least: int = _LEAST_STEPS
    ) -> Generator[Measuring, None, tuple[int, float]]:
        """Take steps for so long; a pause between two of them does not count."""
        taken, total = 0, 0.0
        while taken < least or total < seconds:
            began = time.perf_counter()
            turns.take()
            if self._device.type == "cuda":
                torch.cuda.synchronize(self._device)
            total += time.perf_counter() - began
            taken += 1
            self._taken += 1
            yield Measuring(self._taken)
            if total > _MOST_SECONDS:
                break
        began = time.perf_counter()
        turns.rows()  # as the engine reads them
        return taken, total + time.perf_counter() - began

    def _conclude(self, step: float, found: Footprint, *, is_scaled: bool) -> Forecast:
        recipe = self._recipe
        needed = found.needed(recipe.batch)
        is_enough = footprint.fits(needed, self._free)
        seconds = self._steps * step * (1 + self._beside.share) + self._beside.end
        return Forecast(
            pictures_per_second=self._steps * recipe.batch / seconds,
            steps=self._steps,
            seconds=seconds,
            times_seen=self._steps * recipe.batch / self._trained,
            needed=needed,
            free=self._free,
            device=devices.describe(self._device),
            threads=torch.get_num_threads(),
            is_real=self._sample.is_real,
            is_scaled=is_scaled,
            offer={} if is_enough else footprint.offer(recipe, found, self._free),
        )

    def _data_bytes(self) -> float:
        return float(resident_bytes(self._trained, self._sample.pictures[0].nbytes))

    def _used(self, *, peak: bool = False) -> float:
        if self._device.type == "cuda":
            if peak:
                return float(torch.cuda.max_memory_allocated(self._device))
            torch.cuda.reset_peak_memory_stats(self._device)
            return float(torch.cuda.memory_allocated(self._device))
        return float(psutil.Process().memory_info().rss)


def _images(sample: Sample) -> ImageSet:
    """Return the sample as a set; every class is there, in whatever picture."""
    labels = None
    if sample.class_names:
        labels = np.arange(len(sample.pictures), dtype=np.int64) % len(sample.class_names)
    return ImageSet("sample", sample.pictures, labels, sample.class_names, "sample")


def _solve_nothing() -> None:
    """Stand in for a closed form's solution, which may take minutes: it is timed apart."""


def _larger(found: Footprint, measured: Footprint, batch: int) -> Footprint:
    """Believe the larger of what was counted and what the process grew by."""
    return found if found.needed(batch) >= measured.needed(batch) else measured
