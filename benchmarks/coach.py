"""`python -m benchmarks.coach` prints how often the coach is right on recorded trainings.

The recordings (made by `benchmarks.coach_runs`) lie with the tests, in two parts: those its
thresholds were chosen on, and those held back. Each is asked for advice at every checkup.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genstudio.core.events import Checkup
from genstudio.core.recipe import Recipe
from genstudio.training import coach
from genstudio.training.coach import Finding

RECORDINGS = Path(__file__).resolve().parents[1] / "tests" / "training" / "recordings"
PARTS = ("held_back", "choosing")
WELL = "all is well"
GOOD_GAN = 0.1  # energy distance at the end: what a GAN broken on purpose in vain comes to


@dataclass(frozen=True)
class Recording:
    """One training and what the coach says of it at each of its checkups."""

    name: str
    right: tuple[str, ...]
    recipe: Recipe
    advice: tuple[tuple[Finding, ...], ...]
    held_out: tuple[float, ...]
    came_out_well: bool = False

    @property
    def last(self) -> tuple[Finding, ...]:
        """What is said at the end."""
        return self.advice[-1]

    @property
    def is_healthy(self) -> bool:
        """Whether nothing was broken."""
        return not self.right

    @property
    def is_broken(self) -> bool:
        """Whether something was broken, with effect."""
        return bool(self.right) and not self.came_out_well

    @property
    def told(self) -> str:
        """The key of what was shown the longest in the last third, or that all is well."""
        late = self.advice[2 * len(self.advice) // 3 :]
        return Counter(_shown(findings, self.right) for findings in late).most_common(1)[0][0]

    @property
    def is_right(self) -> bool:
        """Whether the fault was named (or, in a healthy run, none)."""
        return self.told == WELL if self.is_healthy else self.told in self.right

    @property
    def alarms(self) -> int:
        """At how many checkups a warning was shown."""
        return sum(findings[0].is_alarm for findings in self.advice)

    def gain_after(self, count: int) -> float:
        """How much of all the held-out loss ever lost came after the first `count` checkups."""
        losses = np.array(self.held_out)
        rest = np.nanmin(losses[:count]) - np.nanmin(losses)
        return float(rest / max(np.nanmax(losses[:2]) - np.nanmin(losses), 1e-9))

    @property
    def first_right(self) -> float | None:
        """The share of the checkups after which the fault was named first."""
        for index, findings in enumerate(self.advice):
            if _shown(findings, self.right) in self.right:
                return (index + 1) / len(self.advice)
        return None


def load(part: str, folder: Path = RECORDINGS) -> list[Recording]:
    """Read the recordings of a part and ask the coach at each checkup."""
    return [_read(path) for path in sorted((folder / part).glob("*.json.gz"))]


def _read(path: Path) -> Recording:
    values = json.loads(gzip.decompress(path.read_bytes()))
    recipe = Recipe(**values["recipe"])
    table = np.array(values["rows"], dtype=float).reshape(-1, len(values["columns"]))
    checkups = [Checkup(step, _floats(figures)) for step, figures in values["checkups"]]
    advice = []
    for count in range(1, len(checkups) + 1):
        rows = table[table[:, 0] <= checkups[count - 1].step]
        history = {name: rows[:, index] for index, name in enumerate(values["columns"])}
        advice.append(coach.diagnose(recipe, history, checkups[:count], values["total"]))
    name = path.name.removesuffix(".json.gz")
    is_good = "told" in checkups[-1].figures and checkups[-1].figures["distance"] <= GOOD_GAN
    losses = tuple(each.figures.get("loss_held_out", np.nan) for each in checkups)
    return Recording(name, tuple(values["right"]), recipe, tuple(advice), losses, is_good)


def _floats(figures: dict[str, float | None]) -> dict[str, float]:
    return {name: np.nan if value is None else value for name, value in figures.items()}


def _shown(findings: Sequence[Finding], right: Sequence[str]) -> str:
    """What the card shows: the main finding, if it is an alarm or the hint that is right."""
    main = findings[0]
    return main.key if main.is_alarm or main.key in right else WELL


# -- the tables ---------------------------------------------------------------------------------


def confusion(recordings: Sequence[Recording]) -> list[str]:
    """Return the lines of a Markdown table: what was broken against what was told."""
    kinds = {_kind(recording) for recording in recordings}
    columns = sorted({recording.told for recording in recordings} - {WELL})
    lines = ["| broken on purpose | runs | right | " + " | ".join([*columns, WELL]) + " |"]
    lines.append("| --- |" + " ---: |" * (3 + len(columns)))
    for kind in sorted(kinds):
        those = [recording for recording in recordings if _kind(recording) == kind]
        told = Counter(recording.told for recording in those)
        counts = [str(told[name] or "") for name in [*columns, WELL]]
        right = sum(recording.is_right for recording in those)
        shown = "–" if those[0].came_out_well and not those[0].is_healthy else right
        lines.append(f"| {kind} | {len(those)} | {shown} | " + " | ".join(counts) + " |")
    return lines


def summary(recordings: Sequence[Recording]) -> list[str]:
    """Return sentences: sensitivity, false alarms at the end and at any time, how soon."""
    broken = [recording for recording in recordings if recording.is_broken]
    healthy = [recording for recording in recordings if recording.is_healthy]
    right = sum(recording.is_right for recording in broken)
    asked = sum(len(recording.advice) for recording in healthy)
    alarms = sum(recording.alarms for recording in healthy)
    runs = sum(recording.alarms > 0 for recording in healthy)
    soon = [r.first_right for r in broken if r.first_right is not None]
    return [
        f"Named the fault: {right} of {len(broken)} broken runs ({right / len(broken):.0%}).",
        (
            f"False alarms: at {alarms} of {asked} checkups of {len(healthy)} healthy runs "
            f"({alarms / asked:.1%}); {runs} of these runs had any."
        ),
        f"The right fault was first named after {np.median(soon):.0%} of a run (median).",
    ]


def _kind(recording: Recording) -> str:
    if recording.is_healthy:
        return "nothing (healthy)"
    if recording.came_out_well:
        return "in vain: trained well all the same"
    return " / ".join(recording.right)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coach", description=__doc__)
    parser.add_argument("--runs", action="store_true", help="list every run as well")
    parser.add_argument("--folder", type=Path, default=RECORDINGS, help="where recordings are")
    given = parser.parse_args()
    for part in PARTS:
        recordings = load(part, given.folder)
        if not recordings:
            continue
        print(f"\n## {part.replace('_', ' ')}: {len(recordings)} runs\n")
        print("\n".join([*confusion(recordings), "", *summary(recordings)]))
        for each in recordings if given.runs else ():
            mark = "   " if each.is_right else "✗  "
            last = ", ".join(finding.key for finding in each.last)
            print(f"{mark}{each.name}: told {each.told}, {each.alarms} alarms; at the end {last}")


if __name__ == "__main__":
    main()
