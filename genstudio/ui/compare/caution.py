"""When the chosen runs' figures must not be ranked, and why: honest scores. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence

from genstudio.objectives import catalog
from genstudio.runs.entry import Entry


def sentence(entries: Sequence[Entry]) -> str:
    """Return why the runs' figures cannot be ranked; empty when nothing speaks against it."""
    reasons = [
        reason for reason in (_pictures(entries), _held_out(entries), _measure(entries)) if reason
    ]
    if len(entries) < 2 or not reasons:
        return ""
    return f"Do not rank these runs by their figures: {_join(reasons)}."


def _pictures(entries: Sequence[Entry]) -> str:
    known = {e.summary.data_fingerprint for e in entries if e.summary.data_fingerprint}
    if len(known) < 2:
        return ""
    shapes = {e.summary.shape for e in entries if e.summary.data_fingerprint}
    if len(shapes) > 1 and len({e.summary.data_name for e in entries}) == 1:
        return "their pictures differ in size or colour"
    return "they learnt from different pictures"


def _held_out(entries: Sequence[Entry]) -> str:
    splits = {(e.recipe.held_out, e.recipe.split_seed) for e in entries if e.recipe is not None}
    return "different pictures were held out to judge them" if len(splits) > 1 else ""


def _measure(entries: Sequence[Entry]) -> str:
    """Name what keeps the losses from being one measure: kinds, or the VAEs' likelihoods."""
    recipes = [entry.recipe for entry in entries if entry.recipe is not None]
    families = {catalog.family(recipe) for recipe in recipes}
    if len(families) > 1:
        return "different kinds of model measure their losses in different ways"
    if families == {"vae"} and len({recipe.likelihood for recipe in recipes}) > 1:
        return "their likelihoods differ, and with them what a nat counts"
    if families == {"gan"}:
        return "a GAN's losses say who is winning the game, not how good the pictures are"
    return ""


def _join(reasons: Sequence[str]) -> str:
    return reasons[0] if len(reasons) == 1 else ", ".join(reasons[:-1]) + ", and " + reasons[-1]
