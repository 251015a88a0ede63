"""Principal component analysis: the linear ancestor, in closed form, through the same contract.

The latent of a picture is standardised, z = (x − mean)·u / √λ, so that a slider at ±3 means the
same as in a VAE. Sigma is that of probabilistic PCA (Tipping and Bishop 1999): √(σ²/λ), with σ²
the mean variance left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import torch
from torch import Tensor

from genstudio.core.recipe import Recipe
from genstudio.objectives.game import Batch, Game, Loss, Model, Player, Posterior

_WIDEST = 4096  # numbers a picture up to which the whole covariance is kept
_MOST_KEPT = 2048  # pictures that are kept instead when pictures are wider


class PCAModel(Model):
    """Mean, principal components and their variances."""

    mean: Tensor
    components: Tensor
    variances: Tensor
    total_variance: Tensor

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int]) -> None:
        """Start with a zero mean and no variance."""
        super().__init__()
        size = math.prod(shape)
        self.latent = min(recipe.latent, size)
        self.shape = shape
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("components", torch.zeros(self.latent, size))
        self.register_buffer("variances", torch.zeros(self.latent))
        self.register_buffer("total_variance", torch.zeros(()))

    def decode(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return mean + Σ zᵢ √λᵢ uᵢ."""
        flat = self.mean + (z * self.variances.sqrt()) @ self.components
        return flat.view(-1, *self.shape)

    def encode(self, pictures: Tensor, weights: Tensor | None = None) -> Posterior:
        """Return the standardised coordinates and probabilistic PCA's sigma."""
        scale = self.variances.sqrt().clamp_min(1e-6)
        mu = (pictures.flatten(1) - self.mean) @ self.components.T / scale
        left_out = max(math.prod(self.shape) - self.latent, 1)
        noise = ((self.total_variance - self.variances.sum()) / left_out).clamp_min(0).sqrt()
        return Posterior(mu, (noise / scale).clamp(max=1.0).expand_as(mu))

    def effects(self) -> Tensor:
        """Return the variance of each component, summed over pixels."""
        return self.variances


class PCA(Game):
    """No player: one pass over the data, then an eigenvalue problem."""

    columns: ClassVar = ("mse", "variance_kept")
    quality_name = "held-out error (MSE)"
    is_chosen_by_own: ClassVar = True
    model: PCAModel
    total: Tensor
    outer: Tensor
    kept: Tensor
    seen: Tensor

    def __init__(self, recipe: Recipe, shape: tuple[int, int, int], classes: int = 0) -> None:
        """Make room for the sums of one pass."""
        super().__init__(recipe, shape, classes)
        self.model = PCAModel(recipe, shape)
        size = math.prod(shape)
        wide = size > _WIDEST
        self.register_buffer("total", torch.zeros(size, dtype=torch.float64))
        room = (0, 0) if wide else (size, size)
        self.register_buffer("outer", torch.zeros(room, dtype=torch.float64))
        kept = (_MOST_KEPT, size) if wide else (0, 0)
        self.register_buffer("kept", torch.zeros(kept, dtype=torch.uint8))
        self.register_buffer("seen", torch.zeros((), dtype=torch.int64))
        self._count = 0

    def players(self) -> Sequence[Player]:
        """Return nobody: there is nothing to minimise step by step."""
        return ()

    def loss(self, player: str, batch: Batch) -> Loss:
        """Never called: there is no player."""
        raise AssertionError("PCA has no players")

    def steps(self, count: int) -> int:
        """Return one pass over the pictures."""
        self._count = count
        return -(-count // self.recipe.batch)

    def observe(self, batch: Batch) -> Mapping[str, Tensor]:
        """Add the batch to the sums; the figures are those of the model so far."""
        flat = batch.pictures.flatten(1)[: self._count - int(self.seen)]
        if len(self.outer):
            self._add(flat)
        else:
            self._keep(flat)
        self.seen += len(flat)
        if int(self.seen) == len(flat):
            self.settle()
        decoded = self.model.decode(self.model.encode(batch.pictures).mu)
        error = (decoded - batch.pictures).square().mean()
        total = self.model.total_variance.clamp_min(1e-12)
        return {"mse": error, "variance_kept": self.model.variances.sum() / total}

    def settle(self) -> None:
        """Solve for the components of everything seen."""
        if int(self.seen) == 0:
            return
        if len(self.outer):
            mean, values, vectors, total = self._solve_covariance()
        else:
            mean, values, vectors, total = self._solve_kept()
        rank = min(self.model.latent, len(values))
        model = self.model
        model.mean.copy_(mean)
        model.variances.zero_()
        model.variances[:rank] = values[:rank].clamp_min(0)
        model.components.zero_()
        model.components[:rank] = _signed(vectors[:rank])
        model.total_variance.copy_(total)

    def solved_side(self) -> int:
        """Return the number of pixels, or of pictures where those are fewer."""
        return len(self.outer) or min(len(self.kept), max(self._count, 1))

    def quality(self, model: Model, batch: Batch) -> float:
        """Return the mean squared error of held-out pictures, pixels in [−1, 1]."""
        redrawn = model.decode(model.encode(batch.pictures).mu)
        return float((redrawn - batch.pictures).square().mean())

    def _add(self, flat: Tensor) -> None:
        wide = flat.double()
        self.total += wide.sum(0)
        self.outer += wide.T @ wide

    def _keep(self, flat: Tensor) -> None:
        start = int(self.seen)
        if start >= _MOST_KEPT:
            return
        rows = ((flat + 1) * 127.5).round().to(torch.uint8)[: _MOST_KEPT - start]
        self.kept[start : start + len(rows)] = rows

    def _solve_covariance(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        count = int(self.seen)
        mean = self.total / count
        covariance = self.outer / count - torch.outer(mean, mean)
        values, vectors = torch.linalg.eigh(covariance)
        return mean, values.flip(0), vectors.T.flip(0), covariance.trace()

    def _solve_kept(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        pictures = self.kept[: min(int(self.seen), _MOST_KEPT)].float() / 127.5 - 1
        mean = pictures.mean(0)
        centred = pictures - mean
        gram = (centred @ centred.T).double() / len(pictures)
        values, vectors = (x.flip(-1) for x in torch.linalg.eigh(gram))
        rank = min(self.model.latent, len(values))
        scale = (values[:rank] * len(pictures)).clamp_min(1e-9).sqrt()
        components = (vectors[:, :rank] / scale).T.float() @ centred
        return mean, values[:rank], components, gram.trace()


def _signed(components: Tensor) -> Tensor:
    """Fix each component's sign (its largest number is positive), so that runs agree."""
    largest = components.abs().argmax(1, keepdim=True)
    return components * components.gather(1, largest).sign()
