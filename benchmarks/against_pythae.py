"""The recommended VAE against pythae's ResNet VAE: `python -m benchmarks.against_pythae`.

Both learn the bundled digits with the same number of latents, one thread each, on one core. First
pythae trains for some epochs; then ours trains until its held-out pictures are redrawn as well
(mean squared error of the mean latent's picture, pixels 0 to 1). Time is processor time of
training alone, so that what else the computer does matters little; measuring the error is left
out on both sides. Needs `pip install pythae`.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.figure import HEADER, Figure
from genstudio.core.events import Weights
from genstudio.core.recipe import Recipe
from genstudio.data import load
from genstudio.objectives import presets
from genstudio.runs.model import Model
from genstudio.training import engine

BATCH = 64
RATES = (1e-4, 1e-3)  # pythae's own default, and the one of its MNIST benchmarks
EPOCHS = (2, 5)
_LEAST = 3.0  # the aim

Curve = list[tuple[float, float]]
"""Processor seconds of training, and the held-out error then."""


def measure(epochs: Sequence[int] = EPOCHS, seed: int = 0) -> list[Figure]:
    """Return our advantage over pythae at each of its learning rates, after so many epochs.

    Both sides begin from `seed`; the split is the same for all.
    """
    torch.set_num_threads(1)
    recipe = presets.recommend("vae").change(device="cpu", threads=1, seed=seed)
    images = load.load_now(recipe.data, size=28, channels="grey", fit=recipe.fit)
    chosen, held_out = images.split(recipe.held_out, recipe.split_seed)
    pictures, unseen = images.pictures[chosen], images.pictures[held_out]
    theirs = {
        (rate, epoch): point
        for rate in RATES
        for epoch, point in _pythae(pictures, unseen, recipe, rate, epochs).items()
    }
    budget = max(seconds for seconds, _ in theirs.values())
    ours = _ours(recipe, unseen, budget, min(error for _, error in theirs.values()))
    return [_compare(ours, point, *where) for where, point in theirs.items()]


def _compare(ours: Curve, theirs: tuple[float, float], rate: float, epochs: int) -> Figure:
    seconds, error = theirs
    reached = next((spent for spent, reached in ours if reached <= error), float("inf"))
    then = min((reached for spent, reached in ours if spent <= seconds), default=float("nan"))
    return Figure(
        name=f"pythae's time ÷ ours to equal held-out error (learning rate {rate:g}, {epochs} "
        "epochs)",
        measured=seconds / reached, unit="", target=_LEAST, sense="at least",
        note=f"MSE {error:.4f}: {seconds:.0f} s against {reached:.1f} s of one core's time; ours "
        f"after {seconds:.0f} s: {then:.4f}",
    )  # fmt: skip


def _ours(recipe: Recipe, unseen: np.ndarray, budget: float, wanted: float) -> Curve:
    """Train for `budget` processor seconds, or until the error `wanted` is reached if longer.

    Twice the budget is the most.
    """
    images = load.load_now(recipe.data, size=28, channels="grey", fit=recipe.fit)
    lend = threading.Event()
    lend.set()
    model, curve = Model.fresh(recipe, images.shape), []
    with tempfile.TemporaryDirectory() as base:
        files = engine.Files(Path(base) / "rolling", Path(base) / "best")
        job = engine.train(recipe, images, files, weights_wanted=lend)
        spent, start = 0.0, time.process_time()
        for event in job:
            if not isinstance(event, Weights):
                continue
            spent += time.process_time() - start
            now = model.with_weights(event.tensors, stamp="now")
            error = _error(lambda chunk, now=now: now.decode(now.encode(chunk).mu), unseen)
            curve.append((spent, error))
            if spent > 2 * budget or (spent > budget and error <= wanted):
                break
            start = time.process_time()
        job.close()
    return curve


def _pythae(
    pictures: np.ndarray, unseen: np.ndarray, recipe: Recipe, rate: float, epochs: Sequence[int]
) -> dict[int, tuple[float, float]]:
    """Return pythae's processor seconds and lowest held-out error after each of `epochs`."""
    from pythae.data.datasets import BaseDataset
    from pythae.trainers import BaseTrainer, BaseTrainerConfig

    model = _their_model(recipe.latent)
    clock = _clock(lambda: _error(lambda chunk: _redrawn(model, chunk), unseen))
    with tempfile.TemporaryDirectory() as base:
        settings = BaseTrainerConfig(
            output_dir=base, num_epochs=max(epochs), learning_rate=rate, no_cuda=True,
            seed=recipe.seed, per_device_train_batch_size=BATCH, per_device_eval_batch_size=BATCH,
        )  # fmt: skip
        data = torch.from_numpy(pictures).float() / 255
        dataset = BaseDataset(data, torch.zeros(len(data)))
        BaseTrainer(model, dataset, training_config=settings, callbacks=[clock]).train()
    found = {}
    for epoch in epochs:
        until = clock.curve[: math.ceil(len(clock.curve) * epoch / max(epochs))]
        found[epoch] = min(until, key=lambda point: point[1])
    return found


def _their_model(latent: int) -> Any:
    from pythae.models import VAE, VAEConfig
    from pythae.models.nn.benchmarks.mnist import (
        Decoder_ResNet_AE_MNIST,
        Encoder_ResNet_VAE_MNIST,
    )

    config = VAEConfig(input_dim=(1, 28, 28), latent_dim=latent)
    return VAE(config, Encoder_ResNet_VAE_MNIST(config), Decoder_ResNet_AE_MNIST(config))


@torch.no_grad()
def _redrawn(model: Any, chunk: np.ndarray) -> np.ndarray:
    """Their mean latent's pictures, `(N, 1, 28, 28)`, 0 to 255."""
    model.eval()
    found = model.encoder(torch.from_numpy(chunk).float() / 255).embedding
    drawn: np.ndarray = model.decoder(found)["reconstruction"].numpy() * 255
    model.train()
    return drawn


def _clock(error: Callable[[], float]) -> Any:
    """A callback of their trainer: the time of the steps, and the error after every tenth."""
    from pythae.trainers.training_callbacks import TrainingCallback

    class Clock(TrainingCallback):  # type: ignore[misc]
        def __init__(self) -> None:
            self.spent, self.steps, self.mark = 0.0, 0, 0.0
            self.curve: Curve = []

        def on_train_step_begin(self, *_: Any, **__: Any) -> None:  # of an epoch
            self.mark = time.process_time()

        def on_train_step_end(self, *_: Any, **__: Any) -> None:  # of a batch
            self.spent += time.process_time() - self.mark
            self.steps += 1
            if self.steps % 10 == 0:
                self.curve.append((self.spent, error()))
            self.mark = time.process_time()

    return Clock()


def _error(redraw: Callable[[np.ndarray], np.ndarray], pictures: np.ndarray) -> float:
    """Mean squared error with pixels 0 to 1."""
    difference = redraw(pictures).astype(np.float64) - pictures
    return float(np.square(difference / 255).mean())


def main(argv: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, nargs="+", default=EPOCHS, help="of pythae (2 5)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="one run each (0)")
    given = parser.parse_args(argv)
    try:
        import pythae as _  # noqa: F401
    except ImportError:
        print("This benchmark needs pythae. Type: pip install pythae", file=sys.stderr)
        return 1
    print(HEADER)
    for seed in given.seeds:
        for figure in measure(given.epochs, seed):
            named = replace(figure, name=f"{figure.name}, seed {seed}")
            print(named.row(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
