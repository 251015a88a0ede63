"""Scores that are not of pictures: the critic's judgement, what a model costs."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np

from genstudio.core.score import Score
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model

_TIMED, _ROUNDS = 64, 5


def critic(folder: RunFolder) -> list[Score]:
    """What the critic could tell at the last checkup of the training; nothing without one."""
    try:
        checkups = folder.read_checkups()
    except OSError:
        return []
    figures = checkups[-1].figures if checkups else {}
    return [
        Score(
            key=f"critic_{name}", label=label, value=figures[name], better="neither",
            unit="chance", note=f"{note} At step {checkups[-1].step:,}, 0.5 is a guess.",
        )
        for name, (label, note) in _CRITIC.items()
        if math.isfinite(figures.get(name, math.nan))
    ]  # fmt: skip


_CRITIC = {
    "told_held_out": (
        "Discriminator tells held-out from made",
        "Chance that it ranks a held-out picture above a made one.",
    ),
    "remembered": (
        "Discriminator remembers training pictures",
        "Chance that it ranks a training picture above a held-out one.",
    ),
}


def cost(model: Model, folder: RunFolder, file: Path) -> list[Score]:
    """Size and speed; times are of the computer at hand."""
    summary = folder.read_summary()
    shown = summary.step * model.recipe.batch
    rate = shown / summary.seconds if summary.seconds > 0 else math.nan
    size = file.stat().st_size / 2**20
    found = [
        Score(key="parameters", label="Parameters", value=summary.parameters),
        Score(key="train_seconds", label="Training time", value=summary.seconds, unit="s"),
        Score(key="shown", label="Pictures shown", value=shown, better="neither"),
        Score(key="rate", label="Training speed", value=rate, better="higher", unit="pictures/s"),
        Score(key="file_mb", label="File size", value=size, unit="MB"),
        _decoding(model),
    ]
    return [score for score in found if math.isfinite(score.value)]


def _decoding(model: Model) -> Score:
    z = model.draw_latents(_TIMED, seed=0)
    weights = model.weights_in_turn(_TIMED)
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        model.decode(z, weights)
        times.append(1000 * (time.perf_counter() - start) / _TIMED)
    return Score(
        key="decode_ms", label="Time to make a picture", value=float(np.median(times)), unit="ms",
        note=f"In batches of {_TIMED}, on this computer.",
    )  # fmt: skip
