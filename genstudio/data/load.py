"""From a spec to an `ImageSet`: an iterator of frozen events that can be closed at any time."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from genstudio.core.events import Imported, Importing
from genstudio.data import builtin, planning, points, sources
from genstudio.data.imageset import DataError, ImageSet, digest, fingerprint
from genstudio.data.plan import Plan, Wanted

_FITS = ("crop", "pad", "stretch")
_CHANNELS = ("auto", "grey", "colour")


def load(spec: str, *, size: int, channels: str, fit: str) -> Iterator[Importing | Imported]:
    """Read the pictures of `spec` at `size` px; the last event is `Imported(ImageSet)`.

    `channels` is "grey", "colour" or "auto" (colour if any picture has some); `fit` is "crop",
    "pad" or "stretch". Decoded once, then memory-mapped from the cache. Closing the iterator
    cancels; what was read by then need not be read again. Raises `DataError` or `StorageError`
    with a sentence.
    """
    from genstudio.data.collect import collect  # brings Pillow

    parsed, wanted = sources.parse(spec), _wanted(size, channels, fit)
    if parsed.kind == "points":
        yield Imported(points.image_set(parsed.name, sources.describe(parsed.text).label))
        return
    if parsed.kind == "builtin" and parsed.name in builtin.FILES:
        as_shipped = _as_shipped(parsed, wanted)
        if as_shipped is not None:
            yield Imported(as_shipped)
            return
    yield from collect((yield from planning.make(parsed)), wanted)


def load_now(spec: str, *, size: int, channels: str, fit: str) -> ImageSet:
    """Read `spec` to the end and return the set; see `load`."""
    for event in load(spec, size=size, channels=channels, fit=fit):
        if isinstance(event, Imported):
            images: ImageSet = event.images
            return images
    raise AssertionError("a load ends with Imported")


def read_already(spec: str, *, size: int, channels: str, fit: str) -> ImageSet | None:
    """Return the set if it has been read before or needs no reading; None otherwise.

    Nothing is decoded or downloaded. Raises `DataError` as `load` does.
    """
    if sources.describe(spec).needs_download:
        return None
    from genstudio.data import cache

    parsed, wanted = sources.parse(spec), _wanted(size, channels, fit)
    as_shipped = parsed.kind == "builtin" and parsed.name in builtin.FILES
    found = _as_shipped(parsed, wanted) if as_shipped else None
    return found or cache.find(_finish(planning.make(parsed)), wanted)


def _finish(planned: Generator[Importing, None, Plan]) -> Plan:
    """Run a generator to its end and return what it returns."""
    while True:
        try:
            next(planned)
        except StopIteration as end:
            plan: Plan = end.value
            return plan


def _wanted(size: int, channels: str, fit: str) -> Wanted:
    if not 8 <= size <= 1024:
        raise DataError(f"A picture size of {size} px is not possible. Choose 16 to 256.")
    if channels not in _CHANNELS or fit not in _FITS:
        raise DataError(
            f"Colour is one of {', '.join(_CHANNELS)} and fit one of {', '.join(_FITS)}; not "
            f"“{channels}” and “{fit}”."
        )
    return Wanted(size, channels, fit)


def _as_shipped(spec: sources.Spec, wanted: Wanted) -> ImageSet | None:
    """Return a bundled set straight from its file, when nothing has to be done to it."""
    if wanted.channels == "colour" or wanted.size != builtin.SIZE:
        return None
    info = sources.describe(spec.text)
    pictures, labels = builtin.read(spec.name)
    stamp = fingerprint(map(digest, pictures), pictures.shape, labels)
    pictures.flags.writeable = False
    return ImageSet(info.label, pictures, labels, info.class_names, stamp)
