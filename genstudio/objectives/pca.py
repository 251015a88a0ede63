"""Principal component analysis: the linear ancestor, in closed form, through the same contract.

The latent of a picture is standardised, z = (x − mean)·u / √λ, so that a slider at ±3 means the
same as in a VAE. Sigma is that of probabilistic PCA (Tipping and Bishop 1999): √(σ²/λ), with σ²
the mean variance left out.

Of pictures too wide for a covariance matrix the leading directions are kept and brought up to date
with every batch, so that the last picture counts as much as the first (Ross, Lim, Lin and Yang
2008, "Incremental learning for robust visual tracking", section 2.1; the mean moves along).
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
_SPARE = 64  # directions kept beside twice the latents when pictures are wider


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
    basis: Tensor
    squares: Tensor
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
        kept = (min(2 * self.model.latent + _SPARE, size), size) if wide else (0, 0)
        self.register_buffer("basis", torch.zeros(kept))
        self.register_buffer("squares", torch.zeros((), dtype=torch.float64))
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
            self._turn(flat)
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
            mean, values, vectors, total = self._solve_basis()
        rank = min(self.model.latent, len(values))
        model = self.model
        model.mean.copy_(mean)
        model.variances.zero_()
        model.variances[:rank] = values[:rank].clamp_min(0)
        model.components.zero_()
        model.components[:rank] = _signed(vectors[:rank])
        model.total_variance.copy_(total)

    def solved_side(self) -> int:
        """Return the side of the matrix that is solved at the end; 1 where each step solves."""
        return len(self.outer) or 1

    def quality(self, model: Model, batch: Batch) -> float:
        """Return the mean squared error of held-out pictures, pixels in [−1, 1]."""
        redrawn = model.decode(model.encode(batch.pictures).mu)
        return float((redrawn - batch.pictures).square().mean())

    def _add(self, flat: Tensor) -> None:
        wide = flat.double()
        self.total += wide.sum(0)
        self.outer += wide.T @ wide

    def _turn(self, flat: Tensor) -> None:
        """Turn the basis towards the batch: its rows are directions × √(scatter along them)."""
        seen, new = int(self.seen), len(flat)
        if not new:
            return
        mean = flat.mean(0)
        rows = [self.basis[: min(seen, len(self.basis))], flat - mean]
        if seen:  # what the two means differ by is scatter as well
            shift = (self.total / seen).float() - mean
            rows.append(shift[None] * math.sqrt(seen * new / (seen + new)))
        stacked = torch.cat(rows)
        _, vectors = torch.linalg.eigh((stacked @ stacked.T).double())
        kept = min(len(self.basis), len(stacked))
        self.basis.zero_()
        self.basis[:kept] = vectors.flip(1)[:, :kept].T.float() @ stacked
        self.total += flat.sum(0, dtype=torch.float64)
        self.squares += flat.square().sum(dtype=torch.float64)

    def _solve_covariance(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        count = int(self.seen)
        mean = self.total / count
        covariance = self.outer / count - torch.outer(mean, mean)
        values, vectors = torch.linalg.eigh(covariance)
        return mean, values.flip(0), vectors.T.flip(0), covariance.trace()

    def _solve_basis(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        count = int(self.seen)
        mean = self.total / count
        scatter = self.basis.square().sum(1, dtype=torch.float64)
        directions = self.basis / scatter.sqrt().clamp_min(1e-6).float()[:, None]
        total = self.squares / count - mean.square().sum()
        return mean, scatter / count, directions, total


def _signed(components: Tensor) -> Tensor:
    """Fix each component's sign (its largest number is positive), so that runs agree."""
    largest = components.abs().argmax(1, keepdim=True)
    return components * components.gather(1, largest).sign()
