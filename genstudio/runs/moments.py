"""Looking back at a run: every moment its model can be had from, and which of them is the model.

A moment is one more place weights can come from. Those kept along the way are joined by the
checkpoints: the model at its best held-out figure, and as it was last.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from genstudio.core import storage
from genstudio.runs.folder import RunFolder
from genstudio.training import checkpoint
from genstudio.training.moments import Moment, Shelf

__all__ = ["Choice", "Moment", "choose", "chosen", "find", "nearest", "put", "timeline", "weights"]


@dataclass(frozen=True)
class Choice:
    """What is the model of a run: the moment after `step` by hand, or None: as training judged.

    `weights` is the file's content, so that the choice can be taken back and made again.
    """

    step: int | None = None
    weights: bytes = b""


def timeline(folder: RunFolder, *, is_live: bool = False) -> list[Moment]:
    """Return every moment of the run, oldest first; a damaged checkpoint is left out.

    While it is in training (`is_live`) its newest checkpoint is in the making and not among them.
    """
    found = {moment.step: moment for moment in Shelf(folder.moments_path).moments()}
    exact = [folder.best_path] if is_live else [folder.rolling_path, folder.best_path]
    for path in exact:
        with contextlib.suppress(checkpoint.CheckpointError, OSError):
            step = _step(path)
            found[step] = Moment(step, path, path.stat().st_size)
    return [found[step] for step in sorted(found)]


def find(folder: RunFolder, step: int) -> Moment:
    """Return the moment after exactly `step`; raises `ValueError` naming those there are."""
    known = timeline(folder)
    for moment in known:
        if moment.step == step:
            return moment
    steps = ", ".join(f"{moment.step:,}" for moment in known) or "none"
    raise ValueError(
        f"“{folder.read_summary().name}” has no moment at step {step:,}. Its moments: {steps}."
    )


def nearest(moments: Sequence[Moment], step: int) -> Moment:
    """Return the moment nearest to `step`, the earlier one of two."""
    return min(moments, key=lambda moment: (abs(moment.step - step), moment.step))


def weights(moment: Moment) -> dict[str, np.ndarray]:
    """Return the moment's weights by name; raises `CheckpointError` with a sentence."""
    tensors, _ = checkpoint.load(moment.path, prefix=checkpoint.AVERAGE)
    # Copies: what was read is a view of the file, which may be thinned out any moment.
    return {name: tensor.numpy().copy() for name, tensor in tensors.items()}


# -- which of them is the model ------------------------------------------------------------


def chosen(folder: RunFolder) -> Choice:
    """Return what was chosen by hand; raises `CheckpointError` or `OSError` with a sentence."""
    path = folder.chosen_path
    if not path.is_file():
        return Choice()
    try:
        return Choice(_step(path), path.read_bytes())
    except OSError as error:
        raise storage.explain(path, error) from error


def choose(folder: RunFolder, step: int) -> Choice:
    """Make the moment after `step` the model from now on; return what was chosen before.

    The best checkpoint stays where it is: choosing its own step again leaves it to training.
    Raises `ValueError` or `OSError` with a sentence.
    """
    before = chosen(folder)
    if step == _best_step(folder):
        put(folder, Choice())
        return before
    path = find(folder, step).path
    tensors, facts = checkpoint.load(path, prefix=checkpoint.AVERAGE)
    mixture, _ = checkpoint.load(path, prefix=checkpoint.MIXTURE)
    named = {checkpoint.AVERAGE + name: tensor for name, tensor in tensors.items()}
    named |= {checkpoint.MIXTURE + name: tensor for name, tensor in mixture.items()}
    checkpoint.save(folder.chosen_path, named, facts | {"kind": "chosen"})
    folder.change_summary(chosen_step=step)
    return before


def put(folder: RunFolder, choice: Choice) -> None:
    """Make `choice` what it was, or is again; raises `OSError` with a sentence."""
    path = folder.chosen_path
    try:
        if choice.step is None:
            path.unlink(missing_ok=True)
        else:
            storage.write_bytes(path, choice.weights)
    except OSError as error:
        raise storage.explain(path, error) from error
    folder.change_summary(chosen_step=choice.step)


def _best_step(folder: RunFolder) -> int | None:
    try:
        return _step(folder.best_path)
    except checkpoint.CheckpointError:
        return None


def _step(path: Path) -> int:
    """The step a checkpoint belongs to, from its header alone."""
    progress: dict[str, Any] = checkpoint.facts(path).get("progress", {})
    return int(progress.get("step", 0))
