"""What the rules look at: a run's figures up to now, with the questions they ask of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from genstudio.core.events import Checkup
from genstudio.core.recipe import Recipe, Value, fields
from genstudio.objectives import catalog, presets


class Reading:
    """One run at one point in time."""

    def __init__(
        self,
        recipe: Recipe,
        history: Mapping[str, np.ndarray],
        checkups: Sequence[Checkup],
        total: int,
    ) -> None:
        """Read what there is; figures may be missing or NaN."""
        self.recipe = recipe
        self.history = history
        self.checkups = checkups
        self.total = max(total, 1)
        self._objective = catalog.objective(recipe.objective)

    # -- how far --------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """The newest step known."""
        steps = self.history.get("step", np.empty(0))
        last = int(steps[-1]) if len(steps) else 0
        return max(last, self.checkups[-1].step if self.checkups else 0)

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(self.step / self.total, 1.0)

    # -- figures --------------------------------------------------------------------------------

    def has(self, *names: str) -> bool:
        """Whether the newest checkup has these figures, all of them finite."""
        return bool(self.checkups) and all(np.isfinite(self.now(name)) for name in names)

    def now(self, name: str) -> float:
        """Return the newest value of a figure, NaN if there is none."""
        return self.checkups[-1].figures.get(name, np.nan) if self.checkups else np.nan

    def recent(self, name: str, count: int = 3) -> float:
        """Return the median of a figure's last values, NaN with fewer than `count`."""
        values = self.series(name)[-count:]
        return float(np.median(values)) if len(values) == count else np.nan

    def series(self, name: str) -> np.ndarray:
        """Return a figure at every checkup that has it."""
        return self.timed(name)[1]

    def timed(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps of the checkups that have a figure, and its values."""
        pairs = [(c.step, c.figures.get(name, np.nan)) for c in self.checkups]
        table = np.array([pair for pair in pairs if np.isfinite(pair[1])]).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def falls(self, name: str) -> bool:
        """Whether a figure's last quarter lies a tenth below the quarter before (or is unknown)."""
        return not self._turn(name) >= 0.9

    def grows(self, name: str) -> bool:
        """Whether a figure's last quarter lies a tenth above the quarter before (or is unknown)."""
        return not self._turn(name) <= 1.1

    def _turn(self, name: str) -> float:
        values = self.series(name)
        quarter = max(len(values) // 4, 2)
        if len(values) < 3 * quarter:
            return np.nan
        before, after = values[-2 * quarter : -quarter], values[-quarter:]
        return float(np.median(after) / max(np.median(before), 1e-9))

    def column(self, name: str, since: float = 0.0) -> np.ndarray:
        """Return a column of the history from the share `since` of what is there."""
        values = self.history.get(name, np.empty(0))
        values = values[int(since * len(values)) :]
        finite: np.ndarray = values[np.isfinite(values)]
        return finite

    # -- the recipe -----------------------------------------------------------------------------

    def takes(self, name: str) -> bool:
        """Whether a recipe field matters to this objective."""
        return self._objective.takes(fields()[name])

    @property
    def traits(self) -> tuple[str, ...]:
        """What the catalog says of the objective."""
        return self._objective.traits

    @property
    def is_slow(self) -> bool:
        """Whether the learning rate is far below what is recommended."""
        return self.recipe.lr < float(self.recommended("lr")) / 4

    def recommended(self, name: str) -> Value:
        """Return what is recommended for a field, for such pictures."""
        recipe = presets.recommend(self.recipe.objective, size=self.recipe.size)
        value: Value = getattr(recipe, name)
        return value


def neat(value: float) -> float:
    """Round to one digit of 1, 2, 3 or 5 that a person would type."""
    if value <= 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(value))
    digit = min((1, 2, 3, 5, 10), key=lambda d: abs(np.log(value / power / d)))
    return float(f"{digit * power:.6g}")
