"""A folder of pictures: its sub-folders are classes; nothing is decoded here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from genstudio.core import storage
from genstudio.data.imageset import DataError, Skipped

# Every kind of picture that Pillow opens by itself; files with other endings are no pictures.
ENDINGS = frozenset((
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif",
    ".tiff", ".avif", ".avifs", ".jp2", ".j2k", ".jpf", ".jpx", ".j2c", ".jpc", ".ppm", ".pgm",
    ".pbm", ".pnm", ".pfm", ".tga", ".ico", ".icns", ".pcx", ".sgi", ".rgb", ".rgba", ".bw",
    ".dds", ".qoi", ".psd", ".xbm", ".xpm", ".im", ".msp", ".fits", ".fit", ".dcx", ".cur",
    ".blp", ".spi", ".heic", ".heif",
))  # fmt: skip
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar")
_Entries = list[os.DirEntry[str]]
_Classes = list[tuple[str, _Entries]]


@dataclass(frozen=True)
class File:
    """One picture file: where it lies, its class, and what tells that it changed."""

    path: Path
    label: int
    size: int
    modified: int


@dataclass(frozen=True)
class Listing:
    """The picture files below `root` in natural order; `class_names` is empty for a flat folder."""

    root: Path
    files: tuple[File, ...]
    class_names: tuple[str, ...]
    skipped: tuple[Skipped, ...]


@dataclass
class _Walk:
    """What a walk has met on its way."""

    skipped: list[Skipped] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    others: int = 0


def listing(folder: Path) -> Listing:
    """List the pictures below `folder`; raises `DataError` with a sentence when there are none.

    Each sub-folder with pictures, at any depth, is a class; a folder that only wraps another is
    opened. Loose pictures beside class folders are left out and listed, unless they are the
    larger part: then, and with one sub-folder alone, everything is read as one flat set.
    """
    _check(folder)
    root, walk = folder, _Walk()
    loose, folders = _inside(root, walk)
    while not loose and len(folders) == 1:
        root = folders[0]
        loose, folders = _inside(root, walk)
    classes = [(below.name, list(_below(below, walk))) for below in folders]
    classes = [(name, entries) for name, entries in classes if entries]
    if not loose and not classes:
        raise DataError(_nothing(folder, walk.others))
    return _sorted_out(root, loose, classes, walk)


def natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key that puts “2.png” before “10.png”."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _sorted_out(root: Path, loose: _Entries, classes: _Classes, walk: _Walk) -> Listing:
    inside = sum(len(entries) for _, entries in classes)
    files = [_file(entry, label) for label, (_, each) in enumerate(classes) for entry in each]
    if len(classes) < 2 or inside < len(loose):
        files = [_file(entry, 0) for entry in loose] + [replace(file, label=0) for file in files]
        return Listing(root, tuple(files), (), tuple(walk.skipped))
    reason = "beside the class folders, so of no class; move it into one of them"
    walk.skipped += [Skipped(entry.name, reason) for entry in loose]
    names = tuple(name for name, _ in classes)
    return Listing(root, tuple(files), names, tuple(walk.skipped))


def _file(entry: os.DirEntry[str], label: int) -> File:
    try:
        state = entry.stat()
    except OSError:  # it will be listed as unreadable when it is opened
        return File(Path(entry.path), label, 0, 0)
    return File(Path(entry.path), label, state.st_size, state.st_mtime_ns)


def _check(folder: Path) -> None:
    try:
        if folder.is_dir():
            next(os.scandir(folder), None)
            return
    except OSError as error:
        raise DataError(str(storage.explain(folder, error))) from error
    if folder.is_file():
        hint = "Unpack it first and" if folder.suffix.lower() in _ARCHIVES else "Please"
        raise DataError(f"{folder} is a file. {hint} choose the folder that holds the pictures.")
    raise DataError(f"The folder {folder} is not there. Choose another, or connect its drive.")


def _inside(folder: Path, walk: _Walk) -> tuple[_Entries, list[Path]]:
    """Return the pictures right in `folder` and its sub-folders, both in natural order."""
    pictures: _Entries = []
    folders: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: natural(entry.name)):
                if entry.name.startswith((".", "__MACOSX")):
                    continue
                if entry.is_dir():
                    folders += _unless_seen(entry, walk)
                elif Path(entry.name).suffix.lower() in ENDINGS:
                    pictures.append(entry)
                else:
                    walk.others += 1
    except OSError as error:
        walk.skipped.append(Skipped(f"{folder}{os.sep}", f"not readable ({error.strerror})"))
    return pictures, folders


def _unless_seen(entry: os.DirEntry[str], walk: _Walk) -> list[Path]:
    """Return the folder, or nothing when a link leads round in a circle."""
    state = Path(entry.path).stat()
    mark = (state.st_dev, state.st_ino)
    if mark in walk.seen:
        return []
    walk.seen.add(mark)
    return [Path(entry.path)]


def _below(folder: Path, walk: _Walk) -> Iterator[os.DirEntry[str]]:
    pictures, folders = _inside(folder, walk)
    yield from pictures
    for each in folders:
        yield from _below(each, walk)


def _nothing(folder: Path, others: int) -> str:
    found = "it is empty" if not others else f"it holds {others:,} other files"
    return (
        f"No pictures in {folder}: {found}. Choose a folder with PNG, JPEG, WebP, TIFF, GIF or "
        "BMP files, or one whose sub-folders hold them."
    )
