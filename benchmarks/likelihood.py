"""Held-out log-likelihood on MNIST: `python -m benchmarks.likelihood --minutes 8 [NAME …]`.

Trains on the 60,000 training pictures for some minutes of CPU time, then prints the negative ELBO
and the negative importance-weighted bound on test pictures, with standard errors. Each pixel is
made black or white once, with its grey value as the probability and a fixed seed ("sampled,
fixed"), and the likelihood is Bernoulli. Published for comparison (IWAE paper: two layers of 200
tanh units, 50 latents, drawn anew each epoch, long training): VAE 86.76, IWAE k = 5 85.54.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from genstudio.core import events
from genstudio.core.recipe import Recipe
from genstudio.data import idx, wellknown
from genstudio.data.imageset import ImageSet
from genstudio.evaluation import likelihood
from genstudio.objectives import catalog, classics, presets
from genstudio.objectives.vae_model import VAEModel
from genstudio.training import checkpoint, engine

_HERE = (Path("../shared/data/mnist"), wellknown.home())
_MEASURED = 0.1  # share of the time spent finding out how many steps fit
_BERNOULLI = {"data": "torchvision:MNIST", "likelihood": "bernoulli", "threads": 1}


def recipes() -> dict[str, Recipe]:
    """What is trained, by name."""
    here = classics.Circumstances()
    paper = classics.preset("vae-2013").recipe(here)
    return {
        "2013": paper.change(**_BERNOULLI),
        "2013-iwae": paper.change(objective="iwae", importance_samples=5, **_BERNOULLI),
        "recommended": presets.recommend("vae").change(**_BERNOULLI),
    }


def main(argv: list[str]) -> int:
    """Train and judge each recipe named."""
    known = recipes()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.likelihood", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--minutes", type=float, default=8.0, help="of CPU time, to train each")
    parser.add_argument("--pictures", type=int, default=500, help="test pictures to judge on")
    parser.add_argument("--samples", type=int, default=5000, help="draws for each of them")
    parser.add_argument("--mnist", type=Path, help="the folder that holds the idx files")
    given = parser.parse_args(argv)
    if unknown := set(given.names) - set(known):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    train, test = (_binarised(part, given.mnist) for part in ("train", "t10k"))
    for name in given.names or known:
        _show(name, known[name], train, test[: given.pictures], given)
    return 0


def _show(
    name: str, recipe: Recipe, train: ImageSet, test: np.ndarray, given: argparse.Namespace
) -> None:
    recipe = catalog.resolve(recipe)
    with tempfile.TemporaryDirectory() as folder:
        steps, model = _trained(recipe, train, 60 * given.minutes, Path(folder))
    pictures = torch.from_numpy(test).float().div(127.5).sub(1)
    for found in likelihood.estimate(model, pictures, samples=given.samples):
        _tell(f"{name}: judged {found.done} of {found.total}, −ELBO {found.elbo}")
    print(
        f"\n{name} ({recipe.objective}, {recipe.net}, width {recipe.width}, {recipe.latent} "
        f"latents): {steps:,} steps of {recipe.batch} in {given.minutes:g} CPU minutes; MNIST, "
        f"Bernoulli, sampled fixed binarisation, {found.total} test pictures: −ELBO {found.elbo}, "
        f"−IWAE-{found.samples} {found.bound} nats/image (± standard error)",
        flush=True,
    )


def _trained(
    recipe: Recipe, images: ImageSet, seconds: float, folder: Path
) -> tuple[int, VAEModel]:
    """Train for about so many seconds of CPU time; return the steps and the averaged model."""
    files = engine.Files(folder / "rolling.safetensors", folder / "best.safetensors")
    fitting = _fitting(recipe, images, files, seconds)
    recipe, steps = recipe.change(steps=fitting), 0
    for steps, used in _steps(recipe, images, files):
        _tell(f"step {steps:,} of {fitting:,}, {used / 60:.1f} CPU minutes")
    game = catalog.build(recipe, images.shape)
    tensors, _ = checkpoint.load(files.rolling, prefix=checkpoint.AVERAGE)
    checkpoint.restore(game.model, tensors, source=files.rolling)
    assert isinstance(game.model, VAEModel)
    return steps, game.model


def _fitting(recipe: Recipe, images: ImageSet, files: engine.Files, seconds: float) -> int:
    """Try out how many steps fit into so many seconds of CPU time."""
    for steps, used in _steps(recipe.change(steps=10_000_000), images, files):
        if used > _MEASURED * seconds:
            return max(int(steps / used * seconds), 10)
    raise AssertionError("ten million steps were quicker than that")


def _steps(recipe: Recipe, images: ImageSet, files: engine.Files) -> Iterator[tuple[int, float]]:
    """Train; yield the steps done and the CPU seconds used."""
    start = time.process_time()
    for event in engine.train(recipe, images, files):
        if isinstance(event, events.Step):
            yield event.last, time.process_time() - start


def _binarised(part: str, root: Path | None) -> np.ndarray | ImageSet:
    folder = _folder(root)
    stem = folder / f"{part}-images-idx3-ubyte"
    path = stem if stem.is_file() else stem.with_name(stem.name + ".gz")
    grey = idx.read(path)[:, None]
    dice = np.random.default_rng(0).random(grey.shape, dtype=np.float32)
    pictures = np.where(dice < grey / np.float32(255), 255, 0).astype(np.uint8)
    if part == "t10k":
        return pictures
    return ImageSet("MNIST, binarised", pictures, None, (), "mnist-sampled-0")


def _folder(root: Path | None) -> Path:
    for place in _HERE if root is None else (root,):
        if found := wellknown.find("MNIST", place):
            return found[0].parent
    raise SystemExit("MNIST is not there. Give its folder: --mnist FOLDER.")


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{line:<78}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
