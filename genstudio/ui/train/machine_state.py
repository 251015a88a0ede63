"""What is known of a run's moments, and how it is said. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genstudio.core.events import Kept
from genstudio.runs.folder import RunFolder

if TYPE_CHECKING:
    from genstudio.runs.moments import Moment

_MEGABYTE = 1e6


@dataclass(frozen=True)
class MachineState:
    """The moments of one run, which was judged best, which was made the model by hand."""

    moments: tuple[Moment, ...] = ()
    kept: int = 0
    size: int = 0
    most: int = 0
    best: int | None = None
    chosen: int | None = None

    @property
    def model(self) -> int | None:
        """The step whose weights Explore, Compare and sampling use."""
        return self.best if self.chosen is None else self.chosen

    def words(self, step: int) -> str:
        """Say what `step` is."""
        words = f"Step {step:,}" if step else "Before the first step"
        if step == self.chosen:
            return f"{words} · the model"
        return f"{words} · best" if step == self.best else words

    def room(self, told: Kept | None) -> str:
        """Say how many moments there are and what room they take; "" where there are none."""
        if told is not None and told.problem:
            return told.problem
        if not self.kept:
            return ""
        word = "moment" if self.kept == 1 else "moments"
        taken, most = self.size / _MEGABYTE, self.most / _MEGABYTE
        return f"Time machine: {self.kept} {word}, {_megabytes(taken)} of {_megabytes(most)} MB"


def read_state(folder: RunFolder | None, *, is_live: bool) -> MachineState:
    """Read it from the run's folder; what cannot be read is not there."""
    if folder is None or not folder.moments_path.is_dir():
        return MachineState()
    from genstudio.runs import moments

    try:
        recipe, summary = folder.read_recipe(), folder.read_summary()
        found = moments.timeline(folder, is_live=is_live)
    except (ValueError, OSError):
        return MachineState()
    kept = [moment for moment in found if moment.path.parent == folder.moments_path]
    on_disk = [path.stat().st_size for path in folder.moments_path.glob("*.safetensors")]
    best = next((moment.step for moment in found if moment.path == folder.best_path), None)
    return MachineState(
        tuple(found) if kept else (), len(on_disk), sum(on_disk),
        int(recipe.moments_mb * _MEGABYTE), best, summary.chosen_step,
    )  # fmt: skip


def _megabytes(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
