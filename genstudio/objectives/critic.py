"""The critic: how it scores, what it is shown, and what its turn costs. For any game that has one.

A game builds a `Critic`, lets it take `turn`s with a loss of its own, and gives its generator the
scores of `judge`. Everything random is drawn from the batch's generator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from genstudio.core.recipe import Recipe
from genstudio.nets import build
from genstudio.objectives import terms
from genstudio.objectives.augment import Augment
from genstudio.objectives.game import Batch, Loss

COLUMNS = (
    "loss_critic", "score_real", "score_made", "sign_real", "r1", "r2", "gp", "augment",
)  # fmt: skip
"""The figures of a critic's turn."""

_MEMORY = 0.99  # of the level, per turn

CriticLoss = Callable[[Tensor, Tensor], Tensor]


class Weights(NamedTuple):
    """What the three penalties weigh in one turn."""

    r1: float
    r2: float
    gp: float


class Critic(nn.Module):
    """Scores pictures with a logit, high for real; with classes it is told them by projection.

    D(x, y) = ψ(φ(x)) + ⟨y·V, φ(x)⟩ (Miyato and Koyama 2018). `level` is the score of a picture
    it cannot tell: 0, or the running mean of made ones where only differences of scores count.
    With a `pack` above 1 it judges bundles of so many pictures, one score for each bundle.
    """

    level: Tensor
    penalties: Tensor

    def __init__(
        self,
        recipe: Recipe,
        shape: tuple[int, int, int],
        classes: int = 0,
        *,
        only_differences: bool = False,
        pack: int = 1,
    ) -> None:
        """Build for pictures of `shape`; with `only_differences` a score alone says nothing."""
        super().__init__()
        self.recipe = recipe
        self.only_differences = only_differences
        self.pack = pack
        is_penalised = max(recipe.r1, recipe.r2, recipe.gp) > 0
        self.net = build.encoder(
            recipe.net, outputs=1, shape=(pack * shape[0], *shape[1:]), width=recipe.width,
            norm=recipe.net == "dcgan" and not is_penalised, spectral=recipe.spectral_norm,
        )  # fmt: skip
        self._is_normalised = any(isinstance(x, nn.BatchNorm2d) for x in self.net.modules())
        self.projection: nn.Module | None = None
        if classes:
            self.projection = _projection(self.net, pack * classes, recipe.spectral_norm)
        self.augment = Augment(recipe, shape)
        self.register_buffer("level", torch.zeros(()))
        self.register_buffer("penalties", torch.zeros(3))

    def forward(self, pictures: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return scores `(N,)` of bundles `(N, pack · C, H, W)` and the `bundled` class weights."""
        if self.projection is None or weights is None:
            plain: Tensor = self.net(pictures)
            return plain.float().squeeze(1)
        features = build.features(self.net, pictures)
        told = (self.projection(weights) * features).sum(1, keepdim=True)
        scores: Tensor = build.last(self.net)(features) + told
        return scores.float().squeeze(1)

    def judge(self, pictures: Tensor, batch: Batch, weights: Tensor | None) -> Tensor:
        """Return the scores `(N // pack,)` of pictures as the critic is shown them."""
        scores: Tensor = self(*self.bundled(self.shown(pictures, batch), weights))
        return scores

    def bundled(self, pictures: Tensor, weights: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """Lay `pack` pictures at a time (and their class weights) one behind the other.

        They become the channels of one (PacGAN, Lin et al. 2018), `(N // pack, pack · C, H, W)`
        and `(N // pack, pack · classes)`. What is left over of N is left out.
        """
        if self.pack == 1:
            return pictures, weights
        count = len(pictures) // self.pack
        assert count, f"{len(pictures)} pictures are no bundle of {self.pack}"
        whole = pictures[: count * self.pack]
        laid = whole.reshape(count, -1, *whole.shape[2:])
        laid = laid.contiguous(memory_format=torch.channels_last)
        if weights is not None:
            weights = weights[: count * self.pack].reshape(count, -1)
        return laid, weights

    def shown(self, pictures: Tensor, batch: Batch) -> Tensor:
        """Return pictures as the critic is shown them now: augmented, with instance noise.

        The noise falls to nothing in the course of training (Sønderby et al. 2017).
        """
        pictures = self.augment(pictures, batch.generator)
        sigma = self.recipe.instance_noise * max(1 - batch.progress, 0.0)
        if sigma > 0:
            noise = torch.randn(pictures.shape, generator=batch.generator, device=pictures.device)
            pictures = pictures + sigma * noise
        return pictures

    def turn(self, loss: CriticLoss, made: Tensor, batch: Batch, weights: Tensor | None) -> Loss:
        """Return the loss of telling the batch from `made` pictures (of the same classes)."""
        weigh = self._weigh(batch)
        shown = [self.shown(each.detach(), batch).detach() for each in (batch.pictures, made)]
        (real, told), (made, _) = (self.bundled(each, weights) for each in shown)
        real.requires_grad_(weigh.r1 > 0)
        made.requires_grad_(weigh.r2 > 0)
        scores = self._scores_of(real, made, told)
        total = loss(*scores)
        parts = {"loss_critic": total.detach()}
        total = total + self._pay(weigh, scores, (real, made), batch, told)
        return Loss(total, parts | self._look_back(*(score.detach() for score in scores)))

    @torch.no_grad()
    def scores(self, pictures: Tensor, weights: Tensor | None) -> Tensor:
        """Return scores `(N // pack,)` above the level; nothing is learnt from being asked."""
        was_training = self.training
        self.eval()  # batch norm and spectral norm would remember these pictures
        scores: Tensor = self(*self.bundled(pictures, weights)) - self.level
        self.train(was_training)
        return scores

    def _scores_of(
        self, real: Tensor, made: Tensor, weights: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """The scores of both, in one pass where that changes nothing and wastes nothing.

        Batch normalisation sees real and made pictures apart, and slopes that only one of the two
        is asked for are not computed for the other.
        """
        if self._is_normalised or real.requires_grad != made.requires_grad:
            return self(real, weights), self(made, weights)
        told = None if weights is None else torch.cat([weights, weights])
        of_real, of_made = self(torch.cat([real, made]), told).split([len(real), len(made)])
        return of_real, of_made

    def _weigh(self, batch: Batch) -> Weights:
        """The weights now: they fall in the run, grow after a rollback, and may be lazy."""
        recipe = self.recipe
        scale = (1 + batch.progress * (recipe.penalty_final - 1)) * batch.penalty_scale
        every = recipe.penalty_every
        scale *= every if batch.step % every == 0 else 0
        return Weights(recipe.r1 * scale, recipe.r2 * scale, recipe.gp * scale)

    def _pay(
        self,
        weigh: Weights,
        scores: tuple[Tensor, Tensor],
        pictures: tuple[Tensor, Tensor],
        batch: Batch,
        weights: Tensor | None,
    ) -> Tensor:
        """The weighted penalties; each is remembered until it is computed again."""
        paid = scores[0].new_zeros(())
        charged = [index for index in range(2) if weigh[index] > 0]
        if charged:
            asked = torch.cat([scores[index] for index in charged])
            found = terms.zero_centred_penalties(asked, *(pictures[index] for index in charged))
            for index, penalty in zip(charged, found, strict=True):
                paid = paid + weigh[index] * penalty
                self.penalties[index] = penalty.detach()
        if weigh.gp > 0:
            places = terms.between(pictures[0].detach(), pictures[1].detach(), batch.generator)
            places.requires_grad_(True)
            penalty = terms.one_centred_penalty(self(places, weights), places)
            paid = paid + weigh.gp * penalty
            self.penalties[2] = penalty.detach()
        return paid

    def _look_back(self, real: Tensor, made: Tensor) -> dict[str, Tensor]:
        """What the scores of this turn say; the augmentation learns from it."""
        if self.only_differences:
            self.level.lerp_(made.mean(), 1 - _MEMORY)
        sign = torch.sign(real - (made.mean() if self.only_differences else 0.0)).mean()
        self.augment.adapt(sign, self.pack * len(real))
        r1, r2, gp = self.penalties.clone()
        return {
            "score_real": real.mean(), "score_made": made.mean(), "sign_real": sign,
            "r1": r1, "r2": r2, "gp": gp, "augment": self.augment.strength.clone(),
        }  # fmt: skip


def _projection(net: nn.Module, classes: int, spectral: bool) -> nn.Module:
    """A class's direction among the features; it starts at zero, so that it is learnt."""
    features = build.last(net).in_features
    layer = nn.Linear(classes, features, bias=False)
    if spectral:
        return spectral_norm(layer)
    nn.init.zeros_(layer.weight)
    return layer
