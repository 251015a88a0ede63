"""Nets that look at latents and not at pictures."""

from __future__ import annotations

from torch import Tensor, nn

_HIDDEN = 16  # hidden units per unit of the recipe's width: 16 → 256
_LAYERS = 4


class CodeCritic(nn.Module):
    """Latents `(N, d)` → one logit each `(N,)`, through hidden layers with LeakyReLU 0.2.

    Kim and Mnih 2018 use six layers of 1000 units; this one is as wide as the recipe says.
    """

    def __init__(self, *, latent: int, width: int) -> None:
        """Build for latents of `latent` dimensions."""
        super().__init__()
        hidden = _HIDDEN * width
        layers: list[nn.Module] = []
        for before in (latent, *[hidden] * (_LAYERS - 1)):
            layers += [nn.Linear(before, hidden), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Linear(hidden, 1))

    def forward(self, z: Tensor) -> Tensor:
        """Judge."""
        out: Tensor = self.layers(z).float().squeeze(1)
        return out
