"""Which classes made pictures are of, told by a linear classifier on the features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

_ROUNDS = 60
_DECAY = 1e-4


class Classifier:
    """Softmax on standardised features, fitted to real pictures by a convex problem."""

    def __init__(self, features: Tensor, labels: np.ndarray, count: int) -> None:
        """Fit `(N, d)` features to int64 `(N,)` labels of `count` classes."""
        features = features.double()
        target = torch.from_numpy(np.array(labels, dtype=np.int64))
        self._weights = torch.zeros(count, features.shape[1], dtype=torch.float64)
        self._bias = torch.zeros(count, dtype=torch.float64)
        parameters = [self._weights.requires_grad_(), self._bias.requires_grad_()]
        newton = torch.optim.LBFGS(
            parameters, max_iter=_ROUNDS, line_search_fn="strong_wolfe", tolerance_grad=1e-6
        )

        def loss() -> Tensor:
            newton.zero_grad()
            value = F.cross_entropy(features @ self._weights.T + self._bias, target)
            value = value + _DECAY * self._weights.square().sum()
            torch.autograd.backward(value)
            return value

        newton.step(loss)  # type: ignore[no-untyped-call]
        for parameter in parameters:
            parameter.requires_grad_(False)

    def __call__(self, features: Tensor) -> np.ndarray:
        """Return the likeliest class of each row, int64 `(N,)`."""
        scores = features.double() @ self._weights.T + self._bias
        found: np.ndarray = scores.argmax(1).numpy()
        return found


@dataclass(frozen=True)
class Classes:
    """How made pictures spread over the classes, beside the real ones, both `(K,)` counts."""

    made: np.ndarray
    real: np.ndarray

    @property
    def found(self) -> int:
        """How many classes were made at least once."""
        return int((self.made > 0).sum())

    @property
    def reverse_kl(self) -> float:
        """KL(made ‖ real) in nats: 0 for the right proportions, log K for one of K equal classes.

        A class that no real picture has counts as half a picture.
        """
        made = self.made / max(self.made.sum(), 1)
        real = np.maximum(self.real, 0.5)
        real = real / real.sum()
        there = made > 0
        return float((made[there] * np.log(made[there] / real[there])).sum())


def spread(made: np.ndarray, real: np.ndarray, count: int) -> Classes:
    """Count the classes of made and real pictures, int64 `(N,)` each."""
    return Classes(np.bincount(made, minlength=count), np.bincount(real, minlength=count))
