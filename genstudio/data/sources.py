"""Where pictures can come from, by spec. Cheap to import and to ask: no picture is decoded here.

A spec is `builtin:digits`, `builtin:fashion`, `builtin:shapes`, `builtin:stacked`; `points:ring`,
`points:grid`; `torchvision:MNIST` (or another name of `wellknown.SETS`), with `@/a/folder` behind
it to read an existing copy; `folder:/a/path`; or `file:/a/path` for an archive, an array, a table.
A bare path means either. `#name` behind a file chooses one of its arrays, or the column of classes.
"""

from __future__ import annotations

import statistics
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from genstudio.core.events import Importing
from genstudio.data import wellknown
from genstudio.data.imageset import DataError

if TYPE_CHECKING:
    from genstudio.data.plan import Source

Channels = Literal["grey", "colour", "auto"]
Kind = Literal["builtin", "points", "torchvision", "folder", "file"]


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


_USUAL = (16, 28, 32, 64)  # px; sets of such a size are best left as they are
SHAPES = ("ellipse", "square", "triangle", "heart", "star")
_DIGITS = wellknown.SETS["MNIST"].class_names
_CLOTHES = wellknown.SETS["FashionMNIST"].class_names

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
    SourceInfo(
        "builtin:stacked", "Stacked digits",
        "25,600 pictures of three digits, in red, green and blue: 1,000 kinds of picture. The "
        "classic test for how many of them a GAN finds; scoring counts them.",
        28, "colour", 25_600, (),
    ),
)  # fmt: skip

_POINTS = (
    SourceInfo(
        "points:ring", "Points: a ring of 8",
        "100,000 points of a plane in 8 tight heaps on a ring, in place of pictures: see at a "
        "glance whether a model finds them all.",
        28, "auto", 100_000, tuple(f"mode {index + 1}" for index in range(8)),
    ),
    SourceInfo(
        "points:grid", "Points: a grid of 25",
        "100,000 points of a plane in 25 tight heaps on a grid: the classic test for a GAN that "
        "loses modes.",
        28, "auto", 100_000, tuple(f"mode {index + 1}" for index in range(25)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Spec:
    """A spec taken apart; `text` is its one proper spelling, `part` what was chosen of a file."""

    text: str
    kind: Kind
    name: str
    root: Path | None = None
    part: str = ""


def known() -> list[SourceInfo]:
    """Return the sources that need no choice of a folder, the bundled ones first."""
    return [
        *_BUILTIN,
        *_POINTS,
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
    if colon and head == "points":
        if not any(info.spec == spec.strip() for info in _POINTS):
            names = ", ".join(info.spec for info in _POINTS)
            raise DataError(f"“{spec}” is not a known set of points. Known: {names}.")
        return Spec(spec.strip(), "points", rest)
    if colon and head == "torchvision":
        name, at, root = rest.partition("@")
        wellknown.named(name)
        where = _absolute(root) if at and root else None
        text = f"torchvision:{name}" + (f"@{where}" if where else "")
        return Spec(text, "torchvision", name, where)
    is_own = colon and head in ("folder", "file")
    path = rest if is_own else spec.strip()
    if not path:
        raise DataError("No pictures are chosen. Choose a bundled set, a folder or a file.")
    return _own(path, is_file=bool(colon) and head == "file")


def _own(path: str, *, is_file: bool) -> Spec:
    """Take a path apart; what lies there decides between folder and file."""
    where, part = _absolute(path), ""
    before, hash_sign, after = path.rpartition("#")
    if hash_sign and before and not where.exists():
        where, part, is_file = _absolute(before), after, True
    if where.is_dir():
        return Spec(f"folder:{where}", "folder", where.name or str(where), where)
    if is_file or where.is_file():
        text = f"file:{where}" + (f"#{part}" if part else "")
        return Spec(text, "file", where.name, where, part)
    return Spec(f"folder:{where}", "folder", where.name or str(where), where)


def describe(spec: str) -> SourceInfo:
    """Return what a source offers; a folder's files are counted. Raises `DataError`."""
    steps = describing(spec)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            info: SourceInfo = end.value
            return info


def describing(spec: str) -> Generator[Importing, None, SourceInfo]:
    """Do as `describe` does, with signs of life; can be closed at any time."""
    parsed = parse(spec)
    if parsed.kind in ("builtin", "points"):
        return next(info for info in (*_BUILTIN, *_POINTS) if info.spec == parsed.text)
    if parsed.kind == "torchvision":
        return _wellknown(parsed)
    from genstudio.data import planning

    return _of_source(parsed, (yield from planning.find(parsed)))


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


def _of_source(spec: Spec, source: Source) -> SourceInfo:
    count, classes = len(source), source.class_names
    sentence = f"{count:,} {'picture files' if spec.kind == 'folder' else 'pictures'}"
    if classes:
        sizes = np.bincount(source.labels[source.labels >= 0], minlength=len(classes))
        sentence += f" in {len(classes):,} classes of {sizes.min():,}–{sizes.max():,}"
    size = _good_size(source.short_sides())
    return SourceInfo(spec.text, spec.name, f"{sentence}.", size, "auto", count, classes)


def _good_size(sides: list[int]) -> int:
    """Suggest a usual size of pictures as they are, else 16, 32 or 64 px."""
    if not sides:
        return 64
    middle = statistics.median(sides)
    if middle in _USUAL:
        return int(middle)
    return 16 if middle < 24 else 32 if middle < 48 else 64


def _absolute(path: str) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise DataError(f"There is no such folder as {path}. Choose another.") from error
