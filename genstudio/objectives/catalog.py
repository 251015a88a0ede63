"""The catalog: every objective and net by name, which fit together, and how to build them.

This module imports no torch, so that forms and flags are there before torch is.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genstudio.core.recipe import FieldInfo, Recipe, RecipeError

if TYPE_CHECKING:
    from genstudio.objectives.game import Game


@dataclass(frozen=True)
class Objective:
    """One line of the catalog; `traits` say which fields of the recipe matter to it."""

    key: str
    label: str
    sentence: str
    family: str
    game: str
    nets: tuple[str, ...]
    traits: tuple[str, ...] = ()

    @property
    def can_encode(self) -> bool:
        """Whether its models turn pictures into latents."""
        return "encoder" in self.traits

    def takes(self, info: FieldInfo) -> bool:
        """Whether the recipe's field matters to this objective."""
        return not info.needs or any(need in self.traits for need in info.needs)


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
        Net("waves", "Fully connected with waves", "For points of a plane: finds tight heaps."),
    )
}

_CONV = ("residual", "dcgan", "mlp")
_CLASSIC = ("dcgan", "residual", "mlp")
_GAN = "genstudio.objectives.gan_losses:"
# Traits: "trained" step by step, "encoder" of pictures, "likelihood" of a picture, "kl" with a
# weight, "critic" that tells real from made (bundles of them with "packs"; "targets" its scores are
# drawn to), "labels" can be taught, "mse": judged by the error of redrawn pictures. Others name the
# one field or two that a member of a family has of its own.
_TRAITS_AE = ("trained", "encoder")
_TRAITS_CLOUD = ("trained", "encoder", "likelihood", "labels")
_TRAITS_VAE = (*_TRAITS_CLOUD, "kl")
_AE = "genstudio.objectives.autoencoder:"
_TC = "genstudio.objectives.disentangling:"
_TRAITS_GAN = ("trained", "critic", "packs", "labels")
_TRAITS_TARGETS = (*_TRAITS_GAN, "targets")

OBJECTIVES = {
    objective.key: objective
    for objective in (
        Objective(
            "vae", "VAE", "Learns to compress each picture to a cloud of latents and redraw it.",
            "vae", "genstudio.objectives.vae:VAE", _CONV, _TRAITS_VAE,
        ),
        Objective(
            "betavae", "β-VAE (with capacity)",
            "Squeezes what the latents may remember, then lets it grow: sliders come one by one.",
            "vae", "genstudio.objectives.vae:BetaVAE", _CONV, (*_TRAITS_VAE, "capacity"),
        ),
        Objective(
            "tcvae", "β-TCVAE",
            "Punishes only what the latents say of each other, so that each slider stands alone.",
            "vae", _TC + "TCVAE", _CONV, (*_TRAITS_CLOUD, "warmup", "tc"),
        ),
        Objective(
            "factorvae", "FactorVAE",
            "A second player tells latents from shuffled ones, until each slider stands alone.",
            "vae", _TC + "FactorVAE", _CONV, (*_TRAITS_CLOUD, "warmup", "tc", "codes"),
        ),
        Objective(
            "infovae", "InfoVAE / MMD-VAE",
            "Lets one picture's cloud be small; only all clouds together must look like N(0, I).",
            "vae", "genstudio.objectives.infovae:InfoVAE", _CONV,
            (*_TRAITS_CLOUD, "warmup", "mmd", "info"),
        ),
        Objective(
            "vampprior", "VAE with VampPrior",
            "Learns its prior too, as clouds around invented pictures: better made pictures.",
            "vae", "genstudio.objectives.vampprior:VampVAE", _CONV,
            ("trained", "encoder", "likelihood", "kl", "vamp"),
        ),
        Objective(
            "iwae", "IWAE (importance-weighted)",
            "Several draws a picture give a bound nearer the truth; costs as many decodings.",
            "vae", "genstudio.objectives.iwae:IWAE", _CONV, (*_TRAITS_CLOUD, "importance"),
        ),
        Objective(
            "vaegan", "VAE-GAN",
            "Compares pictures as a discriminator sees them: sharper, and it can still redraw.",
            "vae", "genstudio.objectives.vaegan:VAEGAN", _CONV,
            ("trained", "encoder", "critic", "targets", "labels", "features"),
        ),
        Objective(
            "ae", "Autoencoder",
            "Redraws best and knows no randomness: the ancestor that a VAE should be held against.",
            "ae", _AE + "Autoencoder", _CONV, (*_TRAITS_AE, "mse"),
        ),
        Objective(
            "rae", "Regularised autoencoder (RAE-L2)",
            "Small codes and a gentle decoder in place of noise; sampled from a fit afterwards.",
            "ae", _AE + "RegularisedAutoencoder", _CONV, (*_TRAITS_AE, "mse", "rae"),
        ),
        Objective(
            "wae", "Wasserstein autoencoder (WAE-MMD)",
            "One point a picture, and all points together are pulled to N(0, I).",
            "ae", _AE + "WassersteinAutoencoder", _CONV, (*_TRAITS_AE, "mmd"),
        ),
        Objective(
            "rpgan", "GAN (R3: relativistic, R1 + R2)",
            "The steadiest modern game: real and made pictures are judged in pairs.",
            "gan", _GAN + "RelativisticGAN", _CONV, _TRAITS_GAN,
        ),
        Objective(
            "hinge", "GAN (hinge, light)",
            "Half the work per step: made for computers without a GPU.",
            "gan", _GAN + "HingeGAN", _CLASSIC, _TRAITS_GAN,
        ),
        Objective(
            "nsgan", "GAN (non-saturating)",
            "The loss Goodfellow recommended in 2014: the generator maximises log D.",
            "gan", _GAN + "NonSaturatingGAN", _CLASSIC, _TRAITS_TARGETS,
        ),
        Objective(
            "lsgan", "GAN (least squares)",
            "Scores are pulled towards fixed targets, so that even sure wins and losses teach.",
            "gan", _GAN + "LeastSquaresGAN", _CLASSIC, _TRAITS_TARGETS,
        ),
        Objective(
            "wgangp", "GAN (Wasserstein, gradient penalty)",
            "The discriminator measures a distance; a penalty keeps its slope at 1. Slow, steady.",
            "gan", _GAN + "WassersteinGAN", _CONV, _TRAITS_GAN,
        ),
        Objective(
            "wgan", "GAN (Wasserstein, clipped weights)",
            "The first Wasserstein GAN: see what clipping weights costs. For lessons.",
            "gan", _GAN + "WassersteinGAN", _CLASSIC, _TRAITS_GAN,
        ),
        Objective(
            "minimax", "GAN (minimax, 2014)",
            "Goodfellow's two-player game as written: watch why the generator's gradient vanishes.",
            "gan", _GAN + "MinimaxGAN", ("mlp", "dcgan", "residual"), _TRAITS_TARGETS,
        ),
        Objective(
            "pca", "PCA", "The linear ancestor: closed form, done in seconds, blurry but exact.",
            "pca", "genstudio.objectives.pca:PCA", ("linear",), ("encoder", "mse"),
        ),
    )
}  # fmt: skip


