"""“All is well”, with its reasons; or that it is too early to tell."""

from __future__ import annotations

from genstudio.training.coach.finding import Finding, percent
from genstudio.training.coach.reading import Reading

_EARLY_CHECKUPS = 4


def well(reading: Reading) -> Finding:
    """Say why nothing is wrong, or that there is too little to go by."""
    if len(reading.checkups) < _EARLY_CHECKUPS or reading.share < 0.05:
        return _early(reading)
    reasons = [*_redraws(reading), *_game(reading), *_made(reading)]
    because = f", because {reasons[0]}" if reasons else ""
    words = "No sign of divergence, collapse or overfitting in what was measured."
    if reading.has("told"):
        words += (
            " A GAN's loss curves are no measure of quality: they say who is ahead just now. What "
            "counts is how near made pictures come to real ones."
        )
    return Finding(
        key="well",
        severity="good",
        sentence=f"All is well{because}.",
        words=words,
        evidence=tuple(reason[:1].upper() + reason[1:] + "." for reason in reasons),
    )


def _early(reading: Reading) -> Finding:
    return Finding(
        key="early",
        severity="info",
        sentence="Too early to tell; the coach is watching.",
        words="The first steps of any training look wild. There will be something to say in a "
        "moment.",
        evidence=(f"Step {reading.step:,} of {reading.total:,}.",),
    )


def _redraws(reading: Reading) -> list[str]:
    if not reading.has("unexplained"):
        return []
    shown = percent(1 - reading.now("unexplained"))
    reasons = [f"redrawn pictures show {shown} of what differs between pictures"]
    first, held_out = reading.series("loss_held_out")[:1], reading.now("loss_held_out")
    if len(first) and held_out < first[0]:
        figures = f"{first[0]:,.4g} to {held_out:,.4g}"
        reasons.append(f"the loss on pictures never trained on fell from {figures}")
    if reading.has("active", "kl"):
        used = f"{reading.now('active'):.0f} of {reading.now('latents'):.0f}"
        reasons.append(f"{used} latents are in use")
    return reasons


def _game(reading: Reading) -> list[str]:
    if not reading.has("told"):
        return []
    first, distance = reading.series("distance")[:1], reading.now("distance")
    reasons = []
    if len(first) and distance < first[0]:
        figures = f"{first[0]:.2f} to {distance:.2f}"
        reasons.append(f"made pictures come nearer to real ones (distance {figures})")
    told = reading.now("told")
    both = ": both players can learn" if told < 0.95 else ""
    reasons.append(f"the discriminator is right in {percent(told)} of pairs{both}")
    return reasons


def _made(reading: Reading) -> list[str]:
    if not reading.has("diversity"):
        return []
    return [f"made pictures differ {percent(reading.now('diversity'))} as much as real ones"]
