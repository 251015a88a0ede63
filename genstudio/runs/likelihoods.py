"""Scores of how probable held-out pictures are: exact where it can be told, else bounds of it."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator

import numpy as np
import torch
from torch import Tensor

from genstudio.core import pixels
from genstudio.core.events import Event, Scoring
from genstudio.core.score import Score
from genstudio.evaluation import exact, parzen
from genstudio.evaluation.likelihood import Estimate, Likelihood, estimate
from genstudio.objectives.pca import PCAModel
from genstudio.objectives.vae_model import VAEModel
from genstudio.runs.model import Model

_PICTURES = 128
_WINDOWS = 256  # held-out pictures that a Parzen window judges, and as many to choose its width
_UNIT = "nats/image"


def likelihood(
    model: Model, real: np.ndarray, labels: np.ndarray | None, *, draws: int
) -> Generator[Event, None, list[Score]]:
    """The bounds of −log p(x) of a VAE, or PCA's exact one, on some held-out pictures."""
    net = model.net
    some = torch.from_numpy(pixels.to_float(real[:_PICTURES]))
    if isinstance(net, PCAModel):
        return [_exact(net, some)]
    if not isinstance(net, VAEModel):
        return []
    told = None if labels is None else net.one_hot(torch.from_numpy(labels[:_PICTURES].copy()))
    found: Likelihood | None = None
    for found in estimate(net, some, samples=draws, weights=told):
        if found.done % 8 == 1:
            yield Scoring(found.done, found.total, "pictures of the likelihood")
    assert found is not None
    return list(_bounds(found, model.recipe.likelihood, math.prod(model.shape)))


def windows(made: np.ndarray, real: np.ndarray) -> list[Score]:
    """The log-likelihood by Parzen windows on made pictures, of interest to historians alone."""
    if len(real) < 4:
        return []
    points, kernels = _flat(real[: 2 * _WINDOWS]), _flat(made)
    half = len(points) // 2
    width = parzen.best_width(kernels, points[:half])
    values = parzen.log_likelihood(kernels, points[half:], width)
    return [
        Score(
            key="parzen", label="Parzen window (historical)", value=float(values.mean()),
            error=_error(values), better="neither", unit=_UNIT, real=len(values),
            note=f"Windows {width:.2g} wide on {len(kernels):,} made pictures, pixels in 0 to 1. "
            "Early papers reported it; it says next to nothing about quality.",
        )
    ]  # fmt: skip


def _exact(net: PCAModel, pictures: Tensor) -> Score:
    values = exact.negative_log_likelihood(net, pictures)
    return Score(
        key="nll", label="Negative log-likelihood", value=float(values.mean()),
        error=_error(values), unit=_UNIT, kind="gaussian", real=len(pictures),
        note="Exact, of probabilistic PCA: what a VAE with a Gaussian likelihood only bounds.",
    )  # fmt: skip


def _bounds(found: Likelihood, kind: str, size: int) -> Iterator[Score]:
    between = f"iwae_{found.between_samples}", found.between_samples, found.between
    tightest = f"iwae_{found.samples}", found.samples, found.bound
    note = f"A bound, {kind} likelihood; never comparable with another likelihood."
    rows: dict[str, tuple[int, Estimate]] = {"elbo": (1, found.elbo)}
    rows |= {key: (draws, each) for key, draws, each in (between, tightest)}
    for key, (draws, each) in rows.items():
        label = "Negative ELBO" if key == "elbo" else f"IWAE bound ({draws:,} draws)"
        yield Score(
            key=key, label=label, value=each.value, error=each.error, unit=_UNIT, kind=kind,
            real=found.total, note=note,
        )  # fmt: skip
    if kind == "logistic":  # the one that gives whole grey levels a probability
        scale = size * math.log(2)
        yield Score(
            key="bits", label="Bits per dimension", value=found.bound.value / scale,
            error=found.bound.error / scale, kind=kind, real=found.total,
            note=f"Of the bound with {found.samples:,} draws, over {size:,} numbers a picture.",
        )  # fmt: skip


def _flat(pictures: np.ndarray) -> Tensor:
    return torch.from_numpy(pictures.reshape(len(pictures), -1))


def _error(values: Tensor) -> float:
    return float(values.std() / len(values) ** 0.5)
