"""Opened models, used by one background thread alone. Knows no Qt; brings torch when asked."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from genstudio.runs.entry import file_stamp
from genstudio.runs.folder import RunFolder

if TYPE_CHECKING:
    from genstudio.core.axes import AxisSet
    from genstudio.runs.model import Model

_KEPT = 8  # as many as can be chosen: fewer would be opened anew at every question
_Stamp = tuple[tuple[int, int, int], ...]


class Models:
    """Opens models and keeps the last few; a run whose weights changed is opened again."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._open: OrderedDict[str, tuple[_Stamp, Model]] = OrderedDict()
        self._axes: dict[str, tuple[tuple[int, int, int], tuple[AxisSet, ...]]] = {}
        self._is_calm = False

    def get(self, key: str) -> Model:
        """Return the model of a run; raises `ValueError` or `OSError` with a sentence."""
        from genstudio.runs.model import Model

        self._calm()
        folder = RunFolder(Path(key))
        files = (
            folder.chosen_path, folder.best_path, folder.rolling_path, folder.summary_path,
        )  # fmt: skip
        stamp = tuple(file_stamp(path) for path in files)
        known = self._open.pop(key, None)
        model = known[1] if known is not None and known[0] == stamp else Model.open(folder.path)
        self._open[key] = (stamp, model)
        while len(self._open) > _KEPT:
            self._open.popitem(last=False)
        return model

    def axes(self, key: str, latent: int) -> tuple[AxisSet, ...]:
        """Return the axes kept with a run; raises as `genstudio.runs.axes.read_all`."""
        from genstudio.runs import axes

        folder = RunFolder(Path(key))
        stamp = file_stamp(axes.stored_at(folder))
        known = self._axes.get(key)
        if known is None or known[0] != stamp:
            known = self._axes[key] = (stamp, axes.read_all(folder, latent))
        return known[1]

    def _calm(self) -> None:
        """Let this thread compute alone: small decodes on many threads starve the training."""
        if not self._is_calm:
            import torch

            torch.set_num_threads(1)
            self._is_calm = True
