"""Where the real pictures to redraw can come from, and what a fair look has to know of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.core.recipe import Recipe
from genstudio.data import sources
from genstudio.data.imageset import DataError
from genstudio.runs.entry import Entry

_MAYBE = "It may have trained on some of these."
_OTHER = "It learnt from other pictures."


@dataclass(frozen=True)
class Wanted:
    """What identifies a set of pictures: source, size, colour and the rule for shapes."""

    spec: str
    size: int
    channels: str
    fit: str

    @staticmethod
    def of(recipe: Recipe) -> Wanted:
        """Take from `recipe` what its pictures depend on."""
        return Wanted(recipe.data, recipe.size, recipe.channels, recipe.fit)


@dataclass(frozen=True)
class PictureSource:
    """One choice: the pictures held out from the run `entry`, or (None) a bundled set."""

    key: str
    label: str
    wanted: Wanted
    entry: Entry | None = None
    needs_download: bool = False
    class_names: tuple[str, ...] = ()


def offered(entries: Sequence[Entry]) -> list[PictureSource]:
    """Return what the chosen runs held out, those that can redraw first; then the bundled sets."""
    runs = sorted(entries, key=lambda entry: entry.summary.family == "gan")
    own = [_held_out(entry, entry.recipe) for entry in runs if entry.recipe is not None]
    channels, side, _ = common_shape(entries)
    colour = "colour" if channels == 3 else "grey"
    bundled = [
        PictureSource(
            info.spec, f"{info.label} (bundled)", Wanted(info.spec, side, colour, "crop"),
            class_names=info.class_names,
        )
        for info in sources.known()
        if info.spec.startswith("builtin:")
    ]  # fmt: skip
    return own + bundled


def first_choice(found: Sequence[PictureSource], entries: Sequence[Entry]) -> int:
    """Return which of `found` to show unasked: never one that would have to be downloaded."""
    for index, source in enumerate(found):
        if source.entry is not None and not source.needs_download:
            return index
    classes = {entry.summary.class_names for entry in entries if entry.summary.class_names}
    alike = [i for i, source in enumerate(found) if not source.entry]
    return next((i for i in alike if found[i].class_names in classes), alike[0])


def remark(entry: Entry, source: PictureSource) -> str:
    """Say why a run's error on pictures of `source` may flatter or wrong it; "" if neither."""
    mine, theirs = entry.recipe, source.entry.recipe if source.entry is not None else None
    if mine is None or (source.entry is not None and source.entry.key == entry.key):
        return ""
    if theirs is None:
        alike = mine.data == source.wanted.spec or entry.summary.class_names == source.class_names
        return _MAYBE if alike else _OTHER
    if mine.data != theirs.data:
        return _OTHER
    same = (mine.held_out, mine.split_seed) == (theirs.held_out, theirs.split_seed)
    return "" if same else _MAYBE


def common_shape(entries: Sequence[Entry]) -> tuple[int, int, int]:
    """Return the largest size and the most channels of any run: what the originals are read in."""
    shapes = [entry.summary.shape for entry in entries] or [(1, 28, 28)]
    channels = max(shape[0] for shape in shapes)
    side = max(shape[1] for shape in shapes)
    return channels, side, side


def _held_out(entry: Entry, recipe: Recipe) -> PictureSource:
    download = _needs_download(recipe.data)
    more = ", to be downloaded" if download else ""
    label = f"Held out from “{entry.name}”{more}"
    return PictureSource(entry.key, label, Wanted.of(recipe), entry, download)


def _needs_download(spec: str) -> bool:
    if not spec.startswith("torchvision:"):
        return False
    try:
        return sources.describe(spec).needs_download
    except DataError:
        return False  # loading it says what is wrong
