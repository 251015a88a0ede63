"""Do the scores order models as they should? Runs of one recipe at 1, 10 and 100 % of its budget.

`python -m benchmarks.ranking [SOURCE …]` trains them beside PCA and a GAN made to collapse, scores
all on the same held-out pictures and prints, as Markdown, a table of figures with standard errors
and one of what must come out: each recipe's scores improve with its budget, and the collapsed GAN,
whose pictures all look alike, is worse than what was trained to the end. A difference of less than
two standard errors is a tie. With `--keep FOLDER` runs, features and scores stay there: called
again it goes on where it was interrupted, and trains nothing twice.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import torch

from genstudio.core.events import Scored
from genstudio.core.recipe import Recipe
from genstudio.core.score import Score
from genstudio.data import load, sources
from genstudio.evaluation.frechet import PixelDistance
from genstudio.evaluation.ranking import is_tie, rank
from genstudio.objectives import catalog, presets
from genstudio.runs import jobs, scoring
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library, slug
from genstudio.runs.model import Model
from genstudio.runs.scores import Question, find

_COLUMNS = ("fd_local", "kid_local", "coverage", "recall", "class_kl")
_SHARES = (0.01, 0.1, 1.0)
_BUDGETS = {"VAE": 3000, "GAN": 6000}

Scores = Mapping[str, tuple[Score, ...]]


def recipes(data: str, size: int, budget: float = 1.0) -> dict[str, Recipe]:
    """Return the models to train, by name."""
    base = {"data": data, "threads": 1, "seed": 0}
    small = {"net": "mlp", "width": 16}
    vae = presets.recommend("vae", data=data, size=size).change(**base, **small)
    gan = presets.recommend("rpgan", data=data, size=size).change(**base, **small)
    found = {}
    for name, recipe in (("VAE", vae), ("GAN", gan)):
        for share in _SHARES:
            steps = round(_BUDGETS[name] * budget * share)
            found[f"{name} {share:.0%}"] = recipe.change(steps=steps)
    last = found.pop("GAN 100%")  # the slowest: the others are known if one stops before
    found["PCA"] = presets.recommend("pca", data=data, size=size).change(**base)
    collapsed = {"r1": 0.0, "r2": 0.0, "lr": 0.02, "lr_final": 1.0, "steps": 600}
    found["GAN collapsed"] = gan.change(**collapsed)
    return found | {"GAN 100%": last}


def expected() -> Iterator[tuple[str, str]]:
    """Yield pairs of names: the first must have the better figures."""
    for name in _BUDGETS:
        for more, less in ((2, 1), (1, 0)):
            yield f"{name} {_SHARES[more]:.0%}", f"{name} {_SHARES[less]:.0%}"
    for name in ("VAE 100%", "GAN 100%", "PCA"):
        yield name, "GAN collapsed"


def main(argv: list[str]) -> int:
    """Train, score, and print the tables of each source."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranking", description=__doc__)
    parser.add_argument("data", metavar="SOURCE", nargs="*", help="pictures (builtin:digits)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what was done there")
    parser.add_argument("--count", type=int, default=500, help="pictures to judge on (500)")
    parser.add_argument("--budget", type=float, default=1.0, help="as a multiple of the usual one")
    parser.add_argument("--so-far", action="store_true", help="train nothing: show what is done")
    given = parser.parse_args(argv)
    question = Question(checkpoint="last", count=given.count)
    with tempfile.TemporaryDirectory() as fresh:
        os.environ["GENSTUDIO_HOME"] = str((given.keep or Path(fresh)).absolute())
        for data in given.data or ["builtin:digits"]:
            _rank(data, question, given.budget, so_far=given.so_far)
    return 0


def _rank(data: str, question: Question, budget: float, *, so_far: bool) -> None:
    info = sources.describe(data)
    scores: dict[str, tuple[Score, ...]] = {}
    pixels: dict[str, float] = {}
    for name, recipe in recipes(info.spec, info.size, budget).items():
        start = time.process_time()
        if so_far and not _is_done(_folder(name, info.label)):
            continue
        folder = _trained(name, catalog.resolve(recipe), info.label)
        *_, last = scoring.evaluate(folder, question)
        assert isinstance(last, Scored)
        scores[name], pixels[name] = last.scores, _pixels(folder.path, question)
        spent = time.process_time() - start
        print(f"{info.label}, {name}: {spent:.0f} s of CPU", file=sys.stderr, flush=True)
    print(f"\n{info.label}, {question.count} held-out and as many made pictures\n")
    _print_figures(scores, pixels)
    _print_expected(scores)


def _trained(name: str, recipe: Recipe, label: str) -> RunFolder:
    """Train the run, or take or finish the one of an earlier call."""
    library, folder = Library(), _folder(name, label)
    path = folder.path
    if not folder.exists or folder.read_recipe() != recipe:
        path = path if not folder.exists else path.with_name(f"{path.name}-{time.time_ns()}")
        folder = library.create(recipe, name=f"{label} {name}", path=path)
    if not _is_done(folder):
        for _ in jobs.resume(folder):
            pass
    return folder


def _folder(name: str, label: str) -> RunFolder:
    return RunFolder(Library().root / slug(f"{label} {name}"))


def _is_done(folder: RunFolder) -> bool:
    return folder.exists and folder.read_summary().status in ("done", "diverged")


def _pixels(path: Path, question: Question) -> float:
    model = Model.open(path, which="last")
    recipe = model.recipe
    images = load.load_now(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)
    held_out = images.split(recipe.held_out, recipe.split_seed)[1]
    held_out = np.sort(np.random.default_rng(0).permutation(held_out)[: question.count])
    real, made = (
        torch.from_numpy(rows.copy()).float() / 127.5 - 1
        for rows in (images.pictures[held_out], model.sample(question.count))
    )
    return PixelDistance(real)(made)


def _print_figures(scores: Scores, pixels: Mapping[str, float]) -> None:
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
    print(f"\n{_have(next(iter(scores.values())), 'fd_local').note}\n", flush=True)


def _print_expected(scores: Scores) -> None:
    keys = _COLUMNS[:4]
    print("| better | worse | " + " | ".join(keys) + " |")
    print("| --- | --- |" + " --- |" * len(keys))
    for better, worse in expected():
        if better not in scores or worse not in scores:
            continue
        verdicts = [_verdict(_have(scores[better], k), _have(scores[worse], k)) for k in keys]
        print(f"| {better} | {worse} | " + " | ".join(verdicts) + " |", flush=True)


def _verdict(better: Score, worse: Score) -> str:
    if is_tie(better, worse):
        return "tie"
    sign = -1 if better.better == "higher" else 1
    return "yes" if sign * better.value < sign * worse.value else "**no**"


def _have(scores: tuple[Score, ...], key: str) -> Score:
    found = find(scores, key)
    assert found is not None
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
