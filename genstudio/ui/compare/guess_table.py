"""The table of how well real and made pictures were told apart, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.evaluation.proportion import Interval
from genstudio.runs.guessing import Tally
from genstudio.ui.compare.plain_table import PlainTable

_COLUMNS = (
    ("Pictures of", "Those the run made, and as many real ones that it never saw"),
    ("You", "How many of the pictures judged in time you told rightly"),
    ("95 % interval", "Wilson's: where your true share lies, 95 times in 100"),
    ("Its discriminator", "The same pictures, judged by the critic of the run's last step"),
    ("95 % interval", "Wilson's: where the discriminator's true share lies"),
    ("Real ones told", "How many of the real pictures you took for real"),
    ("Made ones told", "How many of the made pictures you took for made"),
    ("Out of time", "Not judged in time, and in no share"),
)
_CRITIC = 3  # its column


@dataclass(frozen=True)
class Line:
    """One row: whose pictures, the count, and why there is no discriminator if there is none."""

    name: str
    tally: Tally
    note: str = ""
    colour: str = ""


class GuessTable(PlainTable):
    """Shows `Line`s."""

    def __init__(self, name: str) -> None:
        """Show no line yet; `name` is what a screen reader says."""
        super().__init__(name, _COLUMNS, wordy=(0, _CRITIC))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines in place of the last."""
        self.show_rows([(_cells(line), line.colour) for line in lines])


def share(right: int, judged: int) -> str:
    """Say a share with its counts: “7 of 10 (70 %)”."""
    return f"{right} of {judged} ({100 * right / judged:.0f} %)" if judged else "–"


def bounds(interval: Interval) -> str:
    """Say an interval: “40 to 89 %”."""
    return f"{100 * interval.low:.0f} to {100 * interval.high:.0f} %"


def _cells(line: Line) -> tuple[str, ...]:
    tally = line.tally
    has_critic = tally.critic_judged > 0
    critic = share(tally.critic_right, tally.critic_judged) if has_critic else line.note or "–"
    return (
        line.name,
        share(tally.right, tally.judged),
        bounds(tally.interval) if tally.judged else "–",
        critic,
        bounds(tally.critic_interval) if has_critic else "–",
        share(tally.right_real, tally.real),
        share(tally.right_made, tally.made),
        str(tally.missed),
    )
