"""Decoded pictures on disk: each set is decoded once and memory-mapped ever after.

An entry is a folder: `pictures.npy`, `labels.npy` and `about.json`. It is built aside and renamed
into place, so there is never half of one; a damaged one is built again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from genstudio.core import places, storage
from genstudio.data import growing
from genstudio.data import names as naming
from genstudio.data.imageset import Copy, ImageSet, Skipped
from genstudio.data.plan import Plan, Wanted

_FORMAT = 1
_BUILDING = ".building-"
_ABANDONED = 24 * 3600  # s; what a killed process left behind
_SAMPLES = 64  # pictures whose checksum is looked at when an entry is opened
_ABOUT, _LABELS = "about.json", "labels.npy"


def find(plan: Plan, wanted: Wanted) -> ImageSet | None:
    """Return the set that `plan` would read, if an undamaged one is in the cache."""
    return _open(_entry(plan, wanted))


@contextlib.contextmanager
def workspace() -> Iterator[Path | None]:
    """Give an empty folder inside the cache, gone afterwards; None if nothing can be written."""
    try:
        _root().mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=_root()))
    except OSError:
        yield None
        return
    try:
        _sweep()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def complete(folder: Path, images: ImageSet) -> None:
    """Write what belongs to the pictures into a workspace; raises `StorageError`."""
    if images.labels is not None:
        storage.write_file(folder / _LABELS, lambda path: _save(path, images.labels))
    if isinstance(images.names, naming.Names):
        images.names.save(folder / naming.FILE)
    storage.write_json(folder / _ABOUT, _about(images))


def keep(folder: Path, plan: Plan, wanted: Wanted) -> ImageSet:
    """Move a complete workspace into the cache and return its set.

    Nothing may have its pictures open any more (Windows would not rename them). Raises
    `StorageError` with a sentence.
    """
    entry = _entry(plan, wanted)
    images = _open(entry)  # another process may have been faster
    if images is None:
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


def _sweep() -> None:
    for folder in _root().glob(f"{_BUILDING}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)
