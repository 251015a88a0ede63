"""Which of several models is better by one figure: or the reason why that cannot be said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from genstudio.core.score import Score

_NOT_FINITE = "its figure is not finite"
_TIE = 2.0  # standard errors of the difference: what lies nearer is not told apart


@dataclass(frozen=True)
class Place:
    """One model's place; those of equal `rank` are a tie."""

    name: str
    score: Score
    rank: int


@dataclass(frozen=True)
class Ranking:
    """Places from best to worst, or none and the `refusals`, each a sentence."""

    places: tuple[Place, ...]
    refusals: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()  # the refusals in short, without names

    @property
    def has_ties(self) -> bool:
        """Whether two places could not be told apart."""
        ranks = [place.rank for place in self.places]
        return len(set(ranks)) < len(ranks)


COSTS = ("parameters", "file_mb", "train_seconds", "rate", "decode_ms")
"""Figures of a model alone, whatever it was judged on."""

_CONDITIONS = (
    ("fingerprint", "They were judged on different pictures"),
    ("split", "Different pictures were held out (another share or split seed)"),
    ("real", "They were judged on different numbers of real pictures"),
    ("made", "Different numbers of pictures were made"),
    ("extractor", "They were looked at with different feature networks"),
    ("kind", "Their figures are of different kinds"),
)


def rank(scores: Mapping[str, Score]) -> Ranking:
    """Rank the scores of one figure by model; refuses, with reasons, what would be a false rank.

    Models whose figures are nearer than two standard errors to the best of their group share a
    rank. A figure without an error bar is taken as exact.
    """
    refusals = tuple(_refusals(scores))
    if refusals:
        return Ranking((), refusals, tuple(dict.fromkeys(map(_short, refusals))))
    sign = -1 if next(iter(scores.values())).better == "higher" else 1
    order = sorted(scores.items(), key=lambda item: sign * item[1].value)
    places: list[Place] = []
    for index, (name, score) in enumerate(order):
        head = next((p for p in places if p.rank == places[-1].rank), None) if places else None
        tied = head is not None and is_tie(head.score, score)
        places.append(Place(name, score, head.rank if head and tied else index + 1))
    return Ranking(tuple(places))


def conditions(score: Score) -> tuple[str, ...]:
    """Return what must be equal of scores that are ranked together."""
    if score.key in COSTS:
        return ()
    return tuple(str(getattr(score, field)) for field, _ in _CONDITIONS)


def is_tie(one: Score, other: Score) -> bool:
    """Whether two figures are too near to each other to be told apart."""
    errors = [score.error for score in (one, other) if score.error is not None]
    return (
        abs(one.value - other.value) <= _TIE * math.hypot(*errors)
        if errors
        else (one.value == other.value)
    )


def _refusals(scores: Mapping[str, Score]) -> list[str]:
    found = list(scores.values())
    if not found:
        return ["There is nothing to rank: evaluate the runs first."]
    if len({score.key for score in found}) > 1:
        labels = " and ".join(sorted({score.label for score in found}))
        return [f"{labels} are different figures and cannot be ranked together."]
    if found[0].better == "neither":
        return [f"{found[0].label} is neither better high nor better low."]
    reasons = [_damaged(name) for name, score in scores.items() if not math.isfinite(score.value)]
    for field, why in _CONDITIONS if found[0].key not in COSTS else ():
        values = {name: getattr(score, field) for name, score in scores.items()}
        if len(set(values.values())) > 1:
            told = ", ".join(f"“{name}” {value or 'none'}" for name, value in values.items())
            reasons.append(f"{why}: {told}.")
    return reasons


def _short(refusal: str) -> str:
    """A refusal without the runs' names and figures."""
    if refusal.endswith(_NOT_FINITE):
        return _NOT_FINITE
    return refusal.partition(":")[0].rstrip(".")


def _damaged(name: str) -> str:
    return f"“{name}”: {_NOT_FINITE}"
