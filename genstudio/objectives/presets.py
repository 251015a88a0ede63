"""Recommended recipes: what each objective starts from, by picture size and computer.

Imports no torch. Sources of the defaults are in the README's table of recipes.
"""

from __future__ import annotations

from typing import Any

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog


def default_gan(*, data: str = "", cuda: bool = False, cores: int = 2) -> str:
    """Return the key of the GAN this computer trains best; points of a plane are no load."""
    return "rpgan" if cuda or cores > 4 or data.startswith("points:") else "hinge"


def recommend(
    objective: str,
    *,
    data: str = "builtin:digits",
    size: int = 28,
    channels: str = "auto",
    cuda: bool = False,
    cores: int = 2,
) -> Recipe:
    """Return the recommended recipe of `objective` for pictures of `size` on such a computer."""
    entry = catalog.objective(objective)
    choices: dict[str, Any] = {"data": data, "size": size, "channels": channels}
    choices |= {"objective": objective, "net": catalog.nets(objective, data)[0]}
    makers = {"pca": _pca, "ae": _vae, "vae": _vae, "gan": _gan}
    choices |= makers[entry.family](objective, size=size, cuda=cuda)
    if data.startswith("points:"):
        choices |= _points(objective, entry, data)
    return Recipe(**choices)


def explain(recipe: Recipe, *, cuda: bool = False, cores: int = 2) -> str:
    """Say in a sentence why this objective is recommended here, or "" if another one is."""
    best = default_gan(data=recipe.data, cuda=cuda, cores=cores)
    if catalog.family(recipe) != "gan" or recipe.objective != best:
        return ""
    if recipe.objective == "hinge":
        return f"Chosen for this computer ({cores} cores, no GPU): the light GAN."
    return "Chosen for this computer: the steadiest GAN."


def _pca(objective: str, *, size: int, cuda: bool) -> dict[str, Any]:
    return {"latent": 32, "batch": 256, "ema": 0.0}


def _vae(objective: str, *, size: int, cuda: bool) -> dict[str, Any]:
    # On small pictures and short budgets 10 latents sample more recognisably than 16 (seen on
    # digits after a minute on a CPU); a GPU has the time to fill 16.
    small = 16 if cuda else 10
    latent = small if size <= 32 else 64 if size <= 64 else 128
    choices: dict[str, Any] = {"latent": latent, "ema": 0.999 if cuda else 0.995}
    choices |= {"width": 32 if cuda else 16, "batch": 128 if cuda else 64}
    choices |= {"lr": 1e-3 if size <= 32 else 4e-4, "steps": 20_000 if cuda else 3_000}
    if objective == "vae" and size <= 32 and not cuda:
        # As many pictures in twice the steps, each twice as far: in the first minute the error on
        # held-out digits is a quarter less (docs/results.md). Kept to what it was measured on.
        choices |= {"batch": 32, "lr": 2e-3, "steps": 6_000}
    return choices | _VAES.get(objective, {})


_VAES: dict[str, dict[str, Any]] = {
    "betavae": {"beta": 4.0},
    "factorvae": {"batch": 128},  # half of it is shuffled
    "infovae": {"mmd_weight": 50.0},  # 500 left nothing of the pictures in 800 steps
    "wae": {"mmd_weight": 40.0},
    "ae": {"lr": 5e-4},
    "vaegan": {"r1": 0.0, "r2": 0.0, "spectral_norm": True, "lr": 5e-4, "lr_final": 0.25},
}


def _gan(objective: str, *, size: int, cuda: bool) -> dict[str, Any]:
    gamma = round(5e-4 * size * size, 2)
    choices: dict[str, Any] = {"lr_final": 0.25, "ema": 0.999}
    if cuda:
        choices |= {"latent": 64, "width": 64, "batch": 256, "lr": 2e-4, "steps": 20_000}
    else:  # small and quick: more, smaller steps teach sooner where pictures are dear
        choices |= {"latent": 32, "width": 16, "batch": 32, "lr": 5e-4, "steps": 6_000}
    none = {"r1": 0.0, "r2": 0.0}
    kinds: dict[str, dict[str, Any]] = {
        "rpgan": {"r1": gamma, "r2": gamma},
        "hinge": {**none, "spectral_norm": True, "critic_lr": 2.0},
        "nsgan": {"r1": gamma, "r2": 0.0},
        "lsgan": {"r1": gamma, "r2": 0.0},
        "wgangp": {**none, "gp": 10.0, "penalty_final": 1.0, "critic_turns": 5 if cuda else 3},
        "wgan": {**none, "weight_clip": 0.02, "critic_turns": 5 if cuda else 3, "lr": 2e-4},
        "minimax": none,
    }
    return choices | kinds.get(objective, {"r1": gamma, "r2": gamma})


def _points(objective: str, entry: catalog.Objective, data: str) -> dict[str, Any]:
    """Points of a plane: tiny nets on one thread; penalties found by trying on ring and grid.

    Penalties are small because slopes are large: a heap is only a hundredth of the plane wide.
    """
    choices: dict[str, Any] = {"latent": 2, "batch": 256}
    if entry.family == "pca":
        return choices
    choices |= {"width": 8, "lr": 1e-3, "lr_final": 0.01, "ema": 0.995, "threads": 1}
    choices |= {"steps": 4_000 if data == "points:ring" else 24_000}
    if entry.family == "gan":
        # With two latents the shares of the grid's heaps stayed uneven (reverse KL 0.14 where eight
        # had 0.01): more dimensions leave more ways round (docs/results.md).
        choices |= {"critic_lr": 2.0, "latent": 8}
        choices |= {"steps": 2_000 if data == "points:ring" else 3_000}
        kinds: dict[str, dict[str, Any]] = {
            "rpgan": {"r1": 0.02, "r2": 0.02},
            "nsgan": {"r1": 0.02},
            "lsgan": {"r1": 0.02},
            "wgangp": {"gp": 1.0, "critic_turns": 3},
            "wgan": {"weight_clip": 0.1, "critic_turns": 3},
        }
        choices |= kinds.get(objective, {})
    return choices
