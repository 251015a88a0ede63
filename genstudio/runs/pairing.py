"""Dealing blind votes: two models' pictures side by side, every pair equally often."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Sequence

import numpy as np
import torch

from genstudio.core.events import Event, Worked, Working
from genstudio.data.imageset import DataError
from genstudio.runs.dealing import told
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.runs.votes import Ballot, Ballots

_MIXED = "They learnt from different pictures: you also vote on what is shown, not only how well."


def deal(folders: Sequence[RunFolder], *, ballots: int, seed: int) -> Generator[Event, None, None]:
    """Deal `ballots` between these runs; the last event is `Worked(Ballots)`.

    Pairs, sides, order and pictures follow `seed`. Raises `DataError` with a sentence when fewer
    than two runs can take part.
    """
    torch.set_num_threads(1)
    problems: list[str] = []
    models: list[Model] = []
    for place, folder in enumerate(folders):
        yield Working(place, len(folders), "runs opened")
        try:
            model = Model.open(folder.path)
            if model.is_points:
                raise DataError("It learnt points of a plane: there are no pictures to judge.")
            models.append(model)
        except (ValueError, OSError) as error:
            problems.append(told(folder, error))
    if len({model.hash for model in models}) < 2:
        raise DataError(" ".join([*problems, "Votes need two models that differ."]))
    if len({model.summary.data_fingerprint for model in models}) > 1:
        problems.append(_MIXED)
    generator = np.random.default_rng(seed)
    rounds = _rounds(len(models), ballots, generator)
    yield Working(len(models), len(models), "runs opened")
    made = [_made(model, rounds, place, generator) for place, model in enumerate(models)]
    keys = [str(model.path) for model in models]
    dealt = [
        Ballot(made[left].pop(), made[right].pop(), (keys[left], keys[right]))
        for left, right in rounds
    ]
    hashes = {key: model.hash for key, model in zip(keys, models, strict=True)}
    yield Worked(Ballots(tuple(dealt), hashes, tuple(problems)))


def _rounds(models: int, ballots: int, generator: np.random.Generator) -> list[tuple[int, int]]:
    """Pairs (left, right), each as often as the others to within one, in a random order."""
    pairs = np.array(list(itertools.combinations(range(models), 2)))
    turns = generator.permutation(len(pairs))[np.arange(ballots) % len(pairs)]
    found = [pairs[turn][:: generator.choice([-1, 1])] for turn in generator.permutation(turns)]
    return [(int(left), int(right)) for left, right in found]


def _made(
    model: Model, rounds: Sequence[tuple[int, int]], place: int, generator: np.random.Generator
) -> list[np.ndarray]:
    """As many pictures as `model` has turns, of random classes where it knows some."""
    count = sum(place in pair for pair in rounds)
    z = model.draw_latents(count, seed=int(generator.integers(2**31)))
    weights = None
    if model.classes:
        kinds = generator.integers(model.classes, size=count)
        weights = np.eye(model.classes, dtype=np.float32)[kinds]
    return list(model.decode(z, weights))
