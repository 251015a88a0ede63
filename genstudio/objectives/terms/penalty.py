"""What keeps a critic's slopes gentle."""

from __future__ import annotations

import torch
from torch import Tensor


def zero_centred_penalty(scores: Tensor, pictures: Tensor) -> Tensor:
    """½·E‖∇ₓ D(x)‖², summed over pixels (R1 on real, R2 on made pictures).

    Source: Mescheder, Geiger and Nowozin 2018. `pictures` must require gradients.
    """
    (gradient,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return 0.5 * gradient.flatten(1).square().sum(1).mean()
