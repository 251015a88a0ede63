"""A folder of pictures: its sub-folders are classes; nothing is decoded here."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import overload

import numpy as np

from genstudio.core import storage
from genstudio.data import table, tree
from genstudio.data.imageset import DataError, Skipped
from genstudio.data.plan import Raw, check_count

# Every kind of picture that Pillow opens by itself; files with other endings are no pictures.
ENDINGS = frozenset((
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif",
    ".tiff", ".avif", ".avifs", ".jp2", ".j2k", ".jpf", ".jpx", ".j2c", ".jpc", ".ppm", ".pgm",
    ".pbm", ".pnm", ".pfm", ".tga", ".ico", ".icns", ".pcx", ".sgi", ".rgb", ".rgba", ".bw",
    ".dds", ".qoi", ".psd", ".xbm", ".xpm", ".im", ".msp", ".fits", ".fit", ".dcx", ".cur",
    ".blp", ".spi", ".heic", ".heif",
))  # fmt: skip
_OFTEN = 256  # directory entries between signs of life
_PEEKED = 9  # pictures whose size is looked at


@dataclass(frozen=True, slots=True)
class File:
    """One picture file and its class."""

    path: Path
    label: int


@dataclass(frozen=True)
class Listing(Sequence[File]):
    """The picture files of a folder in natural order, by paths relative to `root`.

    `class_names` is empty for a flat folder. A million files take about 100 MB.
    """

    root: Path
    arranged: tree.Arranged
    skipped: tuple[Skipped, ...]
    table: Path | None = None  # where the labels are from

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names that labels point to."""
        return self.arranged.class_names

    @property
    def labels(self) -> np.ndarray:
        """The class of each file, int64 `(N,)`."""
        return self.arranged.labels

    def __len__(self) -> int:
        """The number of picture files."""
        return len(self.arranged.names)

    @overload
    def __getitem__(self, index: int) -> File: ...
    @overload
    def __getitem__(self, index: slice) -> list[File]: ...
    def __getitem__(self, index: int | slice) -> File | list[File]:
        """Return one file, or some."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return File(self.root / self.arranged.names[index], int(self.labels[index]))

    def identity(self) -> Generator[int, None, list[object]]:
        """Look at every file's size and date; yields how many so far, returns plain values.

        They change when a file does.
        """
        total = hashlib.sha256()
        for index, name in enumerate(self.arranged.names):
            try:
                state = os.stat(f"{self.root}{os.sep}{name}")  # noqa: PTH116 - a Path costs more
                size, modified = state.st_size, state.st_mtime_ns
            except OSError:  # it will be listed as unreadable when it is opened
                size, modified = 0, 0
            total.update(name.encode("utf-8", "surrogateescape"))
            total.update(struct.pack("<qq", size, modified))
            if index % _OFTEN == 0:
                yield index
        total.update(np.ascontiguousarray(self.labels).data)
        return [str(self.root), total.hexdigest(), list(self.class_names)]

    def raws(self, start: int) -> Iterator[Raw]:
        """Yield each file from number `start` on."""
        names, labels = self.arranged.names, self.labels
        for index in range(start, len(names)):
            path = Path(f"{self.root}{os.sep}{names[index]}")
            yield Raw(names[index], int(labels[index]), path)

    def short_sides(self) -> list[int]:
        """Return the shorter sides of a few pictures, from their headers alone."""
        from genstudio.data import picture  # brings Pillow

        step = max(1, len(self) // _PEEKED)
        sides = [picture.short_side(file.path) for file in self[::step][:_PEEKED]]
        return [side for side in sides if side is not None]


@dataclass
class _Walk:
    """What a walk has met on its way."""

    names: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    others: int = 0


def listing(folder: Path) -> Listing:
    """List the pictures below `folder`; raises `DataError` with a sentence when there are none."""
    steps = walk(folder)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Listing = end.value
            return found


def walk(folder: Path) -> Generator[int, None, Listing]:
    """Do as `listing` does, yielding the number of pictures found so far; can be closed."""
    _check(folder)
    found = _Walk()
    yield from _walk(folder, found)
    if not found.names:
        raise DataError(_nothing(folder, found.others + len(found.tables)))
    arranged = tree.arrange(found.names)
    labels = _table_of(folder, found.tables, arranged.wrap)
    if labels is not None:
        arranged, trouble = _labelled(arranged, labels)
        found.skipped += trouble
    return Listing(folder, arranged, (*found.skipped, *arranged.skipped), labels)


def walk_table(path: Path, column: str) -> Generator[int, None, Listing]:
    """List the pictures that the table `path` names, in the folder called like it or its own."""
    rows = table.read(path.name, _bytes(path), column)
    folder = path.with_suffix("") if path.with_suffix("").is_dir() else path.parent
    found = _Walk()
    yield from _walk(folder, found)
    arranged = table.apply(tree.arrange(found.names), rows, alone=True)
    if not arranged.class_names:
        reason = arranged.skipped[-1].reason if arranged.skipped else "it names none of them"
        raise DataError(
            f"The table {path.name} names no pictures in {folder}: {reason}. It needs a column "
            "of file names and one of classes, and lies beside the pictures."
        )
    return Listing(folder, arranged, arranged.skipped, path)


def _table_of(folder: Path, tables: Sequence[str], wrap: str) -> Path | None:
    """Return the table of labels inside `folder`, or beside it under its name."""
    inside = table.choose(tables, wrap)
    if inside is not None:
        return folder / inside
    beside = (folder.parent / f"{folder.name}{ending}" for ending in table.ENDINGS)
    return next((path for path in beside if path.is_file()), None)


def _labelled(arranged: tree.Arranged, path: Path) -> tuple[tree.Arranged, list[Skipped]]:
    try:
        rows = table.read(path.name, _bytes(path))
    except DataError as error:
        return arranged, [Skipped(path.name, f"not used for labels. {error}")]
    return table.apply(arranged, rows), []


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > table.MOST_BYTES:
            raise DataError(f"The table {path.name} is too large to be one of labels.")
        return path.read_bytes()
    except OSError as error:
        raise DataError(str(storage.explain(path, error))) from error


def _check(folder: Path) -> None:
    try:
        if folder.is_dir():
            next(os.scandir(folder), None)
            return
    except OSError as error:
        raise DataError(str(storage.explain(folder, error))) from error
    raise DataError(f"The folder {folder} is not there. Choose another, or connect its drive.")


def _walk(folder: Path, walk: _Walk) -> Iterator[int]:
    """Meet everything below `folder`; `tree.arrange` sees to the order."""
    waiting = [""]
    _is_new(str(folder), walk)
    met = 0
    while waiting:
        prefix = waiting.pop()
        path = f"{folder}{os.sep}{prefix}"
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    waiting += _meet(entry, prefix, walk)
                    met += 1
                    if met % _OFTEN == 0:
                        check_count(str(folder), len(walk.names))
                        yield len(walk.names)
        except OSError as error:
            walk.skipped.append(Skipped(path, f"not readable ({error.strerror})"))


def _meet(entry: os.DirEntry[str], prefix: str, walk: _Walk) -> list[str]:
    """Take note of one entry; return it if it is a folder to walk through."""
    name = entry.name
    if name.startswith((".", "__MACOSX")):
        return []
    if entry.is_dir():
        return [f"{prefix}{name}/"] if _is_new(entry.path, walk) else []
    ending = f".{name.rpartition('.')[2].lower()}"
    if ending in ENDINGS and (entry.is_file() or entry.is_symlink()):
        walk.names.append(prefix + name)
    elif ending in table.ENDINGS and entry.is_file():
        walk.tables.append(prefix + name)
    else:
        walk.others += 1
    return []


def _is_new(path: str, walk: _Walk) -> bool:
    """Whether a folder was not met before: a link may lead round in a circle."""
    state = Path(path).stat()
    mark = (state.st_dev, state.st_ino)
    if mark in walk.seen:
        return False
    walk.seen.add(mark)
    return True


def _nothing(folder: Path, others: int) -> str:
    found = "it is empty" if not others else f"it holds {others:,} other files"
    return (
        f"No pictures in {folder}: {found}. Choose a folder with PNG, JPEG, WebP, TIFF, GIF or "
        "BMP files, or one whose sub-folders hold them."
    )
