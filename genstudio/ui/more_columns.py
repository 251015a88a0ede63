"""Columns that are hidden at first: every score, and every field of the recipe."""

from __future__ import annotations

import math

from genstudio.core.recipe import FieldInfo, fields
from genstudio.core.score import Score
from genstudio.evaluation.catalogue import KNOWN, Known
from genstudio.evaluation.ranking import conditions
from genstudio.runs.entry import Entry
from genstudio.runs.scoreboard import score_tip
from genstudio.ui.column import Column, SortValue
from genstudio.ui.recipe_words import used_value, value_text

SCORE = "score:"
FIELD = "field:"
RECIPE = "Recipe"
_SHOWN_ALREADY = ("data", "size", "latent", "objective", "channels", "fit", "steps")


def score_columns() -> tuple[Column, ...]:
    """Return a column for each known score."""
    return tuple(_score_column(known) for known in KNOWN)


def recipe_columns() -> tuple[Column, ...]:
    """Return a column for each field of the recipe that no other column shows."""
    return tuple(
        _recipe_column(info) for info in fields().values() if info.name not in _SHOWN_ALREADY
    )


def _score_column(known: Known) -> Column:
    key = known.key

    def find(entry: Entry) -> Score | None:
        return entry.standing.scores.get(key)

    def text(entry: Entry) -> str:
        score = find(entry)
        if score is None:
            return ""
        return score.text + " (old)" * bool(entry.standing.stale)

    def value(entry: Entry) -> SortValue:
        score = find(entry)
        if score is None or not math.isfinite(score.value):
            return None
        return (" ".join(conditions(score)), score.value)

    def tip_of(entry: Entry) -> str:
        score = find(entry)
        if score is None:
            return "Not scored. Select the run and choose Score…"
        return score_tip(score, entry.standing.stale)

    tip = (
        f"{known.tip} Sorted within what can be ranked: the same pictures, as many of them, the "
        "same feature network; runs without the score come last."
    )
    return Column(
        SCORE + key, known.label, tip, text, value, is_number=True, width=130,
        group=known.group, tip_of=tip_of, is_faint=lambda entry: bool(entry.standing.stale),
    )  # fmt: skip


def _recipe_column(info: FieldInfo) -> Column:
    def text(entry: Entry) -> str:
        value = used_value(info, entry)
        return "" if value is None else value_text(info, value, entry)

    def value(entry: Entry) -> SortValue:
        found = used_value(info, entry)
        return float(found) if isinstance(found, int | float) else found

    unit = f" ({info.unit})" if info.unit else ""
    return Column(
        FIELD + info.name, f"{info.label}{unit}", info.tip or info.label, text, value,
        group=RECIPE, width=110,
    )  # fmt: skip
