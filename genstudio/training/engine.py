"""The one loop: an iterator of frozen events that trains any game.

Stop is closing the iterator (`finally` saves), pause is not asking for the next event. The
engine has no callbacks and knows no logger and no widget.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from genstudio.core.events import (
    Event,
    Finished,
    Preview,
    Quality,
    RolledBack,
    Saved,
    Started,
    Step,
    Weights,
)
from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.objectives import catalog
from genstudio.objectives.game import Batch, Game, Loss
from genstudio.training import device as devices
from genstudio.training.cadence import Cadence
from genstudio.training.feed import DataOrder, Feed, to_net
from genstudio.training.judge import Judge
from genstudio.training.memory import OutOfMemoryError, fitting_batch, is_out_of_memory
from genstudio.training.previews import Previews
from genstudio.training.state import State

_REPORT_SECONDS = 0.1
_JUDGE_SECONDS = 15.0
_MOST_ROLLBACKS = 3
_ABSURD = 1e9  # a loss beyond this has diverged, whatever the float says


@dataclass(frozen=True)
class Files:
    """Where the engine keeps its two checkpoints."""

    rolling: Path
    best: Path


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
        engine.close()


class _Engine:
    """One training: its state, its feed, and what is due when."""

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
        self._wanted = weights_wanted or threading.Event()
        device = devices.choose(recipe)
        shape = images.pictures.shape[1:]
        chosen, held_out = images.split(recipe.held_out, recipe.split_seed)
        self.state = State(recipe, _seeded(recipe, shape, device), device)
        order = DataOrder(len(chosen), recipe.batch, recipe.seed)
        self._feed = Feed(images.pictures, chosen, order, device)
        judged = held_out if len(held_out) else chosen
        self._held_out = to_net(torch.from_numpy(images.pictures[judged[:512]]).to(device))
        self._judge = Judge(self.state.game, self._held_out)
        self._total = self.state.game.steps(len(chosen))
        self._draws = max((p.turns for p in self.state.game.players()), default=1)
        self._pictures = Previews(
            self.state.average.model, self._held_out,
            seed=recipe.seed, redraws=catalog.family(recipe) != "gan",
        )  # fmt: skip
        self._rows: list[Tensor] = []
        self._active = time.perf_counter()
        self._speed = 0.0
        self._saved_step = -1
        self._report = Cadence(_REPORT_SECONDS)
        self._saving = Cadence(recipe.checkpoint_seconds, first=recipe.checkpoint_seconds)
        self._previews = Cadence(recipe.preview_seconds, first=recipe.preview_seconds)
        self._judging = Cadence(_JUDGE_SECONDS, share=0.02, first=_JUDGE_SECONDS)

    # -- the loop ---------------------------------------------------------------------------

    def events(self) -> Iterator[Event]:
        progress = self.state.progress
        yield self._started()
        if progress.step == 0:
            yield self._save()
        yield self._preview()
        self._active = time.perf_counter()
        while self.state.progress.step < self._total:
            self._turn_all()
            last = self.state.progress.step == self._total
            if not self._report.is_due and not last:
                continue
            with self._report.taking():
                rows = self._take_rows()
            if self._has_diverged(rows, last):
                yield from self._roll_back()
                if self.is_broken:
                    return
                continue
            yield self._step(rows)
            yield from self._extras(last)
        yield self._save()
        yield Finished(self._total, "done", f"Trained {self._total:,} steps. Everything is saved.")

    def go_back(self) -> None:
        """Take everything from the rolling checkpoint."""
        self.state.load_rolling(self.files.rolling)
        self._saved_step = self.state.progress.step

    def wait_for(self, seconds: float) -> None:
        """Leave out of the training time what the consumer of the events took (or a pause)."""
        self._active += seconds

    def close(self) -> None:
        """Save, unless the newest state is already saved or is not worth it."""
        is_new = self.state.progress.step != self._saved_step >= 0
        if is_new and not self.is_broken and self.state.is_finite:
            self._save()

    def probe(self, batch: int) -> None:
        """Compute every loss once with `batch` pictures (to find out whether it fits)."""
        pictures = self._held_out[:1].expand(batch, -1, -1, -1).clone()
        for optimiser in self.state.optimisers:
            torch.autograd.backward(self._loss(optimiser.player.name, pictures).total)

    def _turn_all(self) -> None:
        """One step: every player's turns, then the average."""
        progress, game = self.state.progress, self.state.game
        parts: dict[str, Tensor] = {}
        batches: dict[int, Tensor] = {}
        for optimiser in self.state.optimisers:
            for other in self.state.optimisers:
                other.hold(other is not optimiser)
            for turn in range(optimiser.player.turns):
                if turn not in batches:
                    batches[turn] = self._feed.batch(progress.step * self._draws + turn)
                loss = self._loss(optimiser.player.name, batches[turn])
                optimiser.step(loss.total, progress=self._share, lr_scale=progress.lr_scale)
                parts |= loss.parts
        if not self.state.optimisers:
            with torch.no_grad():
                parts |= game.observe(self._batch(self._feed.batch(progress.step)))
        progress.step += 1
        self.state.average.update(progress.step)
        self._rows.append(torch.stack([parts[name].float() for name in game.columns]))

    @property
    def _share(self) -> float:
        return self.state.progress.step / self._total

    def _batch(self, pictures: Tensor) -> Batch:
        scale = self.state.progress.penalty_scale
        return Batch(pictures, self._share, scale, self.state.noise)

    def _loss(self, player: str, pictures: Tensor) -> Loss:
        with devices.precision(self.state.device):
            return self.state.game.loss(player, self._batch(pictures))

    # -- what is told -----------------------------------------------------------------------

    def _started(self) -> Started:
        game, device = self.state.game, self.state.device
        return Started(
            run=self.run,
            family=catalog.family(self.recipe),
            step=self.state.progress.step,
            total=self._total,
            batch=self.recipe.batch,
            device=devices.describe(device),
            threads=torch.get_num_threads(),
            parameters=_learnt(game),
            columns=game.columns,
            note=catalog.objective(self.recipe.objective).label,
        )

    def _take_rows(self) -> np.ndarray:
        rows = torch.stack(self._rows).cpu().double().numpy()
        self._rows.clear()
        return rows

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

    def _extras(self, last: bool) -> Iterator[Event]:
        if self._wanted.is_set():
            yield self._weights()
        if self._judging.is_due or last:
            with self._judging.taking():
                yield from self._judged()
        if self._previews.is_due or last:
            with self._previews.taking():
                preview = self._preview()
            yield preview
        if self._saving.is_due and not last:
            with self._saving.taking():
                saved = self._save()
            yield saved

    def _weights(self) -> Weights:
        self._settle()
        return Weights(self.run, self.state.progress.step, self.state.average.copies())

    def _preview(self) -> Preview:
        self._settle()
        return self._pictures.take(self.state.progress.step)

    def _judged(self) -> Iterator[Event]:
        self._settle()
        progress = self.state.progress
        value = self._judge(self.state.average.model)
        best = np.isfinite(value) and (progress.best_value is None or value < progress.best_value)
        if best:
            progress.best_value, progress.best_step = value, progress.step
            self.state.save_best(self.files.best)
        yield Quality(progress.step, self._judge.name, value, bool(best))
        if best:
            yield Saved(progress.step, "best")

    def _settle(self) -> None:
        self.state.game.settle()
        if not self.state.optimisers:
            self.state.average.update(self.state.progress.step)

    # -- what is kept -----------------------------------------------------------------------

    def _save(self) -> Saved:
        self._settle()
        self.state.save_rolling(self.files.rolling)
        self._saved_step = self.state.progress.step
        return Saved(self._saved_step, "rolling")

    def _has_diverged(self, rows: np.ndarray, last: bool) -> bool:
        if not bool(np.isfinite(rows).all()) or bool((np.abs(rows) > _ABSURD).any()):
            return True
        return (self._saving.is_due or last) and not self.state.is_finite

    def _roll_back(self) -> Iterator[Event]:
        """Go back to the last checkpoint and change something; give up the fourth time."""
        progress = self.state.progress
        step, tried = progress.step, progress.rollbacks
        scales = progress.lr_scale, progress.penalty_scale
        self.go_back()
        if tried == _MOST_ROLLBACKS:
            self.is_broken = True
            yield Finished(self.state.progress.step, "diverged", _GIVE_UP.format(step=step))
            return
        progress = self.state.progress
        progress.rollbacks = tried + 1
        progress.lr_scale, progress.penalty_scale = scales[0] / 2, scales[1] * 2
        change = f"learning rate × {progress.lr_scale:g}"
        if catalog.family(self.recipe) == "gan" and self.recipe.r1 + self.recipe.r2 > 0:
            change += f", penalty × {progress.penalty_scale:g}"
        self._active = time.perf_counter()
        yield RolledBack(step, progress.step, change)


_GIVE_UP = (
    "The figures became infinite at step {step:,} for the fourth time, although the learning rate "
    "was halved three times. The last good state is saved. Try a smaller learning rate"
    " (a tenth is a good start) or, for a GAN, a larger R1 penalty."
)


def _seeded(recipe: Recipe, shape: tuple[int, ...], device: torch.device) -> Game:
    """Build the game with weights from the recipe's seed, leaving the global generator alone."""
    channels, height, width = shape
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        game = catalog.build(recipe, (channels, height, width))
    return game.to(device=device, memory_format=torch.channels_last).train()  # type: ignore[call-overload, no-any-return]


def _learnt(game: Game) -> int:
    """Count the numbers that are learnt: weights, or a closed form's solution."""
    weights = sum(tensor.numel() for tensor in game.parameters())
    return weights or sum(tensor.numel() for tensor in game.model.buffers())
