"""What the coach says: one finding, with its evidence and what to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from genstudio.core.recipe import Recipe, Value, fields

Severity = Literal["good", "info", "warning", "bad"]
_ORDER = {"bad": 0, "warning": 1, "info": 2, "good": 3}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is going on: `sentence` says it, `words` explain, `evidence` has figures.

    `changes` are values of recipe fields to try in a copy of the recipe; `reason` says in a
    sentence what they should do. Both are empty where nothing is to be changed.
    """

    key: str
    severity: Severity
    sentence: str
    words: str
    evidence: tuple[str, ...] = ()
    changes: Mapping[str, Value] = field(default_factory=dict)
    reason: str = ""

    @property
    def is_alarm(self) -> bool:
        """Whether something is wrong."""
        return self.severity in ("bad", "warning")

    @property
    def rank(self) -> int:
        """Lower comes first."""
        return _ORDER[self.severity]


def describe(recipe: Recipe, changes: Mapping[str, Value]) -> str:
    """Say what `changes` would change: “Learning rate 0.1 → 0.001”."""
    known = fields()
    parts = [
        f"{known[name].label} {_show(getattr(recipe, name))} → {_show(value)}"
        for name, value in changes.items()
    ]
    return " and ".join(parts)


def percent(share: float) -> str:
    """Write a share, 1 being all of it, as “66 %”."""
    return f"{100 * share:.0f} %"


def _show(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else value
