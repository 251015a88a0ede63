"""From a spec to an `ImageSet`: an iterator of frozen events that can be closed at any time."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

from genstudio.core.events import Imported, Importing
from genstudio.data import builtin, folder, sources, wellknown
from genstudio.data.imageset import DataError, ImageSet, digest, fingerprint
from genstudio.data.plan import Plan, Wanted

_FITS = ("crop", "pad", "stretch")
_CHANNELS = ("auto", "grey", "colour")


def load(spec: str, *, size: int, channels: str, fit: str) -> Iterator[Importing | Imported]:
    """Read the pictures of `spec` at `size` px; the last event is `Imported(ImageSet)`.

    `channels` is "grey", "colour" or "auto" (colour if any picture has some); `fit` is "crop",
    "pad" or "stretch". Decoded once, then memory-mapped from the cache. Closing the iterator
    cancels. Raises `DataError` or `StorageError` with a sentence.
    """
    from genstudio.data.collect import collect  # brings Pillow

    parsed, wanted = sources.parse(spec), _wanted(size, channels, fit)
    if parsed.kind == "builtin" and parsed.name in builtin.FILES:
        as_shipped = _as_shipped(parsed, wanted)
        if as_shipped is not None:
            yield Imported(as_shipped)
            return
    yield from collect((yield from _plan(parsed)), wanted)


def load_now(spec: str, *, size: int, channels: str, fit: str) -> ImageSet:
    """Read `spec` to the end and return the set; see `load`."""
    for event in load(spec, size=size, channels=channels, fit=fit):
        if isinstance(event, Imported):
            images: ImageSet = event.images
            return images
    raise AssertionError("a load ends with Imported")


def _wanted(size: int, channels: str, fit: str) -> Wanted:
    if not 8 <= size <= 1024:
        raise DataError(f"A picture size of {size} px is not possible. Choose 28 to 128.")
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


def _plan(spec: sources.Spec) -> Generator[Importing, None, Plan]:
    if spec.kind == "folder":
        return _folder(spec)
    if spec.kind == "torchvision":
        return (yield from _wellknown(spec))
    return _builtin(spec)


def _builtin(spec: sources.Spec) -> Plan:
    from genstudio.data import decode, shapes

    info = sources.describe(spec.text)
    state = (info.spec, info.label, info.class_names, True, info.count)
    if spec.name == "shapes":
        return Plan(*state, identity=shapes.VERSION, read=shapes.read)
    return Plan(
        *state,
        identity=_state(builtin.path(spec.name)),
        read=lambda wanted: decode.arrays(*builtin.read(spec.name), wanted),
    )


def _wellknown(spec: sources.Spec) -> Generator[Importing, None, Plan]:
    from genstudio.data import decode

    files = wellknown.find(spec.name, spec.root) if spec.root else ()
    if spec.root is not None and not files:
        raise wellknown.missing(spec.name, spec.root)
    if not files:
        files = yield from wellknown.fetch(spec.name)
    about = wellknown.named(spec.name)
    return Plan(
        spec.text,
        about.label,
        about.class_names,
        True,
        about.count,
        identity=[_state(path) for path in files],
        read=lambda wanted: decode.arrays(*wellknown.read(spec.name, files), wanted),
    )


def _folder(spec: sources.Spec) -> Plan:
    from genstudio.data import decode

    assert spec.root is not None
    found = folder.listing(spec.root)
    names = [os.path.relpath(file.path, found.root) for file in found.files]
    states = [(file.label, file.size, file.modified) for file in found.files]
    return Plan(
        spec.text,
        spec.name,
        found.class_names,
        bool(found.class_names),
        len(found.files),
        identity=[str(found.root), names, states, found.class_names],
        read=lambda wanted: decode.files(found, wanted),
        skipped=found.skipped,
        drops_copies=True,
    )


def _state(path: Path) -> list[object]:
    try:
        state = path.stat()
    except OSError as error:
        raise DataError(f"{path} is not there. Install or download it again.") from error
    return [str(path), state.st_size, state.st_mtime_ns]
