"""The coach: a pure function from what was recorded of a run to what is going on. No torch.

Each rule looks at a `Reading` and answers with a `Finding` or nothing. They go by the figures a
run has, not by the names of objectives. Thresholds were chosen on the recordings of
`tests/training/recordings/choosing`; how often the coach is right is counted on those held back
(`python -m benchmarks.coach`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from genstudio.core.events import Checkup
from genstudio.core.recipe import Recipe
from genstudio.training.coach import game, memory, pace, verdict
from genstudio.training.coach.finding import Finding, Severity, describe
from genstudio.training.coach.reading import Reading

__all__ = ["Finding", "Severity", "describe", "diagnose"]

# In the order of importance: of two alike in severity the first is the main one.
_RULES: tuple[Callable[[Reading], Finding | None], ...] = (
    pace.diverged,
    pace.too_fast,
    memory.posterior_collapse,
    pace.too_slow,
    game.critic_wins,
    game.mode_collapse,
    game.restless,
    game.critic_loses,
    game.critic_overfits,
    memory.overfitting,
    memory.few_pictures,
    pace.small_batch,
    memory.unused_latents,
    pace.plateau,
)
# A cause told makes its effects no news.
_EXPLAINS = {
    "diverged": ("lr_high", "critic_wins", "mode_collapse", "posterior_collapse", "lr_low"),
    "lr_high": ("posterior_collapse", "lr_low", "mode_collapse", "critic_wins", "critic_loses"),
    "posterior_collapse": ("lr_low", "slow_start", "unused_latents", "mode_collapse", "plateau"),
    "lr_low": ("critic_wins", "critic_loses", "mode_collapse", "plateau"),
    "small_batch": ("lr_low", "slow_start", "plateau"),
    "critic_loses": ("mode_collapse", "critic_restless", "critic_wins"),
    "critic_wins": ("mode_collapse", "critic_restless"),
    "critic_overfits": ("few_pictures",),
    "overfitting": ("few_pictures", "plateau"),
}


def diagnose(
    recipe: Recipe,
    history: Mapping[str, np.ndarray],
    checkups: Sequence[Checkup],
    total: int,
) -> tuple[Finding, ...]:
    """Return what is going on in a run of `recipe` with `total` steps, the most important first.

    `history` has the columns `step` and the game's figures, thinned or not; `checkups` are in
    order. There is at least one finding; “all is well” is one, too.
    """
    reading = Reading(recipe, history, checkups, total)
    found = [finding for rule in _RULES if (finding := rule(reading)) is not None]
    told = {effect for finding in found for effect in _EXPLAINS.get(finding.key, ())}
    kept = sorted((f for f in found if f.key not in told), key=lambda finding: finding.rank)
    if not any(finding.is_alarm for finding in kept):
        kept.append(verdict.well(reading))
        kept.sort(key=lambda finding: (finding.key not in _NEWS, -finding.rank))
    return tuple(kept)


_NEWS = ("slow_start", "plateau", "few_pictures")  # told before “all is well”
