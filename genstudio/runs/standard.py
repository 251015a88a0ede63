"""Scores in the features of networks that are the same for everybody, where they were asked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import torch
from torch import Tensor

from genstudio.core.events import Event, Scoring
from genstudio.core.score import Score
from genstudio.data.imageset import ImageSet
from genstudio.evaluation import extractors, fixed
from genstudio.evaluation.distances import distances
from genstudio.runs.shares import within


def standard(
    keys: Sequence[str], images: ImageSet, rows: np.ndarray, train: np.ndarray, made: np.ndarray
) -> Generator[Event, None, list[Score]]:
    """FD and KID in each network's features, of real `rows` and as many `made` pictures.

    `train` are rows whose pictures give the floor. Features of real pictures are kept as they
    come, so that a job that is stopped has not looked in vain.
    """
    found: list[Score] = []
    others = np.sort(np.random.default_rng(2).permutation(train)[: len(rows)])
    for place, key in enumerate(keys):
        part = _looked(fixed.load(key), images, rows, others, made)
        found += yield from within(part, place / len(keys), (place + 1) / len(keys))
    return found


def _looked(
    extractor: fixed.FixedExtractor,
    images: ImageSet,
    rows: np.ndarray,
    others: np.ndarray,
    made: np.ndarray,
) -> Generator[Event, None, list[Score]]:
    network = extractor.network
    read = _kept(images, rows, extractor, f"held-out pictures seen by {network.label}")
    real = yield from within(read, 0.0, 0.3)
    read = _kept(images, others, extractor, f"other real pictures seen by {network.label}")
    same = yield from within(read, 0.3, 0.6)
    read = _seen(made, extractor, f"made pictures seen by {network.label}")
    seen = yield from within(read, 0.6, 0.9)
    work = distances(network, extractor.hash, real, seen, same)
    return (yield from within(work, 0.9, 1.0))


def _kept(
    images: ImageSet, rows: np.ndarray, extractor: fixed.FixedExtractor, what: str
) -> Generator[Event, None, Tensor]:
    parts = []
    for start in range(0, len(rows), fixed.PART):
        yield Scoring(start, len(rows), what)
        parts.append(extractors.features(images, rows[start : start + fixed.PART], extractor))
    return torch.cat(parts)


def _seen(
    made: np.ndarray, extractor: fixed.FixedExtractor, what: str
) -> Generator[Event, None, Tensor]:
    parts = []
    for start in range(0, len(made), fixed.PART):
        yield Scoring(start, len(made), what)
        parts.append(extractor(made[start : start + fixed.PART]))
    return torch.cat(parts)
