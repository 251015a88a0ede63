"""Findings about what the pictures show: copies, blank and odd ones, colour, classes, number."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from genstudio.data.doctor import odd
from genstudio.data.doctor.report import MOST_SHOWN, Finding, Fix, many, verb
from genstudio.data.doctor.seen import Seen

_FEW, _VERY_FEW = 1000, 100
_UNEVEN, _VERY_UNEVEN = 3.0, 10.0  # largest class ÷ smallest
_LEAKING = 0.02  # share of the held-out pictures
_RARE = 0.05  # share of coloured or grey pictures that calls for a choice
_KEEP_TOGETHER = Fix(
    "Keep near-copies together, all trained on or all held out", {"near_copies": "together"}
)


def findings(seen: Seen) -> Iterator[Finding]:
    """Yield what there is to say of the pictures of a set."""
    judges = (_too_few, _leak, _near_copies, _copies, _blank, _outliers, _mixed_colour, _classes)
    for judge in judges:
        found = judge(seen)
        if found is not None:
            yield found


def _too_few(seen: Seen) -> Finding | None:
    count = len(seen.images)
    if count >= _FEW:
        return None
    is_serious = count < _VERY_FEW
    return Finding(
        kind="too few", severity="problem" if is_serious else "warning",
        sentence=f"There {verb(count)} only {many(count, 'picture')}. "
        + ("A model will learn them by heart." if is_serious else "A GAN wants thousands."),
        why="With few pictures a model repeats them instead of learning what they have in common.",
        advice=f"Collect more: {_FEW:,} for a VAE or PCA, several thousand for a GAN. Until then "
        "small pictures and a small network help.",
        count=count,
    )  # fmt: skip


def _leak(seen: Seen) -> Finding | None:
    if seen.recipe.near_copies != "keep" or not seen.recipe.held_out or len(seen.images) < 2:
        return None
    groups = seen.twins.groups(len(seen.images))
    train, held_out = seen.images.split(seen.recipe.held_out, seen.recipe.split_seed)
    leaking = held_out[np.isin(groups[held_out], groups[train])]
    if not len(leaking):
        return None
    share = len(leaking) / len(held_out)
    return Finding(
        kind="leak", severity="problem" if share > _LEAKING else "warning",
        sentence=f"{many(len(leaking), 'held-out picture')} of {len(held_out):,} ({share:.1%}) "
        f"{verb(len(leaking), 'has', 'have')} a near-copy among those trained on.",
        why="Held-out pictures judge the model. If it has seen them in training, the figures look "
        "better than they are.",
        count=len(leaking), groups=_with_partner(groups, leaking, train), fixes=(_KEEP_TOGETHER,),
    )  # fmt: skip


def _near_copies(seen: Seen) -> Finding | None:
    near = seen.twins.left > 0
    groups = seen.twins.groups(len(seen.images))
    exact = _only(seen, ~near)
    _, sizes = np.unique(groups[np.unique(exact)], return_counts=True)
    members = _members(groups, order=_closeness(seen, groups))
    members = [group for group in members if len(np.unique(exact[list(group)])) > 1]
    if not members:
        return None
    extra = sum(len(np.unique(exact[list(group)])) - 1 for group in members)
    share = extra / len(sizes)
    return Finding(
        kind="near-copies", severity="warning" if share > 0.01 else "note",
        sentence=f"{many(extra, 'picture')} ({share:.1%}) {verb(extra, 'shows', 'show')} nearly "
        "the same as another: re-encoded, resized, cut, turned or mirrored. "
        f"{many(len(members), 'group')} in all.",
        why="What is there several times is learnt several times as strongly, and the number of "
        "really different pictures is smaller than it looks.",
        advice="Turned and mirrored copies can be wanted. Then keep them, but together.",
        count=extra, groups=tuple(members[:MOST_SHOWN]),
        fixes=(Fix("Train on one of each group", {"near_copies": "drop"}), _KEEP_TOGETHER),
    )  # fmt: skip


def _copies(seen: Seen) -> Finding | None:
    groups = _only(seen, seen.twins.left == 0)
    members = _members(groups)
    extra = sum(len(group) - 1 for group in members)
    left_out = seen.images.copied
    if not extra and not left_out:
        return None
    told = []
    if extra:
        word = many(extra, "picture is", "pictures are")
        told.append(f"{word} there more than once, equal in every pixel.")
    if left_out:
        word = many(len(left_out), "file shows", "files show")
        told.append(f"{word} exactly what another shows; one of each is used.")
    shown = [*members, *((copy.of,) for copy in left_out)]
    drop = Fix("Train on one of each", {"near_copies": "drop"})
    return Finding(
        kind="copies", severity="warning" if extra else "note", sentence=" ".join(told),
        why="Copies count several times, and one of them may be held out while the other is "
        "trained on.",
        advice="Nothing has to be done for files: their copies are left out by themselves.",
        count=extra + len(left_out), groups=tuple(shown[:MOST_SHOWN]),
        files=seen.copies_as_files(), fixes=(drop,) if extra else (),
    )  # fmt: skip


def _blank(seen: Seen) -> Finding | None:
    which = np.flatnonzero(odd.blank(seen.marks))
    if not len(which):
        return None
    share = len(which) / len(seen.images)
    return Finding(
        kind="blank", severity="problem" if share > 0.05 else "warning",
        sentence=f"{many(len(which), 'picture')} ({share:.1%}) {verb(len(which))} blank: almost "
        "one colour.",
        why="A model that has seen blank pictures draws some.",
        count=len(which), groups=_singles(which),
        fixes=(Fix("Leave out blank pictures", {"drop_blank": True}),),
    )  # fmt: skip


def _outliers(seen: Seen) -> Finding | None:
    which = np.flatnonzero(odd.outliers(seen.marks))
    if not len(which):
        return None
    middle = float(np.median(seen.marks["brightness"]))
    far = np.abs(seen.marks["brightness"][which] - middle)
    return Finding(
        kind="outliers", severity="note",
        sentence=f"{many(len(which), 'picture is', 'pictures are')} far darker, brighter, flatter "
        f"or harder than the rest (usual brightness: {middle:.0f} of 255).",
        why="They may be failed photographs or other things than you meant to train on.",
        advice="Look at them. Good ones can stay.",
        count=len(which), groups=_singles(which[np.argsort(-far, kind="stable")]),
        fixes=(Fix("Leave them out", {"drop_outliers": True}),),
    )  # fmt: skip


def _mixed_colour(seen: Seen) -> Finding | None:
    colourful = seen.marks["colourful"]
    whole = ~odd.blank(seen.marks)
    few, many_ = colourful & whole, ~colourful & whole
    if seen.images.shape[0] == 1 or not few.any() or not many_.any():
        return None
    is_grey_rare = many_.sum() <= few.sum()
    which = np.flatnonzero(many_ if is_grey_rare else few)
    share = len(which) / whole.sum()
    what = verb(len(which), "has", "have") + (" no colour" if is_grey_rare else " colour")
    rest = "colour" if is_grey_rare else "grey"
    is_costly = not is_grey_rare and share < _RARE
    return Finding(
        kind="mixed colour", severity="warning" if is_costly else "note",
        sentence=f"{many(len(which), 'picture')} ({share:.1%}) {what}, the others are {rest}. All "
        "are trained on in colour.",
        why="Colour makes training about three times heavier." if is_costly else
        "The model learns to draw both kinds.",
        advice="Look whether they belong to the rest.",
        count=len(which), groups=_singles(which),
        fixes=() if is_grey_rare else (Fix("Train in grey", {"channels": "grey"}),),
    )  # fmt: skip


def _classes(seen: Seen) -> Finding | None:
    images = seen.images
    if images.labels is None or len(images.class_names) < 2:
        return None
    sizes = np.bincount(images.labels, minlength=len(images.class_names))
    low, high = int(sizes.argmin()), int(sizes.argmax())
    ratio = sizes[high] / max(sizes[low], 1)
    if ratio < _UNEVEN:
        return None
    smallest, largest = images.class_names[low], images.class_names[high]
    return Finding(
        kind="uneven classes", severity="warning" if ratio >= _VERY_UNEVEN else "note",
        sentence=f"The classes are uneven: “{smallest}” has {many(int(sizes[low]), 'picture')}, "
        f"“{largest}” {sizes[high]:,}, {ratio:.0f} times as many.",
        why="A model draws what it has seen most; small classes come out rarely and badly.",
        advice="More pictures of the small classes are best.",
        count=int(sizes[low]), groups=_singles(np.flatnonzero(images.labels == low)),
        fixes=(Fix("Show small classes more often", {"balance": True}),),
    )  # fmt: skip


# -- groups --------------------------------------------------------------------------------


def _only(seen: Seen, which: np.ndarray) -> np.ndarray:
    """Number the pictures by those pairs alone that `which` says."""
    pairs = seen.twins
    chosen = type(pairs)(pairs.first[which], pairs.second[which], pairs.left[which])
    return chosen.groups(len(seen.images))


def _closeness(seen: Seen, groups: np.ndarray) -> dict[int, float]:
    """The least that is left between two pictures of each group."""
    least: dict[int, float] = {}
    pairs = seen.twins
    near = pairs.left > 0
    for group, left in zip(groups[pairs.first[near]], pairs.left[near], strict=True):
        least[int(group)] = min(float(left), least.get(int(group), 1.0))
    return least


def _members(groups: np.ndarray, order: dict[int, float] | None = None) -> list[tuple[int, ...]]:
    """Return the pictures of every group with two or more, in a given or their own order."""
    by_group = np.argsort(groups, kind="stable")
    numbers, starts = np.unique(groups[by_group], return_index=True)
    parts = np.split(by_group, starts[1:])
    large = [
        (int(number), part) for number, part in zip(numbers, parts, strict=True) if len(part) > 1
    ]
    if order is not None:
        large.sort(key=lambda each: order.get(each[0], 1.0))
    return [tuple(int(index) for index in part) for _, part in large]


def _with_partner(
    groups: np.ndarray, leaking: np.ndarray, train: np.ndarray
) -> tuple[tuple[int, ...], ...]:
    """Put beside each held-out picture the first of its group that is trained on."""
    partner = dict(zip(groups[train][::-1].tolist(), train[::-1].tolist(), strict=True))
    return tuple((int(each), partner[int(groups[each])]) for each in leaking[:MOST_SHOWN])


def _singles(which: np.ndarray) -> tuple[tuple[int, ...], ...]:
    return tuple((int(index),) for index in which[:MOST_SHOWN])
