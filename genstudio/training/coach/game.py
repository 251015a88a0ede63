"""Rules about the two players of a GAN: who wins, what collapses, what is learnt by heart.

They judge by what each player can do (rank real above made, make varied pictures near the real
ones) and not by the losses, whose height says nothing of quality.
"""

from __future__ import annotations

import numpy as np

from genstudio.core.recipe import Value
from genstudio.training.coach.finding import Finding, percent
from genstudio.training.coach.reading import Reading, neat

_SETTLED = 300  # steps
_RESTLESS = 0.4  # move of all scores between two looks, of the gap between real and made
_UPSIDE_DOWN = 0.3  # chance of ranking real above made: no early wildness does that for long
_FLAT = 0.2  # gap between the scores of real and made
_NOT_QUALITY = " A GAN's loss curves say who is ahead, not how good the pictures are."


def critic_wins(reading: Reading) -> Finding | None:
    """The discriminator is always right and the generator gets nowhere."""
    if not reading.has("told", "distance"):
        return None
    told, distance = reading.recent("told", 4), reading.recent("distance", 4)
    first = reading.series("distance")[0]
    is_stuck = told > 0.995 and distance > 0.9 * first and reading.share > 0.25
    is_ahead = told > 0.98 and distance > 0.5 and _is_settled(reading)
    is_ahead = is_ahead and not reading.grows("diversity")
    if not (is_stuck or is_ahead) or reading.falls("distance") or reading.step < 50:
        return None
    return Finding(
        key="critic_wins",
        severity="bad",
        sentence="The discriminator is winning: it always knows, so the generator learns nothing.",
        words="The generator learns from the discriminator's doubts. One that is always sure "
        "gives no direction: every made picture is equally wrong to it." + _NOT_QUALITY,
        evidence=(
            f"It ranks real above made in {percent(told)} of pairs (50 % would be guessing).",
            f"Made pictures are {distance:.2f} from real ones (energy distance; 0 is the same).",
        ),
        changes=_weaken(reading),
        reason="A discriminator that can be fooled now and then teaches more.",
    )


def restless(reading: Reading) -> Finding | None:
    """The discriminator's opinion of all pictures jumps up and down."""
    real, made = reading.series("score_train")[-12:], reading.series("score_made")[-12:]
    if not _is_settled(reading) or len(real) < 6 or len(real) != len(made):
        return None
    middle, apart = (real + made) / 2, np.median(np.abs(real - made))
    swing = np.median(np.abs(np.diff(middle))) / max(apart, 1e-9)
    if not swing > _RESTLESS or reading.falls("distance"):
        return None
    recipe = reading.recipe
    fast = reading.takes("critic_lr") and recipe.critic_lr > 2
    return Finding(
        key="critic_restless",
        severity="warning",
        sentence="The discriminator's steps are too large: its scores jump up and down.",
        words="From one look to the next it raises or lowers the scores of all pictures together "
        "by about as much as real and made ones differ. The generator chases a target that never "
        "stands still." + _NOT_QUALITY,
        evidence=(
            f"Its scores move by {percent(swing)} of the gap from one look to the next.",
            f"Real and made pictures are {apart:.3g} apart in score.",
        ),
        changes={"critic_lr": 1.0} if fast else _slower(reading),
        reason="Smaller steps give the generator something to aim at.",
    )


def critic_loses(reading: Reading) -> Finding | None:
    """The discriminator can only guess, or is held so flat that it says nothing."""
    if not reading.has("told", "distance") or reading.share < 0.15 or reading.step < 100:
        return None
    told, distance = reading.recent("told", 4), reading.recent("distance", 4)
    gap = reading.recent("score_train", 4) - reading.recent("score_made", 4)
    is_blind = told < 0.75 and distance > 0.3 and not reading.falls("distance")
    is_blind = is_blind and (_is_settled(reading) or told < _UPSIDE_DOWN)
    is_flat = bool(_too_stiff(reading)) and gap < _FLAT and distance > 0.15
    if not (is_blind or is_flat):
        return None
    return Finding(
        key="critic_loses",
        severity="bad",
        sentence="The discriminator is too weak: its scores of made and real pictures are alike, "
        "though the pictures are not.",
        words="The generator only gets as good as the discriminator demands. This one lets "
        "pictures pass that are plainly different from real ones."
        + " The penalties are so strong that it may hardly say what it sees." * is_flat
        + _NOT_QUALITY,
        evidence=(
            f"It ranks real above made in {percent(told)} of pairs (50 % would be guessing).",
            f"Its scores of real and made pictures are {gap:.2g} apart.",
            f"Made pictures are {distance:.2f} from real ones (energy distance; 0 is the same).",
        ),
        changes=_strengthen(reading),
        reason="A discriminator that sees more demands more.",
    )


