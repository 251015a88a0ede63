"""One step of any game: every player's turns, then the average."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from genstudio.objectives import augment
from genstudio.objectives.game import Batch, Loss
from genstudio.training import device as devices
from genstudio.training.feed import Drawn, Feed
from genstudio.training.optimiser import PlayerOptimiser
from genstudio.training.state import State


class Turns:
    """Takes the steps of one training and keeps their figures until they are asked for."""

    def __init__(self, state: State, feed: Feed, total: int) -> None:
        """Train `state` for `total` steps on the batches of `feed`."""
        self.total = total
        self._state = state
        self._feed = feed
        self._draws = max((player.turns for player in state.game.players()), default=1)
        self._rows: list[Tensor] = []

    def close(self) -> None:
        """Let go of the pictures."""
        self._feed.close()

    @property
    def is_over(self) -> bool:
        """Whether every step has been taken."""
        return self._state.progress.step >= self.total

    def take(self) -> None:
        """Take one step."""
        progress, game = self._state.progress, self._state.game
        parts: dict[str, Tensor] = {}
        batches: dict[int, Drawn] = {}
        for optimiser in self._state.optimisers:
            self._hold_others(optimiser)
            for turn in range(optimiser.player.turns):
                if turn not in batches:
                    batches[turn] = self._feed.batch(progress.step * self._draws + turn)
                parts |= self._turn(optimiser, batches[turn])
        if not self._state.optimisers:
            parts |= self._observe()
        progress.step += 1
        self._state.average.update(progress.step)
        self._rows.append(torch.stack([parts[name].float() for name in game.columns]))

    def rows(self) -> np.ndarray:
        """Return the figures of the steps since the last call, float64 `(steps, columns)`."""
        rows = torch.stack(self._rows).cpu().double().numpy()
        self._rows.clear()
        return rows

    def loss(self, player: str, drawn: Drawn) -> Loss:
        """Return a player's loss on one batch."""
        with devices.precision(self._state.device):
            return self._state.game.loss(player, self.seen(drawn))

    def seen(self, drawn: Drawn) -> Batch:
        """Return what a player sees of `drawn` now."""
        state, pictures = self._state, drawn.pictures
        if state.recipe.mirror:
            pictures = augment.mirrored(pictures, state.noise)
        progress = state.progress
        scale = progress.penalty_scale
        return Batch(pictures, self._share, scale, state.noise, drawn.labels, progress.step)

    @property
    def _share(self) -> float:
        return self._state.progress.step / self.total

    def _hold_others(self, optimiser: PlayerOptimiser) -> None:
        for other in self._state.optimisers:
            other.hold(other is not optimiser)

    def _turn(self, optimiser: PlayerOptimiser, drawn: Drawn) -> Mapping[str, Tensor]:
        loss = self.loss(optimiser.player.name, drawn)
        lr_scale = self._state.progress.lr_scale
        optimiser.step(loss.total, progress=self._share, lr_scale=lr_scale)
        return loss.parts

    def _observe(self) -> Mapping[str, Tensor]:
        with torch.no_grad():
            drawn = self._feed.batch(self._state.progress.step)
            return self._state.game.observe(self.seen(drawn))
