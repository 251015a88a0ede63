"""Our loop against the script people write: DataLoader and default Adam, with the same nets."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator

import torch
from torch.utils.data import DataLoader, TensorDataset

from benchmarks import studio
from benchmarks.figure import Figure
from benchmarks.training import SECONDS, steps_of
from genstudio.core.events import Event
from genstudio.core.recipe import Recipe
from genstudio.data import load
from genstudio.objectives import catalog, presets
from genstudio.objectives.game import Batch
from genstudio.runs import jobs
from genstudio.runs.library import Library

ROUNDS = 8


def measure() -> list[Figure]:
    """Count steps per second of our loop and of the plain script, turn by turn."""
    recipe = presets.recommend("vae").change(steps=1_000_000)
    threads = max((os.cpu_count() or 2) - 1, 1)
    with studio.home():
        ours = iter(jobs.train(Library().create(recipe)))
        _ours(ours)  # warm
        figures = []
        for workers in (0, 2):
            plain = _plain(recipe, workers, threads)
            next(plain)
            ratios = [_ours(ours) / _count(plain) for _ in range(ROUNDS)]
            spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
            figures.append(
                Figure(
                    name=f"our loop ÷ plain script, {workers} loader workers",
                    measured=statistics.median(ratios), unit="", target=1.1, sense="at least",
                    note=f"steps/s, same nets, {threads} thread(s) each, {ROUNDS} turns ({spread})",
                )
            )  # fmt: skip
        ours.close()  # type: ignore[attr-defined]
    return figures


def _ours(job: Iterator[Event]) -> float:
    """Return steps per second by the clock, recording to disk and previews included."""
    count, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < SECONDS:
        count += sum(len(step.rows) for step in steps_of([next(job)]))
    return count / elapsed


def _count(steps: Iterator[float]) -> float:
    count, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < SECONDS:
        next(steps)
        count += 1
    return count / elapsed


def _plain(recipe: Recipe, workers: int, threads: int) -> Iterator[float]:
    """Train step by step as a notebook would, without EMA, clip, checkpoints or previews."""
    torch.set_num_threads(threads)
    images = load.load_now(recipe.data, size=recipe.size, channels="grey", fit=recipe.fit)
    pictures = torch.from_numpy(images.pictures.copy()).float() / 127.5 - 1
    loader = DataLoader(
        TensorDataset(pictures), batch_size=recipe.batch, shuffle=True, drop_last=True,
        num_workers=workers, persistent_workers=workers > 0,
    )  # fmt: skip
    game = catalog.build(recipe, images.shape)
    adam = torch.optim.Adam(game.parameters(), lr=recipe.lr)
    generator = torch.Generator()
    while True:
        for (batch,) in loader:
            loss = game.loss("vae", Batch(batch, 0.5, 1.0, generator))
            adam.zero_grad()
            torch.autograd.backward(loss.total)
            adam.step()
            yield loss.total.item()
