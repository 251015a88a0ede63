"""Two scores of many runs against each other: which runs no other beats in both. No torch here."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.core.score import Score
from genstudio.evaluation.catalogue import KNOWN, TRADED, label
from genstudio.evaluation.ranking import COSTS, conditions, is_tie
from genstudio.runs.entry import Entry

DIRECTIONS = {"lower": "lower is better", "higher": "higher is better", "neither": ""}


@dataclass(frozen=True)
class Point:
    """One run; it is on the `front` unless another is clearly better in one and worse in none."""

    entry: Entry
    x: Score
    y: Score
    is_front: bool = False


@dataclass(frozen=True)
class Panel:
    """Runs that were judged alike, so that they may stand in one plot; `label` says on what.

    `no_front` is a sentence when there can be no front.
    """

    label: str
    points: tuple[Point, ...]
    no_front: str = ""

    @property
    def front(self) -> tuple[Point, ...]:
        """The runs that no other beats, from left to right; ties with them are among them."""
        on = [point for point in self.points if point.is_front]
        return tuple(sorted(on, key=lambda point: point.x.value))


@dataclass(frozen=True)
class Tradeoff:
    """The plots that two figures make, that of most runs first; and who is in none, and why."""

    panels: tuple[Panel, ...]
    unscored: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


def offered(entries: Sequence[Entry]) -> list[str]:
    """Return the figures that any of these runs has, in the order of the catalogue."""
    standings = [entry.standing.scores for entry in entries]
    return [known.key for known in KNOWN if any(known.key in scores for scores in standings)]


def suggestion(keys: Sequence[str]) -> tuple[str, str]:
    """Return what to plot at first of `keys`: a cost across, a quality up ("" for none)."""
    costs = [key for key in TRADED if key in keys]
    others = [key for key in keys if key not in TRADED]
    across = (costs or others[1:] or others or [""])[0]
    return across, (others or costs[1:] or [""])[0]


def weigh(entries: Sequence[Entry], across: str, up: str) -> Tradeoff:
    """Set the figure `up` against the figure `across`; runs judged differently stand apart."""
    groups: dict[tuple[tuple[str, ...], ...], list[Point]] = {}
    unscored, stale = [], []
    for entry in entries:
        x, y = (entry.standing.scores.get(key) for key in (across, up))
        if x is None or y is None or not (math.isfinite(x.value) and math.isfinite(y.value)):
            unscored.append(entry.name)
        elif entry.standing.stale:
            stale.append(entry.name)
        else:
            groups.setdefault((conditions(x), conditions(y)), []).append(Point(entry, x, y))
    found = sorted(groups.values(), key=len, reverse=True)
    labels = _distinct([_judged_on(points[0]) for points in found])
    panels = tuple(map(_panel, labels, found))
    return Tradeoff(panels, tuple(unscored), tuple(stale))


def steps(panel: Panel) -> list[tuple[float, float]]:
    """Return the front as corners of a staircase, from left to right, without the ties."""
    if not panel.front or panel.no_front:
        return []
    sign_x, sign_y = (_sign(score) for score in (panel.points[0].x, panel.points[0].y))
    corners: list[tuple[float, float]] = []
    for x, y in sorted((sign_x * p.x.value, sign_y * p.y.value) for p in panel.points):
        if not corners:
            corners.append((x, y))
        elif y < corners[-1][1]:
            corners += [(x, corners[-1][1]), (x, y)]
    back = [(sign_x * x, sign_y * y) for x, y in corners]
    return back if sign_x > 0 else back[::-1]


def axis_words(score: Score) -> str:
    """Return what an axis says: the figure, its unit, and which way is better."""
    unit = f" ({score.unit})" if score.unit else ""
    way = DIRECTIONS[score.better]
    return f"{label(score.key)}{unit}" + (f", {way}" if way else "")


def to_csv(panel: Panel) -> str:
    """Return a header and a line a run, with errors, conditions and whether it is on the front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    x, y = panel.points[0].x, panel.points[0].y
    named = [name for s in (x, y) for name in (axis_words(s), f"{label(s.key)}: standard error")]
    writer.writerow(["Run", *named, "On the front", "Judged on", "Folder"])
    for point in panel.points:
        figures = [value for s in (point.x, point.y) for value in (s.value, s.error)]
        on = "yes" if point.is_front else "no"
        name = point.entry.name
        writer.writerow(
            [name, *figures, "" if panel.no_front else on, panel.label, point.entry.key]
        )
    return text.getvalue()


def _panel(name: str, points: Sequence[Point]) -> Panel:
    for score in (points[0].x, points[0].y):
        if score.better == "neither":
            reason = (
                f"{label(score.key)} is neither better high nor better low, so there is no front."
            )
            return Panel(name, tuple(points), reason)
    marked = tuple(
        Point(each.entry, each.x, each.y, not any(_beats(other, each) for other in points))
        for each in points
    )
    return Panel(name, marked)


def _beats(one: Point, other: Point) -> bool:
    pairs = ((one.x, other.x), (one.y, other.y))
    if any(_sign(a) * (a.value - b.value) > 0 for a, b in pairs):
        return False
    return any(not is_tie(a, b) for a, b in pairs)


def _sign(score: Score) -> int:
    return -1 if score.better == "higher" else 1


def _judged_on(point: Point) -> str:
    judged = [score for score in (point.x, point.y) if score.key not in COSTS]
    if not judged:
        return "all runs"
    summary, score = point.entry.summary, judged[-1]
    parts = [summary.data_name or f"pictures {score.fingerprint[:6] or 'unknown'}"]
    parts += [f"{score.real:,} pictures"] if score.real else []
    return ", ".join(parts)


def _distinct(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name}, judged otherwise ({seen[name]})")
    return told
