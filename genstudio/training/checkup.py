"""What the coach wants to know beside the losses: small figures, free of units where possible.

They cost a few forward passes on at most `_MOST` pictures and draw from no generator of the
training. A figure that makes no sense for a game is left out. Their names:

- `pictures`, `held_out_pictures`: how many there are; `rollbacks`, `lr_scale`: what training has
  changed by itself; `gradient_PLAYER`: norm of the last gradient; `drift`: how far the weights
  are from their average, as a share of its length.
- `diversity`: mean distance between made pictures, of the distance between real ones (1 is as
  varied as life); `nearest`: the same for each picture's nearest neighbour (0: copies of a few);
  `distance`: energy distance between made and real pictures (Székely and Rizzo 2013), of the
  distance between real ones (0: the same distribution).
- `unexplained`: squared error of redrawn held-out pictures, of their variance (1: no better
  than their mean), `unexplained_train` of training pictures; `kl` in nats, `active` latents
  whose mean varies by more than 0.01 (Burda et al. 2016), of `latents`.
- `loss_train`, `loss_held_out`: the game's own figure on both.
- `sign_*`, `score_*`: the critic's mean sign and score on training, held-out and made pictures;
  `told`: chance that it ranks a training picture above a made one, `told_held_out` a held-out
  above a made one, `remembered` a training above a held-out one (0.5: it cannot tell them).
  Of a critic that judges bundles they are those of bundles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from genstudio.core.events import Checkup, Event
from genstudio.objectives import catalog, terms
from genstudio.objectives.game import Batch, Model
from genstudio.training.asides import Aside
from genstudio.training.cadence import Cadence
from genstudio.training.feed import Drawn
from genstudio.training.scene import Scene

_SECONDS = 2.0
_SHARE = 0.015
_MOST = 128
_SIDE = 16  # pictures are compared at this size: what differs is what one sees from afar
_SEED = 4321
_ACTIVE = 0.01

Figures = dict[str, float]


class CheckingUp(Aside):
    """Takes a checkup every few seconds, for at most 1.5 % of the time."""

    def __init__(self, scene: Scene) -> None:
        """Choose the pictures to look at."""
        super().__init__(scene, Cadence(_SECONDS, share=_SHARE, first=_SECONDS))
        self._train = scene.pictures(_spread(scene.chosen))
        self._held_out = scene.pictures(_spread(scene.judged))
        self._real = _compared(self._held_out.pictures)
        self._scale = _mean_distance(self._real)
        traits = catalog.objective(scene.recipe.objective).traits
        self._looks: list[Callable[[], Figures]] = [self._weights, self._made]
        if "encoder" in traits:
            self._looks.append(self._redrawn)
        if scene.state.game.quality_name:
            self._looks.append(self._losses)
        if "critic" in traits and hasattr(scene.state.game, "critic_scores"):
            fewest = min(len(self._train.pictures), len(self._held_out.pictures))
            if fewest >= catalog.bundle(scene.recipe):
                self._looks.append(self._critic)

    @torch.no_grad()
    def take(self) -> Sequence[Event]:
        """Look at everything."""
        self.scene.settle()
        game, progress = self.scene.state.game, self.scene.state.progress
        figures: Figures = {
            "pictures": float(len(self.scene.chosen)),
            "held_out_pictures": float(len(self.scene.held_out)),
            "rollbacks": float(progress.rollbacks),
            "lr_scale": progress.lr_scale,
        }
        game.eval()  # spectral and batch normalisation learn nothing from being looked at
        try:
            for look in self._looks:
                figures |= look()
        finally:
            game.train()
        return (Checkup(progress.step, figures),)

    # -- looks --------------------------------------------------------------------------------

    def _weights(self) -> Figures:
        state = self.scene.state
        figures = {
            f"gradient_{optimiser.player.name}": _gradient(
                list(optimiser.player.module.parameters())
            )
            for optimiser in state.optimisers
        }
        now: list[Tensor] = list(state.game.model.parameters())
        kept: list[Tensor] = list(state.average.model.parameters())
        if kept:
            moved = torch.nn.utils.get_total_norm(torch._foreach_sub(now, kept))
            length = torch.nn.utils.get_total_norm(kept)
            figures["drift"] = float(moved / length.clamp_min(1e-12))
        return figures

    def _made(self) -> Figures:
        made = _compared(self._draw(self.scene.state.average.model, self._held_out).clamp(-1, 1))
        across = float(torch.cdist(made, self._real).mean())
        within, real = _mean_distance(made), self._scale
        nearest = _nearest(made[: len(self._real)]) / max(_nearest(self._real), 1e-9)
        return {
            "diversity": within / max(real, 1e-9),
            "nearest": nearest,
            "distance": (2 * across - within - real) / max(real, 1e-9),
        }

    def _redrawn(self) -> Figures:
        model = self.scene.state.average.model
        figures: Figures = {"latents": float(model.latent)}
        for name, drawn in (("unexplained_train", self._train), ("unexplained", self._held_out)):
            weights = model.one_hot(drawn.labels)
            posterior = model.encode(drawn.pictures, weights)
            error = F.mse_loss(model.decode(posterior.mu, weights), drawn.pictures)
            spread = drawn.pictures - drawn.pictures.mean(0)
            figures[name] = float(error / spread.square().mean().clamp_min(1e-9))
        spread = posterior.mu.var(0, correction=min(len(posterior.mu) - 1, 1))
        figures["active"] = float((spread > _ACTIVE).sum())
        if bool((posterior.sigma > 0).all()):
            logvar = 2 * posterior.sigma.log()
            figures["kl"] = float(terms.kl_to_standard(posterior.mu, logvar).sum(1).mean())
        return figures

    def _losses(self) -> Figures:
        state = self.scene.state
        figures: Figures = {}
        for name, drawn in (("loss_train", self._train), ("loss_held_out", self._held_out)):
            noise = torch.Generator(state.device).manual_seed(_SEED)
            seen = Batch(drawn.pictures, 1.0, 1.0, noise, drawn.labels)
            value = state.game.quality(state.average.model, seen)
            if value is not None:
                figures[name] = value
        return figures

    def _critic(self) -> Figures:
        made = Drawn(
            self._draw(self.scene.state.game.model, self._train), _classes_like(self._train)
        )
        train, held_out, fake = map(self._scores, (self._train, self._held_out, made))
        figures: Figures = {"told": _above(train, fake)}
        for name, scores in (("train", train), ("held_out", held_out), ("made", fake)):
            figures[f"sign_{name}"] = float(scores.sign().mean())
            figures[f"score_{name}"] = float(scores.mean())
        if len(self.scene.held_out):
            figures["told_held_out"] = _above(held_out, fake)
            figures["remembered"] = _above(train, held_out)
        return figures

    # -- private ------------------------------------------------------------------------------

    def _draw(self, model: Model, like: Drawn) -> Tensor:
        """Make pictures of the classes that `like` has."""
        z = model.sample_prior(_MOST, _SEED).to(self.scene.state.device)
        return model.decode(z, model.one_hot(_classes_like(like)))

    def _scores(self, drawn: Drawn) -> Tensor:
        game = self.scene.state.game
        scores: Tensor = game.critic_scores(drawn.pictures, drawn.labels)  # type: ignore[operator]
        return scores


def _classes_like(drawn: Drawn) -> Tensor | None:
    """The classes of `_MOST` pictures: those that `drawn` has, again and again."""
    if drawn.labels is None:
        return None
    return drawn.labels.repeat(-(-_MOST // len(drawn.labels)))[:_MOST]


def _spread(rows: np.ndarray) -> np.ndarray:
    """At most `_MOST` rows, from the first to the last."""
    count = min(len(rows), _MOST)
    return rows[np.linspace(0, len(rows) - 1, count).round().astype(np.int64)]


def _compared(pictures: Tensor) -> Tensor:
    """Pictures as rows of numbers, shrunk to a size at which noise does not count."""
    if min(pictures.shape[-2:]) > _SIDE:
        pictures = F.adaptive_avg_pool2d(pictures, _SIDE)
    return pictures.flatten(1)


def _mean_distance(rows: Tensor) -> float:
    """Mean distance between two different rows."""
    count = len(rows)
    return float(torch.cdist(rows, rows).sum()) / max(count * (count - 1), 1)


def _nearest(rows: Tensor) -> float:
    """Median distance to the nearest other row."""
    if len(rows) < 2:
        return 0.0
    distances = torch.cdist(rows, rows).fill_diagonal_(torch.inf)
    return float(distances.min(1).values.median())


def _above(first: Tensor, second: Tensor) -> float:
    """Chance that a number of `first` is larger than one of `second`; ties count half."""
    difference = first[:, None] - second[None]
    return float((difference > 0).float().mean() + (difference == 0).float().mean() / 2)


def _gradient(parameters: Iterable[Tensor]) -> float:
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    return float(torch.nn.utils.get_total_norm(gradients)) if gradients else 0.0
