"""What a critic pays for being steep."""

from __future__ import annotations

import torch
from torch import Tensor


def zero_centred_penalties(scores: Tensor, *pictures: Tensor) -> list[Tensor]:
    """½·E‖∇ₓ D(x)‖², summed over pixels, of each of `pictures` (R1 on real, R2 on made ones).

    Source: Mescheder, Geiger and Nowozin 2018. Each must require gradients; `scores` are those of
    all of them, so that one pass back through the critic serves all.
    """
    return [0.5 * slopes.square().sum(1).mean() for slopes in _slopes(scores, *pictures)]


def one_centred_penalty(scores: Tensor, pictures: Tensor) -> Tensor:
    """E(‖∇ₓ D(x)‖ − 1)²: the critic of a Wasserstein distance is as steep as 1.

    Source: WGAN-GP, Gulrajani et al. 2017. `pictures` must require gradients.
    """
    (slopes,) = _slopes(scores, pictures)
    norms = (slopes.square().sum(1) + 1e-12).sqrt()
    return (norms - 1).square().mean()


def between(real: Tensor, made: Tensor, generator: torch.Generator | None) -> Tensor:
    """Return one picture somewhere on the straight line of each pair, evenly drawn, `(N, …)`.

    Source: WGAN-GP, Gulrajani et al. 2017.
    """
    shape = (len(real), *(1,) * (real.dim() - 1))
    share = torch.rand(shape, generator=generator, device=real.device, dtype=real.dtype)
    return real + share * (made - real)


def _slopes(scores: Tensor, *pictures: Tensor) -> list[Tensor]:
    gradients = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return [gradient.flatten(1) for gradient in gradients]
