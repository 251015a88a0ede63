"""One player's optimiser: Adam with schedules, a clip that follows the gradient's usual size."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.objectives.game import Player

_OUTLIER = 10.0  # a gradient this many times its usual norm is cut to that
_MEMORY = 0.95
_WARM_UP = 0.05  # of the steps


class PlayerOptimiser:
    """Moves one player's weights. Its state goes into the checkpoint by `tensors`."""

    def __init__(self, player: Player, recipe: Recipe) -> None:
        """Prepare Adam over the player's parameters."""
        self.player = player
        self._schedule, self._final = recipe.schedule, recipe.lr_final
        self._longest = recipe.gradient_clip
        self._parameters = [p for p in player.module.parameters() if p.requires_grad]
        fused = self._parameters[0].device.type in ("cpu", "cuda")
        self._adam = torch.optim.Adam(
            self._parameters, lr=player.lr, betas=player.betas, fused=fused
        )
        self._usual = torch.zeros((), device=self._parameters[0].device)

    def hold(self, held: bool) -> None:
        """While held, the player's weights get no gradient (it is another player's turn)."""
        for parameter in self._parameters:
            parameter.requires_grad_(not held)

    def step(self, loss: Tensor, *, progress: float, lr_scale: float) -> None:
        """Take one step down `loss` at `progress` in [0, 1]."""
        self._adam.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        if self._longest > 0:
            torch.nn.utils.clip_grad_norm_(self._parameters, self._longest)
        elif self.player.clip:
            self._clip()
        group = self._adam.param_groups[0]
        share = rate(self._schedule, self._final, progress)
        group["lr"] = self.player.lr * lr_scale * share
        first, last = self.player.betas, self.player.betas_final
        group["betas"] = tuple(a + progress * (b - a) for a, b in zip(first, last, strict=True))
        self._adam.step()
        if self.player.bound > 0:
            self._keep_within(self.player.bound)

    def tensors(self) -> dict[str, Tensor]:
        """Return the state by name."""
        named = {"usual_norm": self._usual}
        for index, parameter in enumerate(self._parameters):
            for name, value in self._adam.state.get(parameter, {}).items():
                named[f"{index}.{name}"] = value
        return named

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Take the state of `tensors`, in the memory layout of the weights."""
        self._usual.copy_(tensors["usual_norm"])
        self._adam.state.clear()
        for index, parameter in enumerate(self._parameters):
            own = {n: t for n, t in tensors.items() if n.startswith(f"{index}.")}
            if own:
                self._adam.state[parameter] = {
                    name.split(".", 1)[1]: _like(parameter, tensor) for name, tensor in own.items()
                }

    @torch.no_grad()
    def _keep_within(self, bound: float) -> None:
        for parameter in self._parameters:
            parameter.clamp_(-bound, bound)

    def _clip(self) -> None:
        """Cut outliers without a device sync; NaN passes through and is caught by the loop."""
        gradients = [p.grad for p in self._parameters if p.grad is not None]
        norm = torch.nn.utils.get_total_norm(gradients)
        limit = torch.where(self._usual > 0, _OUTLIER * self._usual, norm)
        torch._foreach_mul_(gradients, (limit / norm.clamp_min(1e-12)).clamp(max=1.0))
        usual = torch.where(self._usual > 0, self._usual, norm)
        self._usual = usual.lerp(torch.minimum(norm, limit), 1 - _MEMORY)


def rate(schedule: str, final: float, progress: float) -> float:
    """Return the learning rate's share of its first value at `progress` in [0, 1]."""
    progress = min(progress, 1.0)
    if schedule == "constant":
        return 1.0
    if schedule == "linear":
        return 1 + progress * (final - 1)
    wave = final + (1 - final) * 0.5 * (1 + math.cos(math.pi * progress))
    rising = min(1.0, progress / _WARM_UP) if schedule == "warm-up" else 1.0
    return rising * wave


def _like(parameter: Tensor, tensor: Tensor) -> Tensor:
    if tensor.shape != parameter.shape:  # Adam's step counter
        return tensor.clone().to(parameter.device)
    return torch.empty_like(parameter, requires_grad=False).copy_(tensor)
