"""Draws any moment of one run: opens its weights, decodes the latents, remembers a few. No Qt."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from genstudio.core import latents
from genstudio.runs.entry import file_stamp
from genstudio.runs.folder import RunFolder

if TYPE_CHECKING:
    from genstudio.runs.model import Model
    from genstudio.runs.moments import Moment

_MOST_BYTES = 32 * 2**20


@dataclass(frozen=True)
class Seen:
    """A moment's pictures from the latents of `seed`; `redrawn` where there was what to redraw."""

    step: int
    made: np.ndarray
    redrawn: np.ndarray | None = None


class Projector:
    """Used by one background thread alone, so that nothing is shared."""

    def __init__(self, folder: RunFolder) -> None:
        """Open nothing yet."""
        self._folder = folder
        self._model: Model | None = None
        self._known: OrderedDict[object, Seen] = OrderedDict()

    def see(
        self,
        moment: Moment,
        seed: int | None,
        originals: np.ndarray | None,
        kind: int | None = None,
    ) -> Seen:
        """Draw `moment`; `seed` None takes the previews' latents, `kind` is one class of them.

        Raises `ValueError` or `OSError` with a sentence.
        """
        key = (file_stamp(moment.path), moment.path, seed, originals is not None, kind)
        if key not in self._known:
            self._known[key] = self._draw(moment, seed, originals, kind)
            self._forget()
        self._known.move_to_end(key)
        return self._known[key]

    def _draw(
        self, moment: Moment, seed: int | None, originals: np.ndarray | None, kind: int | None
    ) -> Seen:
        from genstudio.runs import moments

        base = self._base(moment.step)
        model = base.with_weights(moments.weights(moment), stamp=f"moment {moment.step}")
        count = latents.preview_count(0 if kind is not None else model.classes)
        seed = model.recipe.seed if seed is None else seed
        if model.is_points:
            return Seen(moment.step, model.cloud(seed=seed, label=kind))
        made = model.sample(count, seed=seed, label=kind)
        if originals is None or not model.can_encode or model.classes:
            return Seen(moment.step, made)
        return Seen(moment.step, made, model.decode(model.encode(originals).mu))

    def _base(self, step: int) -> Model:
        if self._model is None:
            import torch

            from genstudio.runs.model import Model

            torch.set_num_threads(1)  # of this thread: the training shall not notice
            self._model = Model.open(self._folder.path, moment=step)
        return self._model

    def _forget(self) -> None:
        while sum(seen.made.nbytes for seen in self._known.values()) > _MOST_BYTES:
            self._known.popitem(last=False)
