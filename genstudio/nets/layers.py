"""What a decoder's first layer does with latents, whatever stands before and behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

_KINDS = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)


@torch.no_grad()
def first_layer(
    decoder: nn.Module, decode: Callable[[Tensor], Tensor], z: Tensor
) -> tuple[Tensor, Tensor] | None:
    """Return what the first layer gives for latents `(N, d)`: before and after its activation.

    Both are `(N, F)`; the second is what the next layer is given. `decode` must run `decoder`;
    a class's embedding beside the latents does not count. None if there are not two layers.
    """
    layers = [
        layer
        for name, layer in decoder.named_modules()
        if isinstance(layer, _KINDS) and name.rpartition(".")[2] != "embedding"
    ]
    seen: list[tuple[nn.Module, Tensor, Tensor]] = []

    def note(layer: nn.Module, given: tuple[Any, ...], made: Tensor) -> None:
        if len(seen) < 2:
            seen.append((layer, given[0], made))

    handles = [layer.register_forward_hook(note) for layer in layers]
    try:
        decode(z)
    finally:
        for handle in handles:
            handle.remove()
    if len(seen) < 2:
        return None
    return seen[0][2].flatten(1).float(), seen[1][1].flatten(1).float()
