"""Every objective trained, killed, resumed, opened again: `python -m benchmarks.every_objective`.

Each row is one objective on the bundled digits: a run in one go, and one whose process is killed
(SIGKILL) at a checkpoint and resumed in a new process. The two must end in the same weights,
optimisers and random states, bit for bit.
"""

from __future__ import annotations

import importlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog, presets
from genstudio.runs import jobs
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library
from genstudio.runs.model import Model
from genstudio.training import checkpoint

STEPS = 200
_KILLED_AFTER = 20  # steps
_PATIENCE = 120.0  # s until a checkpoint has to be there
_CONTEXT = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


@dataclass(frozen=True)
class Row:
    """What happened to one objective; `differing` names tensors that did not come back alike."""

    objective: str
    taught_classes: bool
    killed_at: int
    resumed_at: int
    differing: tuple[str, ...]
    decoded: tuple[int, ...]
    samplers: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost."""
        return not self.differing and self.resumed_at >= self.killed_at > 0

    def __str__(self) -> str:
        """One line of the table."""
        name = self.objective + (" (classes)" if self.taught_classes else "")
        exact = f"no: {self.differing[0]}" if self.differing else "bit for bit"
        cells = (name, f"{self.killed_at}", f"{self.resumed_at}", exact)
        shape = " × ".join(str(side) for side in self.decoded)
        return f"| {' | '.join(cells)} | {shape} | {', '.join(self.samplers)} |"


def rows(objectives: Sequence[str]) -> Iterator[Row]:
    """Try each objective, also with classes where it can be taught them."""
    torch.set_num_threads(1)
    for late in ("torch._dynamo", "sklearn.mixture"):  # else every child would import them
        importlib.import_module(late)
    for objective in objectives:
        can = "labels" in catalog.objective(objective).traits
        for taught in (False, True) if can else (False,):
            with tempfile.TemporaryDirectory() as base:
                yield _try(_recipe(objective, taught), Library(Path(base)))


def _recipe(objective: str, taught: bool) -> Recipe:
    small = {"width": 4, "latent": 4, "batch": 16, "steps": STEPS, "conditional": taught}
    quick = {"device": "cpu", "threads": 1, "checkpoint_seconds": 0.05, "preview_seconds": 3600.0}
    recipe = presets.recommend(objective, cores=2)
    net = {} if objective == "pca" else {"net": "mlp"}
    return catalog.resolve(recipe.change(**small, **quick, **net))


def _try(recipe: Recipe, library: Library) -> Row:
    straight, killed = (library.create(recipe, path=library.root / n) for n in ("a", "b"))
    _finish(straight, resume=False)
    process = _start(killed, resume=False)
    deadline = time.monotonic() + _PATIENCE
    while killed.read_summary().step < _KILLED_AFTER and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    process.join()
    claimed = killed.read_summary().step
    facts = checkpoint.load(killed.rolling_path)[1]
    library.recover()
    _finish(killed, resume=True)
    model = Model.open(killed.path)
    return Row(
        objective=recipe.objective,
        taught_classes=model.classes > 0,
        killed_at=claimed,
        resumed_at=int(facts["progress"]["step"]),
        differing=_differing(straight, killed),
        decoded=model.sample(4).shape,
        samplers=model.samplers,
    )


def _start(folder: RunFolder, *, resume: bool) -> multiprocessing.process.BaseProcess:
    process = _CONTEXT.Process(target=_train, args=(folder, resume))
    process.start()
    return process


def _finish(folder: RunFolder, *, resume: bool) -> None:
    process = _start(folder, resume=resume)
    process.join()
    if process.exitcode != 0 or folder.read_summary().status != "done":
        raise RuntimeError(f"{folder.read_recipe().objective} did not end well.")


def _train(folder: RunFolder, resume: bool) -> None:
    for _ in (jobs.resume if resume else jobs.train)(folder):
        pass


def _differing(first: RunFolder, second: RunFolder) -> tuple[str, ...]:
    """Compare the last checkpoints; torch's global random state belongs to the process."""
    one, other = (checkpoint.load(folder.rolling_path)[0] for folder in (first, second))
    names = sorted((set(one) | set(other)) - {"rng.torch"})
    return tuple(
        name
        for name in names
        if name not in one or name not in other or not torch.equal(one[name], other[name])
    )


def main(objectives: Sequence[str]) -> int:
    """Print the table; return 1 if anything was lost."""
    print("| objective | killed at step | resumed from | same as in one go | decoded | samplers |")
    print("| --- | --- | --- | --- | --- | --- |")
    good = True
    for row in rows(objectives or tuple(catalog.OBJECTIVES)):
        print(row, flush=True)
        good = good and row.is_good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
