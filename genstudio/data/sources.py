"""Where pictures can come from, by spec. Cheap to import and to ask: no picture is decoded here.

A spec is `builtin:digits`, `builtin:fashion`, `builtin:shapes`; `torchvision:MNIST` (or another
name of `wellknown.SETS`), with `@/a/folder` behind it to read an existing copy; or
`folder:/a/path`. A bare path means a folder.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from genstudio.data import folder, wellknown
from genstudio.data.imageset import DataError

Channels = Literal["grey", "colour", "auto"]
Kind = Literal["builtin", "torchvision", "folder"]


@dataclass(frozen=True)
class SourceInfo:
    """What a source offers: `size` and `channels` are good first choices for a recipe."""

    spec: str
    label: str
    sentence: str
    size: int
    channels: Channels
    count: int
    class_names: tuple[str, ...]
    needs_download: bool = False


SHAPES = ("ellipse", "square", "triangle", "heart", "star")
_DIGITS = wellknown.SETS["MNIST"].class_names
_CLOTHES = wellknown.SETS["FashionMNIST"].class_names
_PEEKED = 9  # pictures whose size is looked at

_BUILTIN = (
    SourceInfo(
        "builtin:digits", "Handwritten digits",
        "5,000 handwritten digits (MNIST), 28 px, grey. The quickest way to a first model.",
        28, "grey", 5_000, _DIGITS,
    ),
    SourceInfo(
        "builtin:fashion", "Clothes",
        "10,000 pictures of shirts, shoes and bags (Fashion-MNIST), 28 px, grey.",
        28, "grey", 10_000, _CLOTHES,
    ),
    SourceInfo(
        "builtin:shapes", "Shapes",
        "10,000 drawn shapes whose size, angle, place and colour are known: watch which slider "
        "finds which.",
        32, "colour", 10_000, SHAPES,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Spec:
    """A spec taken apart; `text` is its one proper spelling."""

    text: str
    kind: Kind
    name: str
    root: Path | None = None


def known() -> list[SourceInfo]:
    """Return the sources that need no choice of a folder, the bundled ones first."""
    return [
        *_BUILTIN,
        *(_wellknown(Spec(f"torchvision:{n}", "torchvision", n)) for n in wellknown.SETS),
    ]


def parse(spec: str) -> Spec:
    """Take a spec apart; raises `DataError` with a sentence."""
    head, colon, rest = spec.strip().partition(":")
    if colon and head == "builtin":
        if not any(info.spec == spec.strip() for info in _BUILTIN):
            names = ", ".join(info.spec for info in _BUILTIN)
            raise DataError(f"“{spec}” is not a bundled set of pictures. Known: {names}.")
        return Spec(spec.strip(), "builtin", rest)
    if colon and head == "torchvision":
        name, at, root = rest.partition("@")
        wellknown.named(name)
        where = _absolute(root) if at and root else None
        text = f"torchvision:{name}" + (f"@{where}" if where else "")
        return Spec(text, "torchvision", name, where)
    path = rest if colon and head == "folder" else spec.strip()
    if not path:
        raise DataError("No pictures are chosen. Choose a bundled set or a folder.")
    where = _absolute(path)
    return Spec(f"folder:{where}", "folder", where.name or str(where), where)


def describe(spec: str) -> SourceInfo:
    """Return what a source offers; a folder's files are counted. Raises `DataError`."""
    parsed = parse(spec)
    if parsed.kind == "builtin":
        return next(info for info in _BUILTIN if info.spec == parsed.text)
    return _wellknown(parsed) if parsed.kind == "torchvision" else _folder(parsed)


def _wellknown(spec: Spec) -> SourceInfo:
    about = wellknown.named(spec.name)
    is_there = bool(wellknown.find(spec.name, spec.root or wellknown.home()))
    if spec.root is not None and not is_there:
        raise wellknown.missing(spec.name, spec.root)
    once = f" Downloaded once when first used: about {about.megabytes} MB."
    sentence = about.sentence + ("" if is_there else once)
    channels: Channels = "colour" if about.is_colour else "grey"
    names = about.class_names
    return SourceInfo(
        spec.text, about.label, sentence, about.size, channels, about.count, names, not is_there
    )


def _folder(spec: Spec) -> SourceInfo:
    assert spec.root is not None
    listing = folder.listing(spec.root)
    count, classes = len(listing.files), listing.class_names
    sentence = f"{count:,} picture files"
    if classes:
        sizes = Counter(file.label for file in listing.files)
        sentence += f" in {len(classes)} classes of {min(sizes.values()):,}–{max(sizes.values()):,}"
    size = _good_size(listing)
    return SourceInfo(spec.text, spec.name, f"{sentence}.", size, "auto", count, classes)


def _good_size(listing: folder.Listing) -> int:
    """Suggest 32 px for small pictures, else 64; looks at the headers of a few files."""
    from genstudio.data import picture

    step = max(1, len(listing.files) // _PEEKED)
    sides = [picture.short_side(file.path) for file in listing.files[::step][:_PEEKED]]
    found = [side for side in sides if side is not None]
    return 32 if found and statistics.median(found) < 48 else 64


def _absolute(path: str) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise DataError(f"There is no such folder as {path}. Choose another.") from error
