"""The order and the classes of pictures, from their paths alone: the same for folders and archives.

Each sub-folder with pictures, at any depth, is a class; a folder that only wraps another is
opened. Loose pictures beside class folders are left out and listed, unless they are the larger
part: then, and with one sub-folder alone, everything is read as one flat set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from genstudio.data.imageset import Skipped

_END, _FILE, _FOLDER, _NUMBER, _TEXT = "\0\1\2\3\4"
_PARTS = re.compile(r"\d+|\D+")


@dataclass(frozen=True)
class Arranged:
    """Paths in the order of the set; `labels` are int64 into `class_names` (empty: none)."""

    names: list[str]
    labels: np.ndarray
    class_names: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    wrap: str = ""  # the folders that only wrap the pictures, as “a/b/”


def natural(name: str) -> str:
    """Return a key that sorts “2.png” before “10.png” and ignores case."""
    return "".join(map(_part, _PARTS.findall(name.casefold())))


def path_key(path: str) -> str:
    """Return a key that sorts paths with “/” as a person would: files before sub-folders."""
    *folders, name = path.split("/")
    above = "".join(f"{_FOLDER}{natural(folder)}{_END}" for folder in folders)
    return f"{above}{_FILE}{natural(name)}{_END}{path}"


def arrange(names: Iterable[str]) -> Arranged:
    """Sort pictures' paths (with “/”, relative to the source) out into classes."""
    ordered = sorted(names, key=path_key)
    wrap = _wrapping(ordered)
    folders = [name[len(wrap) :].rpartition("/")[0].partition("/")[0] for name in ordered]
    classes = tuple(dict.fromkeys(filter(None, folders)))
    loose = folders.count("")
    if len(classes) < 2 or len(ordered) - loose < loose:
        return Arranged(ordered, np.zeros(len(ordered), np.int64), (), (), wrap)
    number = {name: index for index, name in enumerate(classes)}
    inside = [index for index, folder in enumerate(folders) if folder]
    labels = np.array([number[folders[index]] for index in inside], dtype=np.int64)
    reason = "beside the class folders, so of no class; move it into one of them"
    skipped = tuple(
        Skipped(name, reason) for name, folder in zip(ordered, folders, strict=True) if not folder
    )
    return Arranged([ordered[index] for index in inside], labels, classes, skipped, wrap)


def _wrapping(names: list[str]) -> str:
    """Return the folders that only wrap another one, as “a/b/”."""
    wrap = ""
    while names:
        top, slash, _ = names[0][len(wrap) :].partition("/")
        if not slash or not all(name.startswith(f"{wrap}{top}/") for name in names):
            break
        wrap += f"{top}/"
    return wrap


def _part(text: str) -> str:
    if not text.isdecimal():
        return _TEXT + text
    digits = str(int(text)) if len(text) < 4000 else text
    return f"{_NUMBER}{chr(len(digits))}{digits}"
