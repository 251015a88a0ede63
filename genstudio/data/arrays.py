"""Pictures in arrays: `.npy`, `.npz` (MedMNIST's as well) and idx files, whatever their layout."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from genstudio.data import archive, idx, npy
from genstudio.data.imageset import DataError, Skipped
from genstudio.data.plan import Raw, check_count

_PICTURES = (
    "pictures", "images", "imgs", "x", "data", "arr_0", "x_train", "train_images", "train_x",
    "train",
)  # fmt: skip
_LABELS = ("labels", "y", "label", "targets", "target", "classes", "arr_1")
_NAMES = ("class_names", "label_names", "target_names", "names", "classes")
_PARTS = ("train", "val", "test")
_SMALLEST, _LARGEST = 8, 10_000  # px
_MOST_CLASSES = 10_000
_COLOURS = (1, 3, 4)


@dataclass(frozen=True)
class Arrays:
    """Pictures of one array: `rows(start)` yields blocks `(n, …)`, `layout` is their meaning.

    `layout` is "flat", "plane", "last" or "first": numbers in a row, `(H, W)`, `(H, W, C)` or
    `(C, H, W)`; `scale` and `offset` make 0 to 255 of a value.
    """

    path: Path
    count: int
    side: int
    layout: str
    rows: Callable[[int], Iterator[np.ndarray]]
    labels: np.ndarray
    class_names: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    scale: float = 1.0
    offset: float = 0.0
    also: tuple[Path, ...] = field(default=())

    def __len__(self) -> int:
        """The number of pictures."""
        return self.count

    def identity(self) -> Generator[int, None, list[object]]:
        """Return the state of the files."""
        yield 0
        states = [archive.state_of(path) for path in (self.path, *self.also)]
        return [states, self.layout, self.scale, self.offset]

    def raws(self, start: int) -> Iterator[Raw | None]:
        """Yield each picture from number `start` on as uint8 `(C, H, W)`."""
        index = start
        for block in self.rows(start):
            yield None
            for picture in self._bytes(block):
                yield Raw(f"picture {index + 1:,}", int(self.labels[index]), picture)
                index += 1

    def short_sides(self) -> list[int]:
        """Return the one size they all have."""
        return [self.side]

    def _bytes(self, block: np.ndarray) -> np.ndarray:
        if block.dtype != np.uint8:
            levels = np.nan_to_num(block.astype(np.float32), posinf=0, neginf=0)
            levels = np.rint(levels * self.scale + self.offset)
            block = np.clip(levels, 0, 255).astype(np.uint8)
        if self.layout == "flat":
            return block.reshape(len(block), 1, self.side, self.side)
        if self.layout == "plane":
            return block[:, None]
        return block.transpose(0, 3, 1, 2) if self.layout == "last" else block


def open_numpy(path: Path, chosen: str) -> Generator[int, None, Arrays]:
    """Find the pictures and labels in a `.npy` or `.npz` file; `chosen` names the array.

    Of a file with parts (train, val, test) the training part is used unless another is chosen.
    Raises `DataError` with a sentence.
    """
    yield 0
    found = {array.name: array for array in npy.arrays(path)}
    pictures = found[_choose(path, found, chosen)]
    layout, side = _layout(path, pictures.shape)
    check_count(path.name, pictures.shape[0])
    scale, offset = yield from _range(pictures)
    labels, names = _labels(found, pictures)
    return Arrays(
        path, pictures.shape[0], side, layout, pictures.rows, labels, names,
        scale=scale, offset=offset,
    )  # fmt: skip


def open_idx(path: Path) -> Generator[int, None, Arrays]:
    """Open a file in MNIST's format, with the labels that lie beside it."""
    yield 0
    count, height, width, *channels = idx.shape(path)
    layout, side = _layout(path, (count, height, width, *channels))
    beside = idx.labels_beside(path)
    labels, names = np.zeros(count, np.int64), tuple[str, ...]()
    skipped: tuple[Skipped, ...] = ()
    if beside is not None:
        found = idx.read(beside)
        if found.shape == (count,):
            labels, names = _classes(found)
        else:
            reason = f"not used for labels: it has {found.size:,} for {count:,} pictures"
            skipped = (Skipped(beside.name, reason),)
    also = (beside,) if beside is not None else ()
    return Arrays(
        path, count, side, layout, lambda start: idx.rows(path, start), labels, names, skipped,
        also=also,
    )  # fmt: skip


# -- which array, and what it means ----------------------------------------------------------


def _choose(path: Path, found: dict[str, npy.Array], chosen: str) -> str:
    if chosen:
        part = f"{chosen}_images" if chosen in _PARTS else chosen
        if part not in found:
            raise DataError(f"There is no array “{chosen}” in {path}, only {_listed(found)}.")
        return part
    if list(found) == [""]:
        return ""
    lower = {name.lower(): name for name in found}
    for name in _PICTURES:
        if name in lower and len(found[lower[name]].shape) >= 2:
            return lower[name]
    deep = [name for name, array in found.items() if len(array.shape) in (3, 4)]
    if len(deep) == 1:
        return deep[0]
    raise DataError(
        f"Which array in {path} holds the pictures cannot be told; it has {_listed(found)}. Call "
        f"it “pictures”, or write its name behind the file's: {path.name}#NAME."
    )


