"""Runs that belong together, as one: the seeds of a recipe, the runs of a sweep."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from genstudio.core.score import Score
from genstudio.evaluation.ranking import conditions
from genstudio.runs.entry import Entry

WAYS = {"recipe": "Recipe, seeds folded", "sweep": "Sweep"}
_SEEDS = ("seed",)
_BLANKS = " ,·-–_("
MIXED = "Judged under different conditions: no mean."


@dataclass(frozen=True)
class Folded:
    """One figure of a group: `score` is the mean with its standard error over `count` runs.

    `spread` is the runs' standard deviation, nan for one run; `problem` says why there is no mean.
    """

    score: Score | None
    count: int
    spread: float = math.nan
    problem: str = ""

    @property
    def text(self) -> str:
        """The mean ± the spread over the runs; a lone run's own error bar."""
        if self.score is None:
            return self.problem
        if self.count == 1:
            return f"{self.score.text} (1 run)"
        return f"{replace(self.score, error=self.spread).text} ({self.count} runs)"


@dataclass(frozen=True)
class Group:
    """Some runs, what they are called together, and their folded figures by key."""

    name: str
    entries: tuple[Entry, ...]
    figures: dict[str, Folded]


def groups(entries: Sequence[Entry], way: str) -> list[Group]:
    """Put runs together by "recipe" (all but the seed, and the pictures) or by "sweep".

    Runs that cannot be read, and by sweep those of none, are in no group.
    """
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        key = _key(entry, way)
        if key:
            found.setdefault(key, []).append(entry)
    return [Group(_name(each), tuple(each), _fold(each)) for each in found.values()]


def _key(entry: Entry, way: str) -> str:
    if entry.recipe is None or entry.problem:
        return ""
    if way == "sweep":
        return entry.summary.group
    alike = entry.recipe.change(**dict.fromkeys(_SEEDS, 0))
    return f"{entry.summary.data_fingerprint} {alike.to_json()}"


def _name(entries: Sequence[Entry]) -> str:
    """What the runs' names begin with, as far as whole words go."""
    names = sorted(entry.name for entry in entries)
    if len(names) == 1:
        return names[0]
    ends = zip(f"{names[0]} ", f"{names[-1]} ", strict=False)
    shared = "".join(a for a, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], ends))
    shared = shared[: shared.rfind(" ") + 1].strip(_BLANKS) if " " in shared else ""
    return shared.removesuffix(" seed").strip(_BLANKS) or f"{names[0]} and others"


def _fold(entries: Sequence[Entry]) -> dict[str, Folded]:
    current = [entry.standing.scores for entry in entries if not entry.standing.stale]
    keys = dict.fromkeys(key for scores in current for key in scores)
    return {key: _folded([scores[key] for scores in current if key in scores]) for key in keys}


def _folded(scores: Sequence[Score]) -> Folded:
    first, count = scores[0], len(scores)
    if len({(conditions(score), score.sampler) for score in scores}) > 1:
        return Folded(None, count, problem=MIXED)
    values = np.array([score.value for score in scores])
    if count == 1:
        return Folded(first, 1)
    spread = float(values.std(ddof=1))
    mean = replace(first, value=float(values.mean()), error=spread / math.sqrt(count))
    return Folded(mean, count, spread)
