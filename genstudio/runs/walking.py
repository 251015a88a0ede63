"""Scores of how smoothly a model's pictures change along walks through its latent space."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import torch

from genstudio.core import latents
from genstudio.core.events import Event, Scoring
from genstudio.core.score import Score
from genstudio.evaluation.features import Extractor
from genstudio.evaluation.resampling import bootstrap_mean
from genstudio.evaluation.smoothness import smoothness
from genstudio.runs.model import Model

_WALKS, _STEPS = 64, 16


def walking(
    model: Model, extractor: Extractor, *, seed: int, sampler: str
) -> Generator[Event, None, list[Score]]:
    """Walk between pairs of latents and look at every step with the feature network."""
    z = model.draw_latents(2 * _WALKS, seed=seed, sampler=sampler)
    weights = model.weights_in_turn(_WALKS)
    amounts = np.linspace(0, 1, _STEPS + 1)
    walks = []
    for index in range(_WALKS):
        path = latents.slerp(z[2 * index], z[2 * index + 1], amounts).astype(np.float32)
        told = None if weights is None else np.repeat(weights[index : index + 1], len(path), 0)
        walks.append(extractor(model.decode(path, told)))
        if index % 8 == 0:
            yield Scoring(index, _WALKS, "walks through latent space")
    found = smoothness(torch.stack(walks))
    if not len(found.jump):
        return []
    about = f"On {len(found.jump)} walks of {_STEPS} steps along an arc, in features."
    return [
        _score("detour", "Detour of a walk", found.detour.numpy(), extractor.hash,
               f"Its length over the straight way: 1 is straight. {about}"),
        _score("jump", "Longest jump of a walk", found.jump.numpy(), extractor.hash,
               f"The longest step over the mean one: 1 is even. {about}"),
    ]  # fmt: skip


def _score(key: str, label: str, values: np.ndarray, extractor: str, note: str) -> Score:
    return Score(
        key=key, label=label, value=float(values.mean()), error=bootstrap_mean(values),
        unit="×", extractor=extractor, note=note, made=len(values) * (_STEPS + 1),
    )  # fmt: skip
