"""What a discriminator's scores mean, in plain words. No Qt here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genstudio.runs.critics import Meaning
    from genstudio.runs.persuading import Persuaded
    from genstudio.runs.realness import Standing, Verdict

NO_RUN = "Choose a run above."
NOT_KEPT = (
    "The discriminator of this model was not kept: bundled models come without theirs, and only a "
    "run's last checkpoint holds it. Train a GAN of your own in Train (some minutes on the bundled "
    "digits will do), then explore that."
)
NOT_YET = "Waiting until the training has saved its discriminator: some seconds."
POINTS = "This run learnt points of a plane: there is no picture to judge."
_MEANINGS = {
    "targets": (
        "In training it was asked for +1 for real and −1 for made pictures, so 0 means “cannot "
        "tell”. It is no probability."
    ),
    "margin": (
        "0 means “cannot tell”; beyond +1 or −1 it gained nothing more in training. It is no "
        "probability."
    ),
    "difference": (
        "A score of this loss says nothing alone and is no probability: only the gap between two "
        "pictures counts. 0 stands for the average of those made in the last steps of training."
    ),
}
_SURE, _LOST = 0.99, 0.6


def verdict_words(verdict: Verdict) -> str:
    """Say in one sentence how real a picture is taken for."""
    made = f"more real than {_of_hundred(verdict.over_made)} made pictures"
    if verdict.over_real is None:
        return f"It takes this picture for {made}."
    return (
        f"It takes this picture for {made} and than {_of_hundred(verdict.over_real)} real ones it "
        "never trained on."
    )


def score_words(score: float, meaning: Meaning, *, smoothing: float = 0.0) -> str:
    """Say what the number is, and what it is not."""
    shown = f"Score {signed(score)}. "
    if meaning != "logit":
        return shown + _MEANINGS[meaning]
    pull = " (label smoothing keeps it from being sure)" if smoothing > 0 else ""
    return shown + f"Its own belief that the picture is real: {_percent(score)}{pull}."


def standing_words(standing: Standing, meaning: Meaning) -> str:
    """Say how well it tells real from made at all; "" where nothing is known."""
    told = standing.told
    if told is None:
        return standing.note
    share = f"Of a real and a made picture it finds the real one in {100 * told:.0f} of 100 cases"
    if meaning == "difference" and told > _LOST:
        gap = float(standing.real.mean() - standing.made.mean())
        return f"{share}. The heaps lie {gap:.2f} apart: this gap is what its loss is about."
    if told >= _SURE:
        return f"{share}: it is so sure that small differences in its scores say little."
    if told <= _LOST:
        return f"{share}: it can hardly tell, so its scores are mostly noise."
    return f"{share}; 50 would be guessing."


def heat_words(strongest: float) -> str:
    """Say what the colours mean, and how much."""
    if strongest < 1e-6:
        return "Nothing here changes its score: the picture is even, or it looks at the whole."
    return (
        f"Green speaks for real, orange against. The strongest place is worth {strongest:.2f} of "
        "the score; even places say nothing."
    )


def climbed_words(first: Persuaded | None, last: Persuaded | None) -> str:
    """Say what an ascent has brought."""
    if first is None or last is None:
        return ""
    gain = last.score - first.score
    if gain < 0.005:
        return "Nothing near this picture is more convincing to it."
    return (
        f"Score {signed(first.score)} → {signed(last.score)} in {last.done} steps. It is what the "
        "discriminator likes, which may be a trick. Undo brings the picture back."
    )


def signed(number: float) -> str:
    """Write a score with its sign."""
    return f"{number:+.2f}".replace("-", "−")


def _of_hundred(share: float) -> str:
    return f"{100 * share:.0f} of 100"


def _percent(score: float) -> str:
    belief = 0.5 * (1 + math.tanh(0.5 * score))
    if belief < 0.001:
        return "under 0.1 %"
    return "over 99.9 %" if belief > 0.999 else f"{100 * belief:.{1 if belief < 0.1 else 0}f} %"
