"""Rules about how fast and how long: divergence, learning rate, batch, plateau."""

from __future__ import annotations

import numpy as np

from genstudio.core.recipe import Value
from genstudio.training.coach.finding import Finding, percent
from genstudio.training.coach.reading import Reading, neat

_GAVE_UP = 4  # rollbacks
_FIRST_STEPS = 20
_THROWN = 3.0  # error of redrawn pictures, of their variance


def diverged(reading: Reading) -> Finding | None:
    """Figures became infinite and training went back."""
    count = reading.now("rollbacks")
    if not count >= 1:
        return None
    gave_up = count >= _GAVE_UP
    times = "once" if count == 1 else "twice" if count == 2 else f"{count:.0f} times"
    end = "and training gave up" if gave_up else "and training went back to its last saved state"
    return Finding(
        key="diverged",
        severity="bad" if gave_up or count > 1 else "warning",
        sentence=f"The figures became infinite {times}, {end}: the steps are too large.",
        words="Each step moves the weights by about the learning rate. Steps that are too large "
        "overshoot, the next correction overshoots more, until a number is too large for the "
        "computer. Training then goes back and halves the learning rate by itself, three times "
        "at most.",
        evidence=(
            f"Went back {times}.",
            (
                f"The learning rate is now × {reading.now('lr_scale'):g} of the recipe's "
                f"{reading.recipe.lr:g}."
            ),
        ),
        changes=_slower(reading),
        reason="Smaller steps from the start, rather than rescued ones.",
    )


def too_fast(reading: Reading) -> Finding | None:
    """The weights are thrown about: redrawn pictures get worse than a grey average."""
    steps, values = reading.timed("unexplained")
    late = values[steps >= _FIRST_STEPS]
    if np.sum(late > max(_THROWN, 2 * values[:1].max(initial=0))) < 2 and np.sum(late > 10) < 2:
        return None
    evidence = (
        f"Error of redrawn pictures at its worst: {late.max():,.3g} × that of showing their mean.",
        f"Now: {late[-1]:,.3g} ×. (About 1 is an untrained model, 0 is perfect.)",
    )
    return _too_fast(reading, evidence)


def _too_fast(reading: Reading, evidence: tuple[str, ...]) -> Finding:
    return Finding(
        key="lr_high",
        severity="bad",
        sentence="The learning rate is too high: training is thrown about rather than learning.",
        words="Each step moves the weights by about the learning rate. Here the steps overshoot: "
        "what one batch teaches the next one destroys. A lower rate learns more, and sooner.",
        evidence=(*evidence, f"The learning rate is {reading.recipe.lr:g}."),
        changes=_slower(reading),
        reason="Smaller steps arrive where large ones overshoot.",
    )


def too_slow(reading: Reading) -> Finding | None:
    """Much time has passed and almost nothing was learnt."""
    if reading.share < 0.25 or reading.step < 100 or not reading.takes("lr"):
        return None
    unexplained, distance = reading.recent("unexplained"), reading.recent("distance")
    first = reading.series("distance")[:1]
    if unexplained > 0.85:
        evidence = f"Redrawn pictures miss {percent(unexplained)} of what differs between pictures."
    elif not reading.has("unexplained") and len(first) and distance > 0.8 * first[0]:
        evidence = (
            f"Made pictures are as far from real ones as at the start: {distance:.2f} (energy "
            f"distance), {first[0]:.2f} at first."
        )
    else:
        return None
    low = reading.is_slow
    if not low and "critic" in reading.traits:
        return None
    changes: dict[str, Value] = {"lr": reading.recommended("lr")} if low else {}
    if not low:
        changes = {"steps": reading.recipe.steps * 4}
    return Finding(
        key="lr_low" if low else "slow_start",
        severity="warning" if low else "info",  # without a cause to name it is no alarm
        sentence="It is barely learning"
        + (": the learning rate is too low." if low else ": it needs many more steps."),
        words="After a quarter of the steps a model should at least draw rough shapes. Tiny steps "
        "are safe but get nowhere in the time they have.",
        evidence=(
            evidence,
            f"{percent(reading.share)} of the steps are done.",
            (
                f"The learning rate is {reading.recipe.lr:g}; {reading.recommended('lr'):g} is "
                "recommended."
            ),
        ),
        changes=changes,
        reason="Larger steps get somewhere in the same time." if low else "More of the same.",
    )


def small_batch(reading: Reading) -> Finding | None:
    """So few pictures a step that each step is a guess."""
    batch = reading.recipe.batch
    if batch >= 8 or not reading.checkups or not reading.takes("lr"):
        return None
    return Finding(
        key="small_batch",
        severity="warning",
        sentence=f"A batch of {batch} makes every step a guess: learning is slow and restless.",
        words="A step follows the average of its batch. A few pictures say little about all of "
        "them, so the steps point this way and that way and much of the walk is wasted.",
        evidence=(f"The batch is {batch} pictures.", *_restless(reading)),
        changes={"batch": reading.recommended("batch")},
        reason="More pictures a step give it a clear direction.",
    )


def _restless(reading: Reading) -> tuple[str, ...]:
    loss = reading.column("loss", since=0.5)
    if len(loss) < 8:
        return ()
    jump = np.abs(np.diff(loss)).mean()
    return (f"The loss jumps by {jump:.3g} from one reading to the next; it is {loss.mean():.3g}.",)


def plateau(reading: Reading) -> Finding | None:
    """The held-out figure has stopped getting better long before the end."""
    if not (0.3 <= reading.share <= 0.85 and reading.takes("lr")):
        return None
    for name, what in (("loss_held_out", "loss on held-out pictures"),):
        steps, values = reading.timed(name)
        if len(values) < 12:
            continue
        late = values[steps >= 0.6 * steps[-1]]
        whole = values[:2].max() - values.min()
        half = len(late) // 2
        gain = np.median(late[:half]) - np.median(late[half:])
        if len(late) < 6 or whole <= 0 or gain > 0.004 * whole:
            continue
        return _plateau(reading, what, gain, whole)
    return None


def _plateau(reading: Reading, what: str, gain: float, whole: float) -> Finding:
    return Finding(
        key="plateau",
        severity="info",
        sentence="It has all but stopped getting better: you can stop here.",
        words="The first steps teach the most. When the figure on pictures never trained on has "
        "been flat for a long stretch, more of the same changes little; a different model would.",
        evidence=(
            (
                f"The {what} improved by {max(gain, 0):.3g} over the last 40 % of the steps, "
                f"of {whole:.3g} in all."
            ),
        ),
        changes={"steps": max(int(neat(reading.step)), 1)},
        reason="A shorter run next time: the falling learning rate then ends when learning does.",
    )


def _slower(reading: Reading) -> dict[str, Value]:
    """The recommended learning rate where the recipe's is above it, else a tenth."""
    lr, usual = reading.recipe.lr, float(reading.recommended("lr"))
    return {"lr": usual if lr > 2 * usual else neat(lr / 10)}
