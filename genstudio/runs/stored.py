"""From a run's files to the parts of its model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import torch

from genstudio.core.mixture import Mixture
from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.objectives.game import Model
from genstudio.runs.folder import RunFolder
from genstudio.training import checkpoint


def weights_file(folder: RunFolder, which: Literal["best", "last"]) -> Path:
    """Return the file whose weights are meant; raises `CheckpointError` if there are none."""
    file = folder.weights(which)
    if file is None:
        raise checkpoint.CheckpointError(
            f"“{folder.read_summary().name}” has no weights yet. Train it (Resume) before "
            "exploring it."
        )
    return file


def build(recipe: Recipe, shape: tuple[int, int, int], class_names: tuple[str, ...]) -> Model:
    """Return the untrained model of `recipe`; the global random numbers are left alone."""
    with torch.random.fork_rng(devices=[]):
        return catalog.build(recipe, shape, catalog.class_count(recipe, class_names)).model


def mixture(file: Path, *, latent: int) -> Mixture | None:
    """Read the mixture that belongs to the weights in `file`; raises `CheckpointError`."""
    tensors, _ = checkpoint.load(file, prefix=checkpoint.MIXTURE)
    named = {checkpoint.MIXTURE + name: tensor for name, tensor in tensors.items()}
    try:
        found = checkpoint.mixture_in(named)
    except ValueError as error:
        raise checkpoint.CheckpointError(f"{file} cannot be used: {error}") from error
    if found is not None and found.latent != latent:
        raise checkpoint.CheckpointError(f"The mixture in {file} does not fit the recipe.")
    return found
