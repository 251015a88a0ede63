"""What is lost by choosing a model by FD-local, or by its own held-out loss.

`python -m benchmarks.choosing [STEPS [OBJECTIVE [NET [SEEDS]]]]` trains on the bundled digits and
keeps three models of each run: those with the lowest FD-local, drawn from the prior and drawn from
a mixture fitted to latents, and the one with the lowest loss on held-out pictures. Each is then
told by all of these figures, and by the error of the held-out pictures that it redraws.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch

from genstudio.core.events import Event, Quality
from genstudio.core.recipe import Recipe
from genstudio.data import load
from genstudio.evaluation import extractors
from genstudio.objectives import presets
from genstudio.training import asides, engine
from genstudio.training.judge import MOST_JUDGED, Figure, Judge

_OFTEN = 0.1  # of the time spent judging, so that there is something to choose from
_NAMES = ("held-out loss", "FD-local, prior", "FD-local, mixture", "MSE")
_HEADER = (
    f"| run | lowest | step | {' | '.join(_NAMES)} |\n| --- | --- | --- | --- | --- | --- | --- |"
)
Figures = dict[str, float]


def main(steps: int = 3000, objective: str = "vae", net: str = "mlp", seeds: int = 2) -> None:
    """Train `seeds` runs and print a table."""
    asides._JUDGE_SECONDS, asides._JUDGE_SHARE = 1.0, _OFTEN
    _say(_HEADER)
    for seed in range(seeds):
        recipe = presets.recommend(objective).change(net=net, steps=steps, seed=seed, threads=1)
        seen = _run(recipe)
        for name in _NAMES[:3]:
            step = min(seen, key=lambda each: seen[each][name])
            cells = " | ".join(f"{seen[step][each]:.4g}" for each in _NAMES)
            run = f"{objective}, {net}, seed {seed}"
            _say(f"| {run} | {name} | {step:,} of {steps:,} | {cells} |")


def _run(recipe: Recipe) -> dict[int, Figures]:
    """Train, and return all figures of each step at which it was judged."""
    images = load.load_now("builtin:digits", size=28, channels="grey", fit="crop")
    seen: dict[int, Figures] = {}
    take = asides.Judging.take

    def watched(self: asides.Judging) -> Sequence[Event]:
        told = take(self)
        judged = [event for event in told if isinstance(event, Quality)]
        local, own = _local(judged), _own(judged)
        prior, mse = _more(self)
        step = self.scene.state.progress.step
        seen[step] = dict(zip(_NAMES, (own, prior, local, mse), strict=True))
        return told

    asides.Judging.take = watched  # type: ignore[method-assign]
    try:
        with tempfile.TemporaryDirectory() as folder:
            files = engine.Files(Path(folder) / "rolling", Path(folder) / "best")
            for _ in engine.train(recipe, images, files):
                pass
    finally:
        asides.Judging.take = take  # type: ignore[method-assign]
    return seen


@torch.no_grad()
def _more(judging: asides.Judging) -> tuple[float, float]:
    """FD-local of what the prior draws, and the error of redrawn held-out pictures."""
    scene = judging.scene
    model, held_out = scene.state.average.model, scene.pictures(scene.judged[:MOST_JUDGED])
    look = extractors.find(scene.images)
    assert look is not None
    judge = Judge(scene.state.game, held_out)
    judge.look_with(look)
    redrawn = model.decode(model.encode(held_out.pictures).mu)
    return _local(judge(model)), float((redrawn - held_out.pictures).square().mean())


def _local(figures: Sequence[Figure] | Sequence[Quality]) -> float:
    return next(each.value for each in figures if each.name.startswith("FD-local"))


def _own(figures: Sequence[Quality]) -> float:
    return next(each.value for each in figures if not each.name.startswith("FD-local"))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int([*given, "3000"][0]), *given[1:3], *map(int, given[3:4]))
