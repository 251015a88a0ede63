"""`python -m benchmarks.modes` prints how much of a ring and a grid of points GANs find.

Each row is a recipe trained from several seeds, one after the other on one thread; figures are of
the averaged generator, 2,500 points, as in PacGAN (Lin et al. 2018): modes found, reverse KL and
share of points of high quality (`genstudio.evaluation.modes`), mean and spread over the seeds.
Share of quality is never shown alone: collapsed variance has the highest.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from genstudio.core import system
from genstudio.core.recipe import Recipe
from genstudio.data import points

COUNT = 2_500
HEADER = (
    "| points | recipe | seeds | modes | reverse KL | high quality % | steps | CPU s a run |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)
TARGETS = {"ring": "7.9 modes, reverse KL 0.07", "grid": "24.8 modes, reverse KL 0.04"}


@dataclass(frozen=True)
class Run:
    """One training and its figures; `cpu_seconds` are those of the process, not of the clock."""

    points: str
    recipe: str
    seed: int
    found: int
    total: int
    reverse_kl: float
    high_quality: float
    steps: int
    cpu_seconds: float


def recipes(name: str) -> dict[str, Recipe]:
    """Return what is compared on the points `name`; all have the recommended one's nets."""
    from genstudio.objectives import presets

    data = f"points:{name}"
    return {
        "recommended (RpGAN, R1 + R2)": presets.recommend("rpgan", data=data),
        "unregularised (non-saturating)": presets.recommend("nsgan", data=data).change(r1=0.0),
        "WGAN-GP": presets.recommend("wgangp", data=data),
    }


def train(label: str, recipe: Recipe) -> Run:
    """Train once and score the averaged generator."""
    import numpy as np
    import torch

    from genstudio.evaluation import modes
    from genstudio.training import engine

    torch.set_num_threads(1)
    name = recipe.data.partition(":")[2]
    mixture = points.MIXTURES[name]
    nowhere = engine.Files(Path(os.devnull), Path(os.devnull))
    scene, turns = engine.prepare(recipe, points.image_set(name, name), nowhere)
    began = time.process_time()
    while not turns.is_over:
        turns.take()
        if scene.state.progress.step % 500 == 0:
            turns.rows()
    seconds = time.process_time() - began
    model = scene.state.average.model
    z = np.random.default_rng(recipe.seed + 1000).standard_normal((COUNT, recipe.latent))
    with torch.no_grad():
        made = model.decode(torch.from_numpy(z).float()).flatten(1).numpy()
    found = modes.score(made, mixture.means, mixture.sigma)
    return Run(
        name, label, recipe.seed, found.found, found.total, found.reverse_kl,
        found.high_quality, recipe.steps, seconds,
    )  # fmt: skip


def row(runs: list[Run]) -> str:
    """Return one row of the table."""
    first = runs[0]
    cells = [
        first.points, first.recipe, str(len(runs)),
        f"{_spread([r.found for r in runs], 1)} of {first.total}",
        _spread([r.reverse_kl for r in runs], 3),
        _spread([100 * r.high_quality for r in runs], 1),
        f"{first.steps:,}", f"{statistics.mean(r.cpu_seconds for r in runs):.0f}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def main(argv: list[str]) -> int:
    """Train what is asked for and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.modes", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--points", nargs="+", choices=[*points.MIXTURES], default=["ring", "grid"])
    parser.add_argument("--only", default="", help="part of the name of the recipes to train")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE",
        help="a file of finished trainings, one a line: they are added to it and not done again",
    )  # fmt: skip
    given = parser.parse_args(argv)
    system.calm_openmp()
    done = _kept(given.keep)
    for name in given.points:
        for label, recipe in recipes(name).items():
            if given.only.lower() in label.lower():
                done += _missing(label, recipe, given.seeds, done, given.keep)
    print(HEADER)
    for group in _groups(done, given.points):
        print(row(group))
    for name in given.points:
        print(f"To beat on the {name} (best of PacGAN, Lin et al. 2018): {TARGETS[name]}.")
    print(f"On {platform.processor() or platform.machine()}, one thread, {platform.system()}.")
    return 0


def _missing(
    label: str, recipe: Recipe, seeds: int, done: list[Run], keep: Path | None
) -> Iterator[Run]:
    known = {(run.points, run.recipe, run.seed) for run in done}
    name = recipe.data.partition(":")[2]
    for seed in range(seeds):
        if (name, label, seed) in known:
            continue
        run = train(label, recipe.change(seed=seed))
        print(f"{row([run])} seed {seed}", file=sys.stderr, flush=True)
        if keep is not None:
            with keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(run)) + "\n")
        yield run


def _kept(path: Path | None) -> list[Run]:
    if path is None or not path.is_file():
        return []
    return [Run(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _groups(runs: list[Run], names: list[str]) -> Iterator[list[Run]]:
    for name in names:
        for label in recipes(name):
            group = [run for run in runs if (run.points, run.recipe) == (name, label)]
            if group:
                yield group


def _spread(values: list[float] | list[int], digits: int) -> str:
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.{digits}f} ± {spread:.{digits}f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