def _layout(path: Path, shape: Sequence[int]) -> tuple[str, int]:
    """Return the layout and the shorter side of pictures in an array of `shape`."""
    side, layout = 0, ""
    if len(shape) == 2:
        side, layout = round(shape[1] ** 0.5), "flat"
        layout = layout if side * side == shape[1] else ""
    elif len(shape) == 3:
        side, layout = min(shape[1:]), "plane"
    elif len(shape) == 4 and shape[3] in _COLOURS:
        side, layout = min(shape[1:3]), "last"
    elif len(shape) == 4 and shape[1] in _COLOURS:
        side, layout = min(shape[2:]), "first"
    longest = max(shape[1:], default=0) if layout != "flat" else side
    if not layout or side < _SMALLEST or longest > _LARGEST or not shape[0]:
        raise DataError(
            f"An array of {' × '.join(map(str, shape)) or 'one number'} in {path} holds no set of "
            "pictures. Wanted is N × height × width, with 1, 3 or 4 channels behind or before, "
            f"and sides of {_SMALLEST} to {_LARGEST:,} px."
        )
    return layout, side


def _range(array: npy.Array) -> Generator[int, None, tuple[float, float]]:
    """Return scale and offset that make 0 to 255 of an array's numbers, by their extremes.

    The range is 0 to 1, −1 to 1, 0 to 255 or 0 to 65,535 where it fits, else from the lowest to
    the highest.
    """
    kind = array.dtype.kind
    if array.dtype == np.uint8:
        return 1.0, 0.0
    if kind == "b":
        return 255.0, 0.0
    if kind not in "uif":
        raise DataError(
            f"“{array.name}” in {array.path} holds {array.dtype}, not the numbers of pictures."
        )
    low, high, done = np.inf, -np.inf, 0
    for block in array.rows():
        known = block[np.isfinite(block)] if kind == "f" else block
        if known.size:
            low, high = min(low, float(known.min())), max(high, float(known.max()))
        done += len(block)
        yield done
    for least, most in ((0, 1), (-1, 1)) if kind == "f" else ((0, 1),):
        if least <= low and high <= most:
            return 255 / (most - least), -255 * least / (most - least)
    for most in (255, 65535):
        if low >= 0 and high <= most:
            return 255 / most, 0.0
    return (255 / (high - low), -255 * low / (high - low)) if high > low else (0.0, 0.0)


def _labels(found: dict[str, npy.Array], of: npy.Array) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return labels and class names that belong to the array `of`."""
    count = of.shape[0]
    for name in _label_names(of.name):
        array = found.get(name)
        if array is not None and array is not of and array.shape[:1] == (count,):
            return _classes(array.read_small(), _names(found))
    return np.zeros(count, np.int64), ()


def _label_names(pictures: str) -> tuple[str, ...]:
    """Return what the labels of an array called `pictures` may be called."""
    own = [pictures.replace("images", "labels"), pictures.replace("x", "y")]
    own += [pictures.replace("pictures", "labels"), pictures.replace("data", "labels")]
    return (*(name for name in own if name != pictures), *_LABELS)


def _names(found: dict[str, npy.Array]) -> tuple[str, ...]:
    for name in _NAMES:
        array = found.get(name)
        if array is not None and array.dtype.kind in "US" and len(array.shape) == 1:
            return tuple(_text(each) for each in array.read_small())
    return ()


def _classes(values: np.ndarray, names: tuple[str, ...] = ()) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return int64 labels `(N,)` and class names from labels of any kind; none if unfit."""
    nothing = np.zeros(len(values), np.int64), tuple[str, ...]()
    values = values.reshape(len(values), -1)
    if values.shape[1] > 1:
        if not _is_one_hot(values):
            return nothing
        values = values.argmax(axis=1)[:, None]
    known, labels = np.unique(values[:, 0], return_inverse=True)
    if known.dtype.kind not in "uifbUS" or not 1 < len(known) <= _MOST_CLASSES:
        return nothing
    if known.dtype.kind == "f" and (known != np.rint(known)).any():
        return nothing
    numbers = known.dtype.kind in "uifb"
    if numbers and names and known[0] >= 0 and known[-1] < len(names):
        return values[:, 0].astype(np.int64), names
    told = (str(int(each)) if numbers else _text(each) for each in known)
    return labels.astype(np.int64), tuple(told)


def _is_one_hot(values: np.ndarray) -> bool:
    if values.dtype.kind not in "uifb" or not np.isin(values, (0, 1)).all():
        return False
    return bool((values.sum(axis=1) == 1).all())


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _listed(found: dict[str, npy.Array]) -> str:
    some = [f"{a.name} ({' × '.join(map(str, a.shape))})" for a in list(found.values())[:12]]
    return ", ".join(some) if some else "none at all"
