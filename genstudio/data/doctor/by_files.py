"""Findings about files: damaged, misnamed, small, not square, of mixed sizes, see-through."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from genstudio.data.doctor.report import MOST_SHOWN, Finding, Fix, many, verb
from genstudio.data.doctor.seen import Seen
from genstudio.data.imageset import Skipped

_SERIOUS = 0.05  # share of unreadable files
_LONG = 1.25  # longer side ÷ shorter, from which on a crop loses something worth seeing
_MIXED = 1.5  # largest ÷ smallest shorter side within the middle 98 %
_UPSCALED = 0.9  # a shorter side below this share of the wanted size is enlarged to fit


def findings(seen: Seen) -> Iterator[Finding]:
    """Yield what there is to say of the files of a source."""
    for judge in (_unreadable, _wrong_kind, _small, _not_square, _mixed_sizes, _see_through):
        found = judge(seen)
        if found is not None:
            yield found


def _unreadable(seen: Seen) -> Finding | None:
    skipped = seen.images.skipped
    if not skipped:
        return None
    count, total = len(skipped), len(skipped) + len(seen.images) + seen.images.copies
    return Finding(
        kind="unreadable", severity="problem" if count > _SERIOUS * total else "warning",
        sentence=f"{many(count, 'file')} of {total:,} cannot be used: damaged, no picture, or "
        "in no class.",
        why="They are left out by themselves, so training works; but you may be missing pictures "
        "that you meant to have.",
        advice="Copy or download them again, or take them out of the folder.",
        count=count, files=skipped[:MOST_SHOWN],
    )  # fmt: skip


def _wrong_kind(seen: Seen) -> Finding | None:
    wrong = np.flatnonzero(seen.facts["wrong"])
    if not len(wrong):
        return None
    files = tuple(
        Skipped(seen.names[file], f"holds {seen.facts['format'][file]}")
        for file in wrong[:MOST_SHOWN]
    )
    return Finding(
        kind="wrong type", severity="note",
        sentence=f"{many(len(wrong), 'file holds', 'files hold')} another kind of picture than "
        f"the name says, as {files[0].path}, which {files[0].reason}.",
        why="They are read by their content, so nothing is lost here; other programs may refuse "
        "them.",
        advice="Rename them if you use them elsewhere.",
        count=len(wrong), groups=seen.index_of(wrong[:MOST_SHOWN]), files=files,
    )  # fmt: skip


def _small(seen: Seen) -> Finding | None:
    sides = _short_sides(seen)
    size = seen.recipe.size
    small = np.flatnonzero((sides > 0) & (sides < _UPSCALED * size))
    if not len(small):
        return None
    share = len(small) / (sides > 0).sum()
    typical = int(np.median(sides[sides > 0]))
    better = max(typical // 4 * 4, 16)
    fixes = (Fix(f"Train at {better} px", {"size": better}),) if 28 <= better < size else ()
    return Finding(
        kind="too small", severity="warning" if share > 0.2 else "note",
        sentence=f"{many(len(small), 'picture')} ({share:.0%}) {verb(len(small))} enlarged, for "
        f"{size} px are asked for; the smallest has {int(sides[small].min())} px.",
        why="Enlarged pictures are soft, and the model learns that softness.",
        advice="Choose a smaller picture size, or larger originals.",
        count=len(small), groups=seen.index_of(small[:MOST_SHOWN]), fixes=fixes,
    )  # fmt: skip


def _not_square(seen: Seen) -> Finding | None:
    short, long = _short_sides(seen), np.maximum(seen.facts["width"], seen.facts["height"])
    ratio = np.divide(long, short, out=np.ones(len(short)), where=short > 0)
    oblong = np.flatnonzero(ratio >= _LONG)
    if not len(oblong):
        return None
    lost = float(np.mean(1 - 1 / ratio[oblong]))
    is_cut = seen.recipe.fit == "crop"
    done = {
        "crop": f"their sides are cut off, {lost:.0%} of each on average",
        "pad": "a border is added to each",
        "stretch": "each is squeezed",
    }[seen.recipe.fit]
    order = oblong[np.argsort(-ratio[oblong], kind="stable")]
    return Finding(
        kind="not square", severity="warning" if is_cut and lost > 0.3 else "note",
        sentence=f"{many(len(oblong), 'picture')} of {len(short):,} {verb(len(oblong))} not "
        f"square: {done}.",
        why="Models here draw square pictures. What lies in the corners may be what you want.",
        advice="Look whether what matters is in the middle.",
        count=len(oblong), groups=seen.index_of(order[:MOST_SHOWN]),
        fixes=(Fix("Keep the whole picture, with a border", {"fit": "pad"}),) if is_cut else (),
    )  # fmt: skip


def _mixed_sizes(seen: Seen) -> Finding | None:
    sides = _short_sides(seen)
    sides = sides[sides > 0]
    if len(sides) < 2:
        return None
    low, high = np.quantile(sides, (0.01, 0.99))
    if high < _MIXED * low:
        return None
    return Finding(
        kind="mixed sizes", severity="note",
        sentence=f"The pictures are of different sizes: their shorter sides run from "
        f"{sides.min():,} to {sides.max():,} px.",
        why="All are brought to one size. Things that were equally large may then not be.",
        advice="Nothing has to be done for pictures of one kind; for measured ones (microscopes, "
        "scans) bring them to one scale first.",
        count=len(sides),
    )  # fmt: skip


def _see_through(seen: Seen) -> Finding | None:
    clear = np.flatnonzero(seen.facts["alpha"])
    if not len(clear):
        return None
    least = "At least " if seen.facts["unseen"].any() else ""
    return Finding(
        kind="transparency", severity="note",
        sentence=f"{least}{many(len(clear), 'picture')} of {len(seen.facts):,} "
        f"{verb(len(clear))} partly transparent and laid on white.",
        why="A model draws no transparency. White edges become part of what it learns.",
        advice="If another ground suits them better, save them without transparency first.",
        count=len(clear), groups=seen.index_of(clear[:MOST_SHOWN]),
    )  # fmt: skip


def _short_sides(seen: Seen) -> np.ndarray:
    sides: np.ndarray = np.minimum(seen.facts["width"], seen.facts["height"])
    return sides
