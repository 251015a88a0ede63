"""Rules about what is remembered: collapsed and unused latents, overfitting, few pictures."""

from __future__ import annotations

import numpy as np

from genstudio.core.recipe import Value
from genstudio.training.coach.finding import Finding, percent
from genstudio.training.coach.reading import Reading, neat

_FEW, _SOME = 100, 500


def posterior_collapse(reading: Reading) -> Finding | None:
    """The encoder says the same of every picture."""
    if not reading.has("kl", "active") or reading.step < 100 or reading.share < 0.1:
        return None
    active, latents = reading.recent("active"), reading.now("latents")
    unexplained = reading.recent("unexplained")
    if not (active <= 0.1 * latents and unexplained > 0.85) or reading.is_slow:
        return None
    beta = reading.recipe.beta if reading.takes("beta") else 1.0
    return Finding(
        key="posterior_collapse",
        severity="bad",
        sentence="Posterior collapse: the latents carry nothing, every picture is redrawn alike.",
        words="The KL term pulls what the encoder says of a picture towards N(0, I); the "
        "reconstruction pulls it apart. Here the KL has won: the encoder says the same of every "
        "picture and the decoder has learnt to ignore it and draws their average."
        + (f" β = {beta:g} makes the KL {beta:g} times as strong as in a true VAE." * (beta > 1)),
        evidence=(
            f"{active:.0f} of {latents:.0f} latents differ between pictures.",
            f"KL: {reading.now('kl'):.2g} nats.",
            f"Redrawn pictures miss {percent(unexplained)} of what differs between pictures.",
        ),
        changes=_loosen(reading),
        reason="A weaker pull lets the latents say something.",
    )


def _loosen(reading: Reading) -> dict[str, Value]:
    recipe = reading.recipe
    if recipe.beta > 1:
        return {"beta": 1.0}
    if recipe.kl_warmup < 0.3:
        return {"kl_warmup": 0.3}
    return {"beta": neat(recipe.beta / 4)}


def unused_latents(reading: Reading) -> Finding | None:
    """A good part of the latents is dead: harmless, but worth knowing."""
    if not reading.has("kl", "active", "latents") or reading.share < 0.3:
        return None
    active, latents = reading.recent("active"), int(reading.now("latents"))
    if latents < 4 or not active <= 0.6 * latents:
        return None
    active = int(active)
    return Finding(
        key="unused_latents",
        severity="info",
        sentence=f"{latents - active} of {latents} latents are unused.",
        words="A VAE switches off the latents it has no use for. That is no fault; their sliders "
        "will do nothing. A smaller latent space trains the same model.",
        evidence=(f"{active} of {latents} latents differ between pictures.",),
        changes={"latent": max(active + 1, 2)},
        reason="As many sliders as there is something to slide.",
    )


def overfitting(reading: Reading) -> Finding | None:
    """The loss on held-out pictures rises while that on training pictures falls."""
    steps, held_out = reading.timed("loss_held_out")
    train = reading.series("loss_train")
    if len(held_out) < 6 or len(train) != len(held_out) or reading.now("held_out_pictures") < 1:
        return None
    best = int(held_out.argmin())
    fallen = held_out[:2].max() - held_out[best]
    risen = np.median(held_out[-3:]) - held_out[best]
    learnt = train[best] - np.median(train[-3:])
    if best > len(held_out) - 4 or risen < 0.05 * fallen or learnt <= 0:
        return None
    few = reading.now("pictures") < _SOME
    return Finding(
        key="overfitting",
        severity="warning",
        sentence=f"Overfitting since about step {steps[best]:,.0f}: it learns its "
        f"{reading.now('pictures'):,.0f} pictures by heart.",
        words="On pictures it trains on the loss still falls; on pictures it has never seen it "
        "rises. What it learns now is no longer about such pictures but about these. The best "
        "model so far is kept."
        + (" With so few pictures this comes early; more pictures help most." if few else ""),
        evidence=(
            (
                f"Held-out loss: {held_out[best]:,.4g} at step {steps[best]:,.0f}, now "
                f"{held_out[-1]:,.4g}."
            ),
            f"Loss on training pictures meanwhile: {train[best]:,.4g} → {train[-1]:,.4g}.",
        ),
        changes={"steps": max(int(neat(steps[best] * 1.2)), 1)},
        reason="A run that ends about where the held-out loss is lowest.",
    )


def few_pictures(reading: Reading) -> Finding | None:
    """So few pictures that they will be learnt by heart."""
    count = reading.now("pictures")
    if not (count < _SOME and reading.takes("lr")):
        return None
    few = count < _FEW
    return Finding(
        key="few_pictures",
        severity="warning" if few else "info",
        sentence=f"{count:.0f} pictures are {'very few' if few else 'not many'}: expect copies of "
        "them rather than new ones.",
        words="A model can only learn what is common to its pictures when there are many; a few "
        "it learns by heart. A thousand is a good start. A narrower network learns less by heart.",
        evidence=(f"{count:.0f} pictures are trained on.",),
        changes={"width": max(reading.recipe.width // 2, 4)} if reading.recipe.width >= 8 else {},
        reason="A smaller network has less room to learn by heart; more pictures help more.",
    )
