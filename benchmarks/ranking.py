"""Do the scores order models as they should? Runs of one recipe at 1, 10 and 100 % of its budget.

`python -m benchmarks.ranking` trains them beside PCA and a collapsed GAN on the bundled digits,
scores all on the same held-out pictures and prints a Markdown table. What must come out: each
recipe's scores improve with its budget, and the collapsed GAN, whose pictures all look alike,
has next to no coverage.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import torch

from genstudio.core.events import Scored
from genstudio.core.recipe import Recipe
from genstudio.core.score import Score
from genstudio.data import load
from genstudio.evaluation.frechet import PixelDistance
from genstudio.evaluation.ranking import rank
from genstudio.objectives import presets
from genstudio.runs import jobs, scoring
from genstudio.runs.library import Library
from genstudio.runs.model import Model
from genstudio.runs.scores import Question, find

_QUESTION = Question(checkpoint="last", count=500)
_COLUMNS = ("fd_local", "kid_local", "coverage", "recall", "class_kl")
_SHARES = (0.01, 0.1, 1.0)


def recipes(data: str, size: int) -> dict[str, Recipe]:
    """Return the models to train, by name."""
    base = {"data": data, "threads": 1, "seed": 0}
    vae = presets.recommend("vae", data=data, size=size).change(
        **base, net="mlp", width=16, steps=3000
    )
    gan = presets.recommend("rpgan", data=data, size=size).change(
        **base, net="mlp", width=16, steps=6000
    )
    found = {}
    for name, recipe in (("VAE", vae), ("GAN", gan)):
        for share in _SHARES:
            found[f"{name} {share:.0%}"] = recipe.change(steps=round(recipe.steps * share))
    found["PCA"] = presets.recommend("pca", data=data, size=size).change(**base)
    collapsed = {"r1": 0.0, "r2": 0.0, "lr": 0.02, "lr_final": 1.0, "steps": 600}
    found["GAN collapsed"] = gan.change(**collapsed)
    return found


def main(data: str = "builtin:digits", size: int = 28) -> None:
    """Train, score, and print the table."""
    library = Library()
    scores: dict[str, tuple[Score, ...]] = {}
    pixels: dict[str, float] = {}
    for name, recipe in recipes(data, size).items():
        start = time.perf_counter()
        folder = library.create(recipe, name=name)
        for _ in jobs.train(folder):
            pass
        *_, last = scoring.evaluate(folder, _QUESTION)
        assert isinstance(last, Scored)
        scores[name], pixels[name] = last.scores, _pixels(folder.path)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    _print(scores, pixels)


def _pixels(path: Path) -> float:
    model = Model.open(path, which="last")
    recipe = model.recipe
    images = load.load_now(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)
    held_out = images.split(recipe.held_out, recipe.split_seed)[1]
    real, made = (
        torch.from_numpy(rows.copy()).float() / 127.5 - 1
        for rows in (images.pictures[held_out[: _QUESTION.count]], model.sample(_QUESTION.count))
    )
    return PixelDistance(real)(made)


def _print(scores: dict[str, tuple[Score, ...]], pixels: dict[str, float]) -> None:
    print("| model | " + " | ".join(_COLUMNS) + " | FD-pixel |")
    print("| --- |" + " --- |" * (len(_COLUMNS) + 1))
    places = {
        key: {p.name: p.rank for p in rank({n: _have(s, key) for n, s in scores.items()}).places}
        for key in _COLUMNS
    }
    for name, each in scores.items():
        cells = [f"{_have(each, key).text} (#{places[key][name]})" for key in _COLUMNS]
        order = sorted(pixels.values()).index(pixels[name]) + 1
        print(f"| {name} | " + " | ".join(cells) + f" | {pixels[name]:.1f} (#{order}) |")
    print(f"\n{_have(next(iter(scores.values())), 'fd_local').note}")


def _have(scores: tuple[Score, ...], key: str) -> Score:
    found = find(scores, key)
    assert found is not None
    return found


if __name__ == "__main__":
    main(*sys.argv[1:2])
