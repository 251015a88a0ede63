"""From a spec to an `ImageSet`: an iterator of frozen events that can be closed at any time."""

from __future__ import annotations

from collections.abc import Iterator

from genstudio.core.events import Imported, Importing
from genstudio.data import builtin, sources
from genstudio.data.imageset import DataError, ImageSet, digest, fingerprint


def load(spec: str, *, size: int, channels: str, fit: str) -> Iterator[Importing | Imported]:
    """Read `spec` at `size` px; the last event is `Imported(ImageSet)`."""
    info = sources.describe(spec)
    pictures, labels = builtin.read(spec.partition(":")[2])
    if size != pictures.shape[2] or channels == "colour":
        raise DataError("Only 28 px in grey so far.")
    print_ = fingerprint(map(digest, pictures), pictures.shape, labels)
    yield Imported(ImageSet(info.label, pictures, labels, info.class_names, print_))


def load_now(spec: str, *, size: int, channels: str, fit: str) -> ImageSet:
    """Read `spec` to the end and return the set; see `load`."""
    for event in load(spec, size=size, channels=channels, fit=fit):
        if isinstance(event, Imported):
            images: ImageSet = event.images
            return images
    raise AssertionError("a load ends with Imported")
