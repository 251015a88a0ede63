"""The chosen runs' scores side by side, with ranks or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.core.score import Score
from genstudio.evaluation.catalogue import KNOWN, label
from genstudio.evaluation.ranking import Ranking, rank
from genstudio.runs.entry import Entry

NONE = "–"
_OLD = "Some scores are out of date: score those runs again"
_PLACES = {1: "1st", 2: "2nd", 3: "3rd"}


@dataclass(frozen=True)
class Cell:
    """One run's figure: what is shown, everything about it, and how it stands."""

    text: str
    tip: str
    is_first: bool = False
    is_old: bool = False


@dataclass(frozen=True)
class Row:
    """One figure: its name, its cells run by run, and the verdict on ranking them."""

    key: str
    label: str
    tip: str
    cells: tuple[Cell, ...]
    verdict: str
    is_refused: bool = False


def rows(entries: Sequence[Entry]) -> list[Row]:
    """Return a row for each figure that any of the runs has, the known ones first."""
    having = {key for entry in entries for key in entry.standing.scores}
    known = [each.key for each in KNOWN if each.key in having]
    return [_row(key, entries) for key in (*known, *sorted(having - set(known)))]


def outdated(entries: Sequence[Entry]) -> str:
    """Name the runs whose scores may hold no longer; empty when all do."""
    names = [f"“{entry.name}”" for entry in entries if entry.standing.stale]
    return f"Out of date: {', '.join(names)}. Score again." if names else ""


def sorted_words(entries: Sequence[Entry], key: str) -> str:
    """Say why runs sorted by a score must not be ranked by it; empty when they may."""
    ranking = _ranking(entries, key)
    if not ranking.reasons or len([e for e in entries if key in e.standing.scores]) < 2:
        return ""
    reasons = ranking.reasons
    rest = "".join(f"; {reason[0].lower()}{reason[1:]}" for reason in reasons[1:])
    return (
        f"Sorted, not ranked by {label(key)}. {reasons[0]}{rest}. What may be ranked together "
        "stands together."
    )


def _row(key: str, entries: Sequence[Entry]) -> Row:
    ranking = _ranking(entries, key)
    places = {place.name: place.rank for place in ranking.places}
    shared = [place.rank for place in ranking.places]
    scored = [entry for entry in entries if key in entry.standing.scores]
    first = scored[0].standing.scores[key]
    ranked = len(scored) > 1
    cells = tuple(
        _cell(entry, key, places.get(entry.key) if ranked else None, shared) for entry in entries
    )
    unit = f" ({first.unit})" if first.unit else ""
    tip = next((known.tip for known in KNOWN if known.key == key), first.note)
    is_refused = ranked and bool(ranking.refusals) and first.better != "neither"
    return Row(key, f"{label(key)}{unit}", tip, cells, _verdict(ranking, first, ranked), is_refused)


def _ranking(entries: Sequence[Entry], key: str) -> Ranking:
    if any(entry.standing.stale for entry in entries if key in entry.standing.scores):
        return Ranking((), (_OLD,), (_OLD,))
    return rank({e.key: e.standing.scores[key] for e in entries if key in e.standing.scores})


def _cell(entry: Entry, key: str, place: int | None, shared: Sequence[int]) -> Cell:
    score = entry.standing.scores.get(key)
    if score is None:
        return Cell(NONE, f"“{entry.name}” has no such figure.")
    text, stale = score.text, entry.standing.stale
    if place is not None:
        tie = "tie, " if shared.count(place) > 1 else ""
        text += f"   {tie}{_PLACES.get(place, f'{place}th')}"
    text += "   out of date" * bool(stale)
    return Cell(text, score_tip(score, stale), place == 1, bool(stale))


def _verdict(ranking: Ranking, first: Score, ranked: bool) -> str:
    if not ranked:
        return ""
    if first.better == "neither":
        return "Neither high nor low is better."
    if ranking.reasons:
        return f"Not ranked: {'; '.join(ranking.reasons)}."
    better = f"{'Higher' if first.better == 'higher' else 'Lower'} is better."
    return f"{better} The error bars overlap: a tie." if ranking.has_ties else better


def score_tip(score: Score, stale: str = "") -> str:
    """Say everything that a score carries."""
    lines = [
        f"{score.label}: {score.text} {score.unit}".rstrip(),
        score.note,
        stale,
        (
            f"{score.real:,} real and {score.made:,} made pictures, split {score.split}, seed "
            f"{score.seed}, sampler {score.sampler}"
        ),
        f"Weights {score.checkpoint}, averaged with {score.ema:g}",
        f"Feature network {score.extractor}" if score.extractor else "",
        f"Pictures {score.fingerprint[:12]} · {score.date}",
        "± is one standard error." if score.error is not None else "",
    ]
    return "\n".join(line for line in lines if line)