def objective(key: str) -> Objective:
    """Return the catalog's line for `key`; raises `RecipeError` naming the known ones."""
    if key not in OBJECTIVES:
        raise RecipeError(f"“{key}” is not an objective. Known: {', '.join(OBJECTIVES)}.")
    return OBJECTIVES[key]


def family(recipe: Recipe) -> str:
    """Return "pca", "ae", "vae" or "gan"."""
    return objective(recipe.objective).family


def nets(key: str, data: str) -> tuple[str, ...]:
    """Return the nets that suit an objective on the pictures of `data`, the best first.

    Points of a plane have no neighbouring pixels: nothing for convolutions.
    """
    entry = objective(key)
    if not (data.startswith("points:") and "mlp" in entry.nets):
        return entry.nets
    return ("waves", "mlp") if entry.family == "gan" else ("mlp",)


def bundle(recipe: Recipe) -> int:
    """Return how many pictures the discriminator judges at once: 1, or the recipe's `pack`."""
    return recipe.pack if "packs" in objective(recipe.objective).traits else 1


def resolve(recipe: Recipe) -> Recipe:
    """Return `recipe` with an automatic net replaced; raises `RecipeError` if they do not fit.

    PCA and points of a plane have nets of their own: theirs are taken.
    """
    entry = objective(recipe.objective)
    if recipe.batch % bundle(recipe):
        raise RecipeError(
            f"A batch of {recipe.batch} pictures cannot be shared out in bundles of {recipe.pack} "
            f"for the discriminator. Take a batch of {_whole(recipe.batch, recipe.pack)}."
        )
    fitting = nets(recipe.objective, recipe.data)
    if recipe.net in fitting:
        return recipe
    if recipe.net == "auto" or len(fitting) == 1 or recipe.data.startswith("points:"):
        return recipe.change(net=fitting[0])
    known = ", ".join(fitting)
    raise RecipeError(f"The network “{recipe.net}” does not fit {entry.label}. Known: {known}.")


def _whole(batch: int, pack: int) -> int:
    """The multiple of `pack` nearest to `batch`."""
    return max(round(batch / pack), 1) * pack


def class_count(recipe: Recipe, class_names: Sequence[str]) -> int:
    """Return how many classes a model of `recipe` is taught; 0 for none.

    Raises `RecipeError` if it should be taught classes and the pictures have none.
    """
    if not (recipe.conditional and "labels" in objective(recipe.objective).traits):
        return 0
    if len(class_names) < 2:
        raise RecipeError(
            "These pictures have no classes to teach. Sort them into sub-folders, one a class, or "
            "switch off “Teach the classes”."
        )
    return len(class_names)


def build(recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> Game:
    """Build the game of `recipe` for pictures of `shape` `(C, H, W)`, with fresh weights.

    With `classes` (see `class_count`) it is taught that many. Weights are drawn from torch's
    global generator: seed it first.
    """
    recipe = resolve(recipe)
    module, name = objective(recipe.objective).game.split(":")
    game: Game = getattr(importlib.import_module(module), name)(recipe, shape, classes)
    return game
