"""The recommended VAE against pythae's ResNet VAE: `python -m benchmarks.against_pythae`.

Both learn the bundled digits with the same number of latents, one thread each, on one core. First
pythae trains for some epochs; then ours trains until its held-out pictures are redrawn as well
(mean squared error of the mean latent's picture, pixels 0 to 1). Time is processor time of
training alone, so that what else the computer does matters little; measuring the error is left
out on both sides. Needs `pip install pythae`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
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
_LEAST = 3.0  # the aim


def measure(epochs: int = 4) -> list[Figure]:
    """Return our advantage over pythae at each of its learning rates."""
    torch.set_num_threads(1)
    recipe = presets.recommend("vae").change(device="cpu", threads=1)
    images = load.load_now(recipe.data, size=28, channels="grey", fit=recipe.fit)
    chosen, held_out = images.split(recipe.held_out, recipe.split_seed)
    pictures, unseen = images.pictures[chosen], images.pictures[held_out]
    ours = list(_ours(recipe, unseen))
    return [_compare(ours, _pythae(pictures, unseen, recipe, rate, epochs), rate) for rate in RATES]


def _compare(
    ours: list[tuple[float, float]], theirs: list[tuple[float, float]], rate: float
) -> Figure:
    seconds, error = min(theirs, key=lambda point: point[1])
    reached = next((spent for spent, reached in ours if reached <= error), float("inf"))
    return Figure(
        name=f"pythae's time ÷ ours to equal held-out error (its learning rate {rate:g})",
        measured=seconds / reached, unit="", target=_LEAST, sense="at least",
        note=f"MSE {error:.4f}: {seconds:.0f} s against {reached:.1f} s of one core's time",
    )  # fmt: skip


def _ours(
    recipe: Recipe, unseen: np.ndarray, budget: float = 60.0
) -> Iterator[tuple[float, float]]:
    """Yield processor seconds of training and the held-out error then."""
    images = load.load_now(recipe.data, size=28, channels="grey", fit=recipe.fit)
    wanted = threading.Event()
    wanted.set()
    model = Model.fresh(recipe, images.shape)
    with tempfile.TemporaryDirectory() as base:
        files = engine.Files(Path(base) / "rolling", Path(base) / "best")
        job = engine.train(recipe, images, files, weights_wanted=wanted)
        spent, start = 0.0, time.process_time()
        for event in job:
            if not isinstance(event, Weights):
                continue
            spent += time.process_time() - start
            now = model.with_weights(event.tensors, stamp="now")
            yield spent, _error(lambda chunk, now=now: now.decode(now.encode(chunk).mu), unseen)
            if spent > budget:
                break
            start = time.process_time()
        job.close()


def _pythae(
    pictures: np.ndarray, unseen: np.ndarray, recipe: Recipe, rate: float, epochs: int
) -> list[tuple[float, float]]:
    """Return processor seconds of training and the held-out error along the way."""
    from pythae.data.datasets import BaseDataset
    from pythae.models import VAE, VAEConfig
    from pythae.models.nn.benchmarks.mnist import (
        Decoder_ResNet_AE_MNIST,
        Encoder_ResNet_VAE_MNIST,
    )
    from pythae.trainers import BaseTrainer, BaseTrainerConfig
    from pythae.trainers.training_callbacks import TrainingCallback

    points: list[tuple[float, float]] = []

    class Clock(TrainingCallback):  # type: ignore[misc]
        """Counts the time of the steps, and measures the error after every tenth."""

        spent, steps = 0.0, 0

        def on_train_step_begin(self, *_: Any, **__: Any) -> None:  # of an epoch
            self.mark = time.process_time()

        def on_train_step_end(self, *_: Any, **__: Any) -> None:  # of a batch
            self.spent += time.process_time() - self.mark
            self.steps += 1
            if self.steps % 10 == 0:
                points.append((self.spent, _error(redraw, unseen)))
            self.mark = time.process_time()

    config = VAEConfig(input_dim=(1, 28, 28), latent_dim=recipe.latent)
    model = VAE(config, Encoder_ResNet_VAE_MNIST(config), Decoder_ResNet_AE_MNIST(config))

    @torch.no_grad()
    def redraw(chunk: np.ndarray) -> np.ndarray:
        model.eval()
        found = model.encoder(torch.from_numpy(chunk).float() / 255).embedding
        drawn: np.ndarray = model.decoder(found)["reconstruction"].numpy() * 255
        model.train()
        return drawn

    with tempfile.TemporaryDirectory() as base:
        settings = BaseTrainerConfig(
            output_dir=base, num_epochs=epochs, learning_rate=rate, no_cuda=True, seed=recipe.seed,
            per_device_train_batch_size=BATCH, per_device_eval_batch_size=BATCH,
        )  # fmt: skip
        data = torch.from_numpy(pictures).float() / 255
        dataset = BaseDataset(data, torch.zeros(len(data)))
        BaseTrainer(model, dataset, training_config=settings, callbacks=[Clock()]).train()
    return points


def _error(redraw: Callable[[np.ndarray], np.ndarray], pictures: np.ndarray) -> float:
    """Mean squared error with pixels 0 to 1."""
    difference = redraw(pictures).astype(np.float64) - pictures
    return float(np.square(difference / 255).mean())


def main(argv: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=4, help="of pythae (4)")
    given = parser.parse_args(argv)
    try:
        import pythae as _  # noqa: F401
    except ImportError:
        print("This benchmark needs pythae. Type: pip install pythae", file=sys.stderr)
        return 1
    print(HEADER)
    for figure in measure(given.epochs):
        print(figure.row())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
