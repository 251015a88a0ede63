"""Which latent dimensions matter: their order, their figures, and why some do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_DEAD_NATS = 0.01  # a dimension that tells less than this about a picture is ignored
_DEAD_SHARE = {"Variance": 1e-6, "Change": 0.005}  # of the most visible dimension


class EffectsLike(Protocol):
    """What `Model.effects()` returns, as far as it is needed here."""

    @property
    def values(self) -> np.ndarray:
        """One figure a dimension, `(d,)`; larger is more visible."""

    @property
    def name(self) -> str:
        """What was measured."""

    @property
    def unit(self) -> str:
        """The unit of the figures."""


@dataclass(frozen=True)
class Ranking:
    """What is known of each dimension of one model.

    `shares` are the figures as shares of the largest; `order` is most visible first; `reasons`
    has a short reason for each dimension that does nothing, and "" for the others: all of them
    while nothing was learnt.
    """

    values: np.ndarray
    shares: np.ndarray
    name: str
    unit: str
    order: tuple[int, ...]
    reasons: tuple[str, ...]

    @property
    def dead(self) -> int:
        """How many dimensions do nothing."""
        return sum(bool(reason) for reason in self.reasons)

    def figure(self, dimension: int) -> str:
        """Return one dimension's figure without its unit, in about three digits."""
        return figure(float(self.values[dimension]))


def rank(effects: EffectsLike, family: str) -> Ranking:
    """Order the dimensions by what they do to the picture, and explain those that do nothing."""
    values = np.nan_to_num(np.asarray(effects.values, dtype=np.float64), posinf=0.0, neginf=0.0)
    largest = float(values.max(initial=0.0))
    shares = np.clip(values / largest, 0, 1) if largest > 0 else np.zeros_like(values)
    is_kl = effects.name == "KL"
    limit = _DEAD_NATS if is_kl else _DEAD_SHARE.get(effects.name, 0.0) * largest
    order = tuple(int(index) for index in np.argsort(-values, kind="stable"))
    reasons = tuple(
        _reason(effects, float(value), family) if value < limit and largest > 0 else ""
        for value in values
    )
    return Ranking(values, shares, effects.name, effects.unit, order, reasons)


def rank_measured(change: np.ndarray, reasons: tuple[str, ...]) -> Ranking:
    """Order axes by their measured change `(k,)`; `reasons` say why some do nothing."""
    values = np.asarray(change, dtype=np.float64)
    largest = float(values.max(initial=0.0))
    shares = values / largest if largest > 0 else np.zeros_like(values)
    order = tuple(int(index) for index in np.argsort(-values, kind="stable"))
    return Ranking(values, shares, "Change", "% of pixel range", order, reasons)


def symbol(dimension: int) -> str:
    """Return a dimension's name as the formulas write it: z₁ for dimension 0."""
    return "z" + str(dimension + 1).translate(_SUBSCRIPTS)


def spoken(dimension: int) -> str:
    """Return a dimension's name as a screen reader should say it."""
    return f"z {dimension + 1}"


def figure(value: float) -> str:
    """Write a number in about three digits and never in more than six characters."""
    if value == 0 or 0.001 <= abs(value) < 10:
        return f"{value:.2f}" if abs(value) >= 0.01 or value == 0 else f"{value:.3f}"
    return f"{value:.1f}" if 10 <= abs(value) < 1000 else f"{value:.1e}"


def _reason(effects: EffectsLike, value: float, family: str) -> str:
    what = f"{_short_name(effects.name)} {value:.2f} {effects.unit}".strip()
    why = {
        "vae": "the decoder ignores it",
        "ae": "the decoder ignores it",
        "pca": "the pictures do not vary along it",
        "gan": "the generator ignores it",
    }
    return f"{what}: {why.get(family, 'it does nothing')}"


def _short_name(name: str) -> str:
    return name if name == "KL" else name.lower()
