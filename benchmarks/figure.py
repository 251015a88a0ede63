"""One measured figure beside its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, and what it should be at most or at least."""

    name: str
    measured: float
    unit: str
    target: float
    sense: Literal["at most", "at least"] = "at most"
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        if self.sense == "at most":
            return self.measured <= self.target
        return self.measured >= self.target

    def row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        verdict = "ok" if self.is_met else "**missed**"
        target = f"{self.sense} {self.target:g} {self.unit}".strip()
        measured = f"{self.measured:.3g} {self.unit}".strip()
        return f"| {self.name} | {measured} | {target} | {verdict} | {self.note} |"


HEADER = "| figure | measured | target | | how |\n| --- | --- | --- | --- | --- |"