def mode_collapse(reading: Reading) -> Finding | None:
    """The generator makes the same few pictures whatever it is given."""
    if not reading.has("told", "diversity") or not _is_settled(reading):
        return None
    diversity, nearest = reading.recent("diversity", 4), reading.recent("nearest", 4)
    if not (diversity < 0.4 or nearest < 0.15):
        return None
    if reading.grows("diversity") or reading.grows("nearest"):
        return None
    return Finding(
        key="mode_collapse",
        severity="bad",
        sentence="Mode collapse: the generator makes the same few pictures again and again.",
        words="It has found some pictures that pass and makes nothing else. The penalties R1 and "
        "R2 flatten the discriminator so that there is always a way on to other pictures."
        + _NOT_QUALITY,
        evidence=(
            f"Made pictures differ {percent(diversity)} as much as real ones do.",
            f"The nearest other made picture is {percent(nearest)} as far as among real ones.",
        ),
        changes=_penalise(reading) or _slower(reading),
        reason="A flatter discriminator does not push the generator into one corner.",
    )


def critic_overfits(reading: Reading) -> Finding | None:
    """The discriminator knows its training pictures by heart."""
    if not reading.has("remembered", "told", "told_held_out") or reading.step < 100:
        return None
    remembered = reading.recent("remembered", 4)
    told, fair = reading.recent("told", 4), reading.recent("told_held_out", 4)
    counts = min(reading.now("pictures"), 128), min(reading.now("held_out_pictures"), 128)
    noise = np.sqrt(sum(1 / max(count, 1) for count in counts) / 12)
    if not (remembered > 0.5 + max(0.2, 2 * noise) and told - fair > 0.05):
        return None
    return Finding(
        key="critic_overfits",
        severity="warning",
        sentence="The discriminator learns its pictures by heart.",
        words="It scores pictures it trains on higher than others just as real. Soon it will "
        "only accept copies. It happens when there are too few pictures for so long a training."
        + _NOT_QUALITY,
        evidence=(
            (
                f"It ranks training pictures above held-out ones in {percent(remembered)} of pairs "
                "(50 % would be fair)."
            ),
            (
                f"It tells real from made in {percent(told)} of pairs with training "
                f"pictures, in {percent(fair)} with held-out ones."
            ),
            f"{reading.now('pictures'):,.0f} pictures are trained on.",
        ),
        changes=_penalise(reading) or {"steps": max(int(neat(reading.step)), 1)},
        reason="A flatter discriminator learns less by heart; more pictures help most.",
    )


def _is_settled(reading: Reading) -> bool:
    """Whether the first wild steps of any game are over."""
    return reading.step >= _SETTLED and reading.share >= 0.2


# -- what to try --------------------------------------------------------------------------------


def _weaken(reading: Reading) -> dict[str, Value]:
    recipe = reading.recipe
    if reading.takes("critic_turns") and recipe.critic_turns > 2:
        return {"critic_turns": 1}
    if reading.takes("critic_lr") and recipe.critic_lr > 2:
        return {"critic_lr": 1.0}
    return _penalise(reading) or _slower(reading)


def _strengthen(reading: Reading) -> dict[str, Value]:
    recipe = reading.recipe
    if reading.takes("critic_lr") and recipe.critic_lr < 0.5:
        return {"critic_lr": 1.0}
    stiff = _too_stiff(reading)
    if stiff or not reading.takes("critic_turns"):
        return stiff
    return {"critic_turns": min(recipe.critic_turns + 1, 20)}


def _too_stiff(reading: Reading) -> dict[str, Value]:
    """The penalties that are far above what is recommended, at that."""
    gamma, recipe = _gamma(reading), reading.recipe
    return {
        name: gamma
        for name in ("r1", "r2")
        if reading.takes(name) and getattr(recipe, name) > 10 * gamma
    }


def _penalise(reading: Reading) -> dict[str, Value]:
    """R1 (and R2, if it is in use or both are off) at the recommended strength, or stronger."""
    recipe, gamma = reading.recipe, _gamma(reading)
    if not reading.takes("r1"):
        return {}
    if recipe.r1 == 0 and recipe.r2 == 0:
        return {"r1": gamma}
    return {n: neat(3 * getattr(recipe, n)) for n in ("r1", "r2") if getattr(recipe, n) > 0}


def _slower(reading: Reading) -> dict[str, Value]:
    return {"lr": neat(reading.recipe.lr / 3)}


def _gamma(reading: Reading) -> float:
    return neat(5e-4 * reading.recipe.size**2)
