"""Decoded pictures on disk: each set is decoded once and memory-mapped ever after.

An entry is a folder: `pictures.npy`, `labels.npy` and `about.json`. It is put together aside (see
`part`) and renamed into place, so there is never half of one; a damaged one is built again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import time
import zlib
from dataclasses import asdict
from pathlib import Path

import numpy as np

from genstudio.core import places, storage
from genstudio.core.locking import Turn
from genstudio.data import growing, part
from genstudio.data import names as naming
from genstudio.data.imageset import Copy, ImageSet, Skipped
from genstudio.data.plan import Plan, Wanted

_FORMAT = 2
_PART, _LOCK = ".part-", ".lock-"
_ABANDONED = 7 * 24 * 3600  # s; an import that nobody has gone on with
_SAMPLES = 64  # pictures whose checksum is looked at when an entry is opened
_ABOUT, _LABELS = "about.json", "labels.npy"


def find(plan: Plan, wanted: Wanted) -> ImageSet | None:
    """Return the set that `plan` would read, if an undamaged one is in the cache."""
    return _open(_entry(plan, wanted))


class Claim:
    """The right to read a set into the cache, held by one thread or program at a time.

    `folder` is where it is put together; `place` is None where nothing can be written. What is
    not complete stays for the next time.
    """

    def __init__(self, plan: Plan, wanted: Wanted) -> None:
        """Claim the set that `plan` would read; see `is_held`."""
        entry = _entry(plan, wanted)
        self.folder = entry.with_name(_PART + entry.name)
        self.place: Path | None = self.folder
        self.is_held = False
        self._lock = Turn(_lock_path(entry))

    def __enter__(self) -> Claim:
        self.try_again()
        return self

    def __exit__(self, *_: object) -> None:
        if self.place is not None and self.is_held:
            self._lock.give_back()

    def try_again(self) -> None:
        """Take the claim if nobody else has it."""
        try:
            _root().mkdir(parents=True, exist_ok=True)
            self.is_held = self._lock.take()
            if self.is_held:
                _sweep(self.folder)
                self.folder.mkdir(exist_ok=True)
        except OSError:
            self.place, self.is_held = None, True


def complete(folder: Path, images: ImageSet) -> None:
    """Write what belongs to the pictures into a claim's folder; raises `StorageError`."""
    if images.labels is not None:
        storage.write_file(folder / _LABELS, lambda path: _save(path, images.labels))
    if isinstance(images.names, naming.Names):
        images.names.save(folder / naming.FILE)
    storage.write_json(folder / _ABOUT, _about(images))
    for name in part.FILES:
        (folder / name).unlink(missing_ok=True)


def keep(folder: Path, plan: Plan, wanted: Wanted) -> ImageSet:
    """Move a complete folder into the cache and return its set.

    Nothing may have its pictures open any more (Windows would not rename them). Raises
    `StorageError` with a sentence.
    """
    entry = _entry(plan, wanted)
    try:
        shutil.rmtree(entry, ignore_errors=True)
        folder.rename(entry)
    except OSError as error:
        raise storage.explain(entry, error) from error
    images = _open(entry)
    if images is None:
        raise storage.StorageError(f"{entry} could not be read back. Check the disk.")
    for older in _root().glob(f"{entry.name.partition('-')[0]}-*"):
        if older != entry:
            shutil.rmtree(older, ignore_errors=True)
    return images


def _root() -> Path:
    return places.cache() / "pictures"


def _entry(plan: Plan, wanted: Wanted) -> Path:
    """The folder for `plan`: the first half of its name says what, the second which version."""
    what = [_FORMAT, plan.spec, *asdict(wanted).values()]
    return _root() / f"{_hash(what)}-{_hash(plan.identity)}"


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode("utf-8")).hexdigest()[:20]


def _about(images: ImageSet) -> dict[str, object]:
    return {
        "format": _FORMAT,
        "name": images.name,
        "class_names": images.class_names,
        "shape": images.pictures.shape,
        "has_labels": images.labels is not None,
        "fingerprint": images.fingerprint,
        "copies": images.copies,
        "copied": [[each.path, each.of] for each in images.copied],
        "checksum": _checksum(images.pictures, images.labels),
        "skipped": [asdict(each) for each in images.skipped],
    }


def _open(entry: Path) -> ImageSet | None:
    """Open an entry; None when it is missing or anything in it does not fit."""
    try:
        about = storage.read_json(entry / _ABOUT)
        pictures = growing.mapped(entry / growing.NAME)
        labels = np.load(entry / _LABELS, allow_pickle=False) if about["has_labels"] else None
        if (
            list(pictures.shape) != about["shape"]
            or _checksum(pictures, labels) != about["checksum"]
        ):
            return None
        names = naming.mapped(entry / naming.FILE)
        if len(names) != len(pictures):
            return None
        skipped = tuple(Skipped(**each) for each in about["skipped"])
        copied = tuple(Copy(path, int(of)) for path, of in about["copied"])
        classes = tuple(about["class_names"])
        return ImageSet(
            about["name"], pictures, labels, classes, about["fingerprint"], skipped,
            about["copies"], names, copied,
        )  # fmt: skip
    except (OSError, ValueError, LookupError, TypeError, EOFError):
        return None


def _checksum(pictures: np.ndarray, labels: np.ndarray | None) -> int:
    """A checksum over some pictures from first to last, and all labels."""
    chosen = np.linspace(0, len(pictures) - 1, min(_SAMPLES, len(pictures))).astype(int)
    total = zlib.crc32(np.ascontiguousarray(pictures[chosen]).data)
    return total if labels is None else zlib.crc32(np.ascontiguousarray(labels).data, total)


def _save(path: Path, labels: np.ndarray | None) -> None:
    assert labels is not None
    with path.open("wb") as file:
        np.save(file, labels, allow_pickle=False)


def _sweep(own: Path) -> None:
    """Remove what nobody will go on with: old parts, and those of an older state of this set."""
    same_set = own.name.rpartition("-")[0]
    for folder in _root().glob(f"{_PART}*"):
        with contextlib.suppress(OSError):
            is_old = time.time() - folder.stat().st_mtime > _ABANDONED
            if folder != own and (is_old or folder.name.rpartition("-")[0] == same_set):
                _remove_unless_in_use(folder)


def _remove_unless_in_use(folder: Path) -> None:
    lock = Turn(_lock_path(folder.with_name(folder.name.removeprefix(_PART))))
    if lock.take():
        try:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            lock.give_back()


def _lock_path(entry: Path) -> Path:
    return entry.with_name(_LOCK + entry.name)
