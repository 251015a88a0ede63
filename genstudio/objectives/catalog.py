"""The catalog: every objective and net by name, which fit together, and how to build them.

This module imports no torch, so that forms and flags are there before torch is.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genstudio.core.recipe import Recipe, RecipeError

if TYPE_CHECKING:
    from genstudio.objectives.game import Game


@dataclass(frozen=True)
class Objective:
    """One line of the catalog."""

    key: str
    label: str
    sentence: str
    family: str
    game: str
    nets: tuple[str, ...]


@dataclass(frozen=True)
class Net:
    """One kind of network."""

    key: str
    label: str
    sentence: str


NETS = {
    net.key: net
    for net in (
        Net("residual", "Residual convolutions", "Sharp and steady; the best choice for most."),
        Net("dcgan", "DCGAN convolutions", "The classic of 2015: fast, a little less sharp."),
        Net("mlp", "Fully connected", "As in the first papers; for small pictures and lessons."),
    )
}

_CONV = ("residual", "dcgan", "mlp")
_GAN = "genstudio.objectives.gan:"

OBJECTIVES = {
    objective.key: objective
    for objective in (
        Objective(
            "vae", "VAE", "Learns to compress each picture to a cloud of latents and redraw it.",
            "vae", "genstudio.objectives.vae:VAE", _CONV,
        ),
        Objective(
            "rpgan", "GAN (R3: relativistic, R1 + R2)",
            "The steadiest modern game: real and made pictures are judged in pairs.",
            "gan", _GAN + "RelativisticGAN", _CONV,
        ),
        Objective(
            "hinge", "GAN (hinge, light)",
            "Half the work per step: made for computers without a GPU.",
            "gan", _GAN + "HingeGAN", ("dcgan", "residual", "mlp"),
        ),
        Objective(
            "nsgan", "GAN (non-saturating)",
            "The loss Goodfellow recommended in 2014: the generator maximises log D.",
            "gan", _GAN + "NonSaturatingGAN", ("dcgan", "residual", "mlp"),
        ),
        Objective(
            "minimax", "GAN (minimax, 2014)",
            "Goodfellow's two-player game as written: watch why the generator's gradient vanishes.",
            "gan", _GAN + "MinimaxGAN", ("mlp", "dcgan", "residual"),
        ),
        Objective(
            "pca", "PCA", "The linear ancestor: closed form, done in seconds, blurry but exact.",
            "pca", "genstudio.objectives.pca:PCA", ("linear",),
        ),
    )
}  # fmt: skip


def objective(key: str) -> Objective:
    """Return the catalog's line for `key`; raises `RecipeError` naming the known ones."""
    if key not in OBJECTIVES:
        raise RecipeError(f"“{key}” is not an objective. Known: {', '.join(OBJECTIVES)}.")
    return OBJECTIVES[key]


def family(recipe: Recipe) -> str:
    """Return "pca", "vae" or "gan"."""
    return objective(recipe.objective).family


def resolve(recipe: Recipe) -> Recipe:
    """Return `recipe` with an automatic net replaced; raises `RecipeError` if they do not fit."""
    entry = objective(recipe.objective)
    if entry.family == "pca":
        return recipe.change(net="linear")
    if recipe.net == "auto":
        return recipe.change(net=entry.nets[0])
    if recipe.net not in entry.nets:
        known = ", ".join(entry.nets)
        raise RecipeError(f"The network “{recipe.net}” does not fit {entry.label}. Known: {known}.")
    return recipe


def build(recipe: Recipe, shape: tuple[int, int, int]) -> Game:
    """Build the game of `recipe` for pictures of `shape` `(C, H, W)`, with fresh weights.

    Weights are drawn from torch's global generator: seed it first.
    """
    recipe = resolve(recipe)
    module, name = objective(recipe.objective).game.split(":")
    game: Game = getattr(importlib.import_module(module), name)(recipe, shape)
    return game
