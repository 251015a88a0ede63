"""How smoothly pictures change along a walk through latent space, in features.

Two figures of a walk's steps, both without a scale, so that a model of poor pictures is not
smooth just because they hardly differ: how much longer the walk is than the straight way from
its first picture to its last, and how much longer its longest step is than the mean one. A
linear model walking straight has 1 and 1. They stand in for the perceptual path length
(Karras et al. 2019), which needs a network trained on photographs.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

_STILL = 1e-9


@dataclass(frozen=True)
class Smoothness:
    """Of each walk, float64 `(N,)`: its length over the straight way, its longest step."""

    detour: Tensor
    jump: Tensor


def smoothness(walks: Tensor) -> Smoothness:
    """Judge the features `(N, T, d)` of N walks of T pictures; walks that stand still are left out.

    `jump` is the longest step as a multiple of the mean one.
    """
    walks = walks.double()
    steps = (walks[:, 1:] - walks[:, :-1]).norm(dim=2)
    straight = (walks[:, -1] - walks[:, 0]).norm(dim=1)
    moves = straight > _STILL
    steps, straight = steps[moves], straight[moves]
    return Smoothness(steps.sum(1) / straight, steps.amax(1) / steps.mean(1))
