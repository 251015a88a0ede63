"""When the chosen runs' figures must not be ranked, and why: honest scores."""

from __future__ import annotations

from collections.abc import Sequence

from genstudio.core.recipe import Recipe, fields
from genstudio.objectives import catalog
from genstudio.runs.entry import Entry


def sentence(entries: Sequence[Entry]) -> str:
    """Return why the runs' figures cannot be ranked; empty when nothing speaks against it."""
    reasons = [
        reason for reason in (_pictures(entries), _held_out(entries), _measure(entries)) if reason
    ]
    if len(entries) < 2 or not reasons:
        return ""
    return f"Do not rank these runs by their losses: {_join(reasons)}."


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
    """Name what keeps the losses from being one measure: kinds, likelihoods, or their weights."""
    recipes = [entry.recipe for entry in entries if entry.recipe is not None]
    kinds = [catalog.objective(recipe.objective) for recipe in recipes]
    if kinds and all("mse" in kind.traits for kind in kinds):
        return ""  # all are judged by one thing, the error of redrawn pictures
    if {kind.family for kind in kinds} == {"gan"}:
        return "a GAN's losses say who is winning the game, not how good the pictures are"
    if len({kind.key for kind in kinds}) > 1:
        return "different kinds of model measure their losses in different ways"
    different = [name for name in _WEIGHED if _differ(name, recipes)]
    if "likelihood" in different:
        return "their likelihoods differ, and with them what a nat counts"
    if different:
        labels = _join([f"“{fields()[name].label}”" for name in different])
        return f"{labels} is part of what is measured, and differs"
    return ""


_WEIGHED = (
    "likelihood",
    "beta",
    "capacity",
    "importance_samples",
    "tc_weight",
    "mmd_weight",
    "mmd_kernel",
    "info_alpha",
    "conditional",
)  # what enters the held-out figures of objectives that take it


def _differ(name: str, recipes: Sequence[Recipe]) -> bool:
    info = fields()[name]
    takes = all(catalog.objective(recipe.objective).takes(info) for recipe in recipes)
    return takes and len({getattr(recipe, name) for recipe in recipes}) > 1


def _join(reasons: Sequence[str]) -> str:
    return reasons[0] if len(reasons) == 1 else ", ".join(reasons[:-1]) + ", and " + reasons[-1]
