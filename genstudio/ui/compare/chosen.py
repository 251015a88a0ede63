"""A run that was chosen for comparing, as the pages get it."""

from __future__ import annotations

from dataclasses import dataclass

from genstudio.runs.entry import Entry
from genstudio.ui import theme


@dataclass(frozen=True)
class Chosen:
    """A chosen run and the slot of its colour."""

    entry: Entry
    slot: int

    @property
    def key(self) -> str:
        """The run's key."""
        return self.entry.key

    @property
    def name(self) -> str:
        """The run's name."""
        return self.entry.name

    @property
    def colour(self) -> str:
        """The run's colour in the present theme."""
        return theme.colours().series[self.slot]
