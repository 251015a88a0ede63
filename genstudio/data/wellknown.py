"""MNIST, Fashion-MNIST, KMNIST and CIFAR-10: found on disk, or downloaded once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from genstudio.core import places
from genstudio.core.events import Importing
from genstudio.data import cifar, idx
from genstudio.data.imageset import DataError

if TYPE_CHECKING:
    from genstudio.data.download import Download

_IDX = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")


@dataclass(frozen=True)
class WellKnown:
    """One set, by the name of torchvision's class; its training part is used."""

    name: str
    label: str
    sentence: str
    size: int
    is_colour: bool
    count: int
    megabytes: int  # to download
    class_names: tuple[str, ...]


SETS = {
    each.name: each
    for each in (
        WellKnown(
            "MNIST", "MNIST, all digits", "60,000 handwritten digits, 28 px, grey.",
            28, False, 60_000, 10, tuple("0123456789"),
        ),
        WellKnown(
            "FashionMNIST", "Fashion-MNIST, all clothes", "60,000 pictures of clothes, 28 px, "
            "grey.", 28, False, 60_000, 26,
            ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker",
             "bag", "ankle boot"),
        ),
        WellKnown(
            "KMNIST", "Kuzushiji-MNIST", "60,000 handwritten old Japanese characters, 28 px, "
            "grey.", 28, False, 60_000, 18,
            ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        ),
        WellKnown(
            "CIFAR10", "CIFAR-10", "50,000 small colour photographs of animals and vehicles, "
            "32 px.", 32, True, 50_000, 170,
            ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship",
             "truck"),
        ),
    )
}  # fmt: skip


def named(name: str) -> WellKnown:
    """Return the set called `name`; raises `DataError` naming the known ones."""
    if name not in SETS:
        raise DataError(f"“{name}” is not a known set of pictures. Known: {', '.join(SETS)}.")
    return SETS[name]


def home() -> Path:
    """Where downloads are kept."""
    return places.cache() / "downloads"


def find(name: str, root: Path) -> tuple[Path, ...]:
    """Return the files of a set below `root`, as torchvision lays them out or flat; or ().

    The idx files may be gzipped; CIFAR-10 is one path, its archive or its unpacked folder.
    """
    if name == "CIFAR10":
        places_ = (root / cifar.FOLDER, root, root / cifar.ARCHIVE)
        return next(((place,) for place in places_ if _is_cifar(place)), ())
    for folder in (root / name / "raw", root / "raw", root):
        found = tuple(path for stem in _IDX if (path := _plain_or_gzipped(folder / stem)))
        if len(found) == len(_IDX):
            return found
    return ()


def missing(name: str, root: Path) -> DataError:
    """Return the error for a folder that should hold a set and does not."""
    files = f"{cifar.FOLDER} or {cifar.ARCHIVE}" if name == "CIFAR10" else " and ".join(_IDX)
    return DataError(
        f"{named(name).label} is not in {root}: looked for {files} (also as .gz) there and in its "
        "usual sub-folders. Choose the folder that holds it, or let it be downloaded."
    )


def fetch(name: str) -> Generator[Importing, None, tuple[Path, ...]]:
    """Download the set unless it is there, and return its files; raises `DataError`."""
    from genstudio.data import download

    found = find(name, home())
    if not found:
        for wanted in _downloads(name):
            yield from download.fetch(wanted)
        found = find(name, home())
    if not found:
        raise missing(name, home())
    return found


def read(name: str, files: tuple[Path, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures, uint8 `(N, C, H, W)`, and labels, int64; raises `DataError`."""
    if name == "CIFAR10":
        return cifar.read(files[0])
    pictures, labels = (idx.read(path) for path in files)
    if pictures.ndim != 3 or labels.shape != pictures.shape[:1] or pictures.shape[1:] != (28, 28):
        raise DataError(f"{files[0]} and {files[1].name} do not belong together. Copy them again.")
    return pictures[:, None], labels.astype(np.int64)


def _downloads(name: str) -> Iterator[Download]:
    """What to fetch, by torchvision's own lists of mirrors and checksums."""
    from genstudio.data.download import Download

    try:
        from torchvision import datasets  # brings torch, so only when something is fetched
    except ImportError as error:
        raise DataError(
            "Downloading needs torchvision, which is not installed. Install it, or choose a "
            "bundled set or a folder."
        ) from error
    known = getattr(datasets, name)
    if name == "CIFAR10":
        yield Download([known.url], known.tgz_md5, home() / cifar.ARCHIVE)
        return
    for file, md5 in known.resources:
        if file.removesuffix(".gz") in _IDX:
            urls = [f"{mirror}{file}" for mirror in known.mirrors]
            yield Download(urls, md5, home() / name / "raw" / file)


def _plain_or_gzipped(path: Path) -> Path | None:
    zipped = path.with_name(path.name + ".gz")
    return next((each for each in (path, zipped) if each.is_file()), None)


def _is_cifar(path: Path) -> bool:
    if path.name == cifar.ARCHIVE:
        return path.is_file()
    return all((path / batch).is_file() for batch in cifar.BATCHES)
