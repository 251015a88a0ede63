"""What is lost by choosing a model by FD-local, or by its own held-out loss.

`python -m benchmarks.choosing [STEPS [OBJECTIVE [NET [SEEDS]]]]` trains on the bundled digits and
keeps two models of each run: the one with the lowest FD-local and the one with the lowest loss on
held-out pictures. Both are then judged by either figure, by the error of held-out pictures they
redraw, and by FD-local of pictures drawn from the mixture fitted to their latents.
"""

from __future__ import annotations

import copy
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from genstudio.core.events import Event, Quality
from genstudio.core.recipe import Recipe
from genstudio.data import load
from genstudio.evaluation import extractors
from genstudio.evaluation.features import as_uint8
from genstudio.evaluation.frechet import frechet_distance, gaussian_of
from genstudio.objectives import presets
from genstudio.objectives.game import Model
from genstudio.training import asides, engine, mixing
from genstudio.training.scene import Scene

_OFTEN = 0.1  # of the time spent judging, so that there is something to choose from
_HEADER = (
    "| run | chosen by | step | held-out loss | FD-local, prior | FD-local, mixture | MSE |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True)
class Kept:
    """The averaged model when the figure `name` was lowest, with all figures of that step."""

    step: int
    value: float
    figures: dict[str, float]
    model: Model


def main(steps: int = 3000, objective: str = "vae", net: str = "mlp", seeds: int = 2) -> None:
    """Train `seeds` runs and print a table."""
    asides._JUDGE_SECONDS, asides._JUDGE_SHARE = 1.0, _OFTEN
    _say(_HEADER)
    for seed in range(seeds):
        recipe = presets.recommend(objective).change(net=net, steps=steps, seed=seed, threads=1)
        for name, kept, more in _run(recipe):
            loss = next(v for n, v in kept.figures.items() if not n.startswith("FD-local"))
            local = next(v for n, v in kept.figures.items() if n.startswith("FD-local"))
            _say(
                f"| {objective}, {net}, seed {seed} | {name} | {kept.step:,} of {steps:,} "
                f"| {loss:.2f} | {local:.1f} | {more['mixture']:.1f} | {more['mse']:.4f} |"
            )


def _run(recipe: Recipe) -> list[tuple[str, Kept, dict[str, float]]]:
    images = load.load_now("builtin:digits", size=28, channels="grey", fit="crop")
    kept: dict[str, Kept] = {}
    scenes: list[Scene] = []
    take = asides.Judging.take

    def watched(self: asides.Judging) -> Sequence[Event]:
        told = take(self)
        scenes[:] = [self.scene]
        figures = {e.name: e.value for e in told if isinstance(e, Quality)}
        for name, value in figures.items():
            if name not in kept or value < kept[name].value:
                model = copy.deepcopy(self.scene.state.average.model)
                kept[name] = Kept(self.scene.state.progress.step, value, figures, model)
        return told

    asides.Judging.take = watched  # type: ignore[method-assign]
    try:
        with tempfile.TemporaryDirectory() as folder:
            for _ in engine.train(
                recipe, images, engine.Files(Path(folder) / "r", Path(folder) / "b")
            ):
                pass
            return [(name, each, _more(scenes[0], each.model)) for name, each in kept.items()]
    finally:
        asides.Judging.take = take  # type: ignore[method-assign]


@torch.no_grad()
def _more(scene: Scene, model: Model) -> dict[str, float]:
    """FD-local of what the mixture draws, and the error of redrawn held-out pictures."""
    real = scene.pictures(scene.judged[:512]).pictures
    redrawn = model.decode(model.encode(real).mu)
    chosen = scene.pictures(mixing.some_of(scene.chosen, scene.images.shape))
    mixture = mixing.fit(mixing.latents_of(model, chosen))
    made = model.decode(torch.from_numpy(mixture.sample(512, 1))).clamp(-1, 1)
    look = extractors.find(scene.images)
    assert look is not None
    of_made, of_real = (gaussian_of(look(as_uint8(part))) for part in (made, real))
    error = float((redrawn - real).square().mean())
    return {"mixture": frechet_distance(*of_real, *of_made), "mse": error}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(([*given, "3000"])[0]), *given[1:3], *map(int, given[3:4]))
