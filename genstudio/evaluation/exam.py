"""All figures of one model that need pictures, one exam after another, from plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from genstudio.core.score import Score
from genstudio.evaluation import classes
from genstudio.evaluation.coverage import coverage_and_errors
from genstudio.evaluation.distances import distances as in_features
from genstudio.evaluation.fidelity import edges, fidelity
from genstudio.evaluation.networks import LOCAL
from genstudio.evaluation.originality import Rows, originality
from genstudio.evaluation.resampling import bootstrap_mean, finished, jackknife

_ACTIVE = 0.01
_NEAREST = 5
_COVERAGE_GROUPS = 8


@dataclass(frozen=True)
class Material:
    """What a model is examined on; `N` real pictures and as many made ones, uint8.

    `train` are the pictures it learnt from; `redrawn` and `mu`, `(N, d)`, are
    of the real ones, where the model encodes. Features are float `(N, 48)`, those of the training
    pictures in step with `train_labels`; `extractor` is the hash of what made them.
    """

    train: np.ndarray | Rows
    real: np.ndarray
    made: np.ndarray
    extractor: str
    train_features: Tensor
    real_features: Tensor
    made_features: Tensor
    train_labels: np.ndarray | None = None
    real_labels: np.ndarray | None = None
    class_names: tuple[str, ...] = ()
    redrawn: np.ndarray | None = None
    mu: np.ndarray | None = None
    seed: int = 0


def distances(given: Material) -> list[Score]:
    """FD-local with the real-against-real floor, and KID-local; refuses FD for too few."""
    same = _as_many(given.train_features, len(given.real_features), given.seed)
    pair = given.real_features, given.made_features
    return finished(in_features(LOCAL, given.extractor, *pair, same))


def covering(given: Material) -> list[Score]:
    """Precision, recall, density and coverage, which stand together."""
    pair = given.real_features, given.made_features
    if len(pair[0]) <= 2 * _NEAREST:
        return []

    found, errors = coverage_and_errors(*pair, nearest=_NEAREST, groups=_COVERAGE_GROUPS)
    names = ("precision", "recall", "density", "coverage")
    return [
        Score(
            key=name, label=name.capitalize(), value=getattr(found, name),
            error=getattr(errors, name), better="higher", extractor=given.extractor,
            note=_COVERING[name],
        )
        for name in names
    ]  # fmt: skip


_COVERING = {
    "precision": "Share of made pictures that look real. Alone it rewards collapse.",
    "recall": "Share of real pictures that the model could make.",
    "density": "How deep made pictures lie among real ones; 1 is as deep as real ones.",
    "coverage": "Share of real pictures that have a made one near them.",
}


def of_classes(given: Material) -> list[Score]:
    """Classes made, and how wrong their proportions are; nothing without labels."""
    if given.train_labels is None or given.real_labels is None or len(given.class_names) < 2:
        return []
    count = len(given.class_names)
    classifier = classes.Classifier(given.train_features, given.train_labels, count)
    guessed = classifier(given.real_features)
    right = float((guessed == given.real_labels).mean())
    made = classifier(given.made_features)
    spread = classes.spread(made, guessed, count)
    note = f"Told by a classifier that is right on {right:.1%} of held-out pictures."

    def kl(rows: Tensor) -> tuple[float]:
        return (classes.spread(rows.numpy(), guessed, count).reverse_kl,)

    (error,) = jackknife(kl, torch.from_numpy(made))
    return [
        Score(
            key="classes", label="Classes made", value=spread.found, better="higher",
            unit=f"of {count}", extractor=given.extractor, note=note,
        ),
        Score(
            key="class_kl", label="Class proportions (reverse KL)", value=spread.reverse_kl,
            error=error, unit="nats", extractor=given.extractor, note=note,
        ),
    ]  # fmt: skip


def redrawing(given: Material) -> list[Score]:
    """Error, PSNR and SSIM of redrawn held-out pictures; nothing where a model cannot encode."""
    if given.redrawn is None:
        return []
    found = fidelity(given.real, given.redrawn)
    return [
        _mean("mse", "Redrawing error (MSE)", found.mse, "lower", "of pixels in 0 to 1"),
        _mean("psnr", "PSNR", found.psnr, "higher", "dB"),
        _mean("ssim", "SSIM", found.ssim, "higher", ""),
    ]


def latents(given: Material) -> list[Score]:
    """Active units: latents whose mean varies over pictures by more than 0.01."""
    if given.mu is None:
        return []
    active = int((given.mu.var(axis=0, ddof=1) > _ACTIVE).sum())
    return [
        Score(
            key="active_units", label="Active units", value=active, better="neither",
            unit=f"of {given.mu.shape[1]}", note="Burda et al. 2016.",
        )
    ]  # fmt: skip


def copying(given: Material) -> list[Score]:
    """Share of made pictures that are nearer to training pictures than real ones ever are."""
    found = originality(given.train, given.real, given.made)
    is_copy = found.is_copy.astype(np.float64)
    return [
        Score(
            key="copies", label="Copies of training pictures", value=float(is_copy.mean()),
            error=bootstrap_mean(is_copy, seed=given.seed), unit="share",
            note="About 0.01 is what other real pictures score.",
        ),
        Score(
            key="nearest_ratio", label="Distance to the nearest training picture",
            value=found.ratio, better="neither", unit="× that of held-out ones",
        ),
    ]  # fmt: skip


def sharpness(given: Material) -> list[Score]:
    """How strong edges and grain are in made pictures, over those of real ones."""
    real, made = edges(given.real), edges(given.made)
    scale = max(float(real.mean()), 1e-12)
    return [
        Score(
            key="sharpness", label="Sharpness", value=float(made.mean()) / scale,
            error=float(np.hypot(bootstrap_mean(made), bootstrap_mean(real))) / scale,
            better="neither", unit="× real", extractor="",
            note="Strength of edges: 1 is as sharp as real pictures, far above is noise.",
        )
    ]  # fmt: skip


Exam = Callable[[Material], list[Score]]
EXAMS: Sequence[tuple[str, Exam]] = (
    ("distances", distances),
    ("coverage", covering),
    ("classes", of_classes),
    ("redrawing", redrawing),
    ("latents", latents),
    ("copies", copying),
    ("sharpness", sharpness),
)
"""Every exam with what it looks at, in the order of a report."""


def _mean(key: str, label: str, values: np.ndarray, better: str, unit: str) -> Score:
    return Score(
        key=key, label=label, value=float(values.mean()), error=bootstrap_mean(values),
        better="higher" if better == "higher" else "lower", unit=unit,
    )  # fmt: skip


def _as_many(features: Tensor, count: int, seed: int) -> Tensor:
    rows = np.random.default_rng(seed).permutation(len(features))[:count]
    return features[torch.from_numpy(rows)]
