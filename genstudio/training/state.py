"""A training's whole state as named tensors and facts: what a checkpoint holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from genstudio.core.mixture import Mixture
from genstudio.core.recipe import Recipe
from genstudio.objectives.game import Game
from genstudio.training import checkpoint
from genstudio.training.average import Average
from genstudio.training.optimiser import PlayerOptimiser

_GAME, _OPTIMISER, _NOISE = "game.", "optimiser.", "rng.noise"
_TORCH, _CUDA = "rng.torch", "rng.cuda"


@dataclass
class Progress:
    """The numbers that change while training and must survive a restart."""

    step: int = 0
    seconds: float = 0.0
    lr_scale: float = 1.0
    penalty_scale: float = 1.0
    rollbacks: int = 0
    best_value: float | None = None
    best_step: int | None = None
    best_name: str = ""


class State:
    """Game, average, optimisers, noise generator and progress of one training."""

    def __init__(self, recipe: Recipe, game: Game, device: torch.device) -> None:
        """Prepare a fresh start; `game` is already on `device`."""
        self.recipe = recipe
        self.game = game
        self.device = device
        self.average = Average(game.model, recipe.ema)
        self.optimisers = [PlayerOptimiser(player, recipe) for player in game.players()]
        self.noise = torch.Generator(device).manual_seed(recipe.seed + 1)
        self.progress = Progress()
        self.mixture: Mixture | None = None
        self.mixture_step = -1

    def save_rolling(self, path: Path) -> None:
        """Write everything needed to go on."""
        tensors = {_GAME + name: tensor for name, tensor in self.game.state_dict().items()}
        tensors |= self._averaged() | self._mixed()
        for optimiser in self.optimisers:
            prefix = f"{_OPTIMISER}{optimiser.player.name}."
            tensors |= {prefix + name: tensor for name, tensor in optimiser.tensors().items()}
        tensors[_NOISE] = self.noise.get_state()
        tensors[_TORCH] = torch.get_rng_state()
        if self.device.type == "cuda":
            tensors[_CUDA] = torch.cuda.get_rng_state(self.device)
        checkpoint.save(path, tensors, self._facts("rolling"))

    def save_best(self, path: Path) -> None:
        """Write the averaged model alone."""
        checkpoint.save(path, self._averaged() | self._mixed(), self._facts("best"))

    def save_moment(self, path: Path) -> None:
        """Write the averaged model alone, at half precision."""
        tensors = {name: checkpoint.halved(tensor) for name, tensor in self._averaged().items()}
        checkpoint.save(path, tensors, self._facts("moment"))

    def load_rolling(self, path: Path) -> None:
        """Go back to a checkpoint; raises `CheckpointError` with a sentence."""
        tensors, facts = checkpoint.load(path)
        checkpoint.restore(self.game, _under(tensors, _GAME), source=path)
        averaged = _under(tensors, checkpoint.AVERAGE)
        checkpoint.restore(self.average.model, averaged, source=path)
        try:
            for optimiser in self.optimisers:
                prefix = f"{_OPTIMISER}{optimiser.player.name}."
                optimiser.restore(_under(tensors, prefix))
            self.noise.set_state(tensors[_NOISE])
            torch.set_rng_state(tensors[_TORCH])
            if self.device.type == "cuda" and _CUDA in tensors:
                torch.cuda.set_rng_state(tensors[_CUDA], self.device)
            self.progress = Progress(**facts["progress"])
            self.mixture = checkpoint.mixture_in(tensors)
            self.mixture_step = self.progress.step
        except (KeyError, TypeError, RuntimeError, ValueError) as error:
            raise checkpoint.CheckpointError(
                f"The checkpoint {path} cannot be resumed: {error}. Train again from its recipe."
            ) from error

    @property
    def is_finite(self) -> bool:
        """Whether no weight is NaN or infinite."""
        return all(checkpoint.is_finite(tensor) for tensor in self.game.state_dict().values())

    @property
    def average_is_finite(self) -> bool:
        """Whether no weight of the averaged model is NaN or infinite."""
        return all(checkpoint.is_finite(tensor) for tensor in self._averaged().values())

    def _averaged(self) -> dict[str, Tensor]:
        model = self.average.model
        return {checkpoint.AVERAGE + name: tensor for name, tensor in model.state_dict().items()}

    def _mixed(self) -> dict[str, Tensor]:
        """The mixture fitted to the latents, if no step was taken since."""
        if self.mixture is None or self.mixture_step != self.progress.step:
            return {}
        return checkpoint.mixture_tensors(self.mixture)

    def _facts(self, kind: str) -> dict[str, Any]:
        return {"format": 1, "kind": kind, "progress": vars(self.progress).copy()}


def _under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    cut = len(prefix)
    return {name[cut:]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}
