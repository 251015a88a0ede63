"""Picture sets in parquet files, as Hugging Face keeps them: needs the extra `parquet` (pyarrow).

A column holds each picture's file as bytes, or as a struct of `bytes` and `path`; another may
hold its class. Files that are numbered parts of one set (train-00000-of-00002) are read as one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from genstudio.core import storage
from genstudio.data import archive
from genstudio.data.imageset import DataError, Skipped
from genstudio.data.plan import Raw, check_count

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_PICTURES = ("image", "img", "picture", "pixel_values", "bytes", "jpg", "png", "webp")
_LABELS = ("label", "labels", "class", "category", "target", "fine_label", "y", "class_label")
_SHARD = re.compile(r"^(?P<stem>.*-)\d{5}(?P<of>-of-\d{5}\.parquet)$")
_ROWS = 64  # read at a time
_PEEKED = 9
_MOST_CLASSES = 10_000
_MOST_CHUNK = 4 * 2**30  # bytes of one column of a row group, unpacked; it may be read at once
_MISSING = (
    "Reading parquet files needs the package pyarrow. Install it: pip install 'genstudio[parquet]' "
    "(or pip install pyarrow)."
)


@dataclass(frozen=True)
class Parquet:
    """The rows of one or several parquet files."""

    paths: tuple[Path, ...]
    counts: tuple[int, ...]
    column: str
    labels: np.ndarray
    class_names: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()

    def __len__(self) -> int:
        """The number of rows."""
        return sum(self.counts)

    def identity(self) -> Generator[int, None, list[object]]:
        """Return the state of the files, and which columns are read."""
        yield 0
        states = [archive.state_of(path) for path in self.paths]
        return [states, self.column, list(self.class_names)]

    def raws(self, start: int) -> Iterator[Raw | Skipped | None]:
        """Yield each row's picture from row `start` on."""
        index = 0
        for path, count in zip(self.paths, self.counts, strict=True):
            if index + count > start:
                yield from self._file(path, index, max(start - index, 0))
            index += count

    def short_sides(self) -> list[int]:
        """Return the shorter sides of the first pictures."""
        from genstudio.data import picture  # brings Pillow

        sides: list[int | None] = []
        for raw in self.raws(0):
            if isinstance(raw, Raw) and isinstance(raw.content, bytes):
                sides.append(picture.short_side(raw.content))
            if len(sides) == _PEEKED:
                break
        return [side for side in sides if side is not None]

    def _file(self, path: Path, before: int, start: int) -> Iterator[Raw | Skipped | None]:
        """Yield the rows of one file from its row `start` on; `before` lie in earlier files."""
        with _reading(path) as file:
            groups, first = _groups_from(file, start)
            index = first
            batches = file.iter_batches(_ROWS, row_groups=groups, columns=[self.column])
            for batch in batches:
                yield None
                for value in batch.column(0).to_pylist():
                    if index >= start:
                        yield self._entry(before + index, value)
                    index += 1

    def _entry(self, index: int, value: Any) -> Raw | Skipped:
        where, label = f"row {index + 1:,}", int(self.labels[index])
        if isinstance(value, dict):
            path = value.get("path")
            where = f"{where} ({path})" if isinstance(path, str) and path else where
            value = value.get("bytes")
        if not isinstance(value, bytes):
            return Skipped(where, "without the bytes of a picture")
        if label < 0:
            return Skipped(where, "without a class")
        return Raw(where, label, value)


def open_parquet(path: Path, chosen: str) -> Generator[int, None, Parquet]:
    """Open a file, with its other parts; `chosen` names the column of classes.

    Raises `DataError` with a sentence, also where pyarrow is missing.
    """
    paths, counts = _parts(path), []
    columns: list[Any] = []
    for each in paths:
        with _reading(each) as file:
            schema = file.schema_arrow
            picture, label = _columns(each, schema, chosen)
            counts.append(file.metadata.num_rows)
            check_count(path.name, sum(counts))
            _check_size(each, file)
            if label:
                for batch in file.iter_batches(65_536, columns=[label]):
                    columns.append(batch.column(0))
                    yield sum(map(len, columns))
    labels, names = _classes(columns, sum(counts), _features(schema, label))
    return Parquet(tuple(paths), tuple(counts), picture, labels, names)


class _reading:  # noqa: N801 - used as a statement
    """Open a parquet file; what goes wrong inside becomes a `DataError`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> pq.ParquetFile:
        try:
            import pyarrow.parquet as pq
        except ImportError as error:
            raise DataError(_MISSING) from error
        try:
            self._file = pq.ParquetFile(self._path)
        except (OSError, ValueError) as error:
            raise self._explain(error) from error
        return self._file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._file.close()
        if isinstance(error, OSError | ValueError | MemoryError) and not isinstance(
            error, DataError
        ):
            raise self._explain(error) from error

    def _explain(self, error: BaseException) -> DataError:
        if isinstance(error, OSError) and error.errno is not None:
            return DataError(str(storage.explain(self._path, error)))
        return DataError(
            f"{self._path} is damaged or no parquet file ({error}). Copy or download it again."
        )


def _parts(path: Path) -> list[Path]:
    """Return the file and the other parts of its set, in order."""
    match = _SHARD.match(path.name)
    if match is None:
        return [path]
    stem, of = match["stem"], match["of"]
    beside = sorted(path.parent.glob("*.parquet"))
    fitting = (each for each in beside if (m := _SHARD.match(each.name)) and m["stem"] == stem)
    return [each for each in fitting if each.name.endswith(of)] or [path]


def _columns(path: Path, schema: pa.Schema, chosen: str) -> tuple[str, str]:
    """Return the names of the columns of pictures and (perhaps "") of classes."""
    fitting = [field.name for field in schema if _holds_files(field.type)]
    picture = next((name for name in _PICTURES if name in fitting), "")
    picture = picture or (fitting[0] if len(fitting) == 1 else "")
    if not picture:
        raise DataError(
            f"{path} holds no column of pictures, only {', '.join(schema.names)}. Wanted is a "
            "column “image” of files' bytes, or of structs of bytes and path."
        )
    if chosen and chosen not in schema.names:
        raise DataError(f"There is no column “{chosen}” in {path}.")
    return picture, chosen or next((name for name in _LABELS if name in schema.names), "")


def _holds_files(kind: pa.DataType) -> bool:
    import pyarrow as pa

    if pa.types.is_struct(kind):
        return any(field.name == "bytes" and _holds_files(field.type) for field in kind)
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _check_size(path: Path, file: pq.ParquetFile) -> None:
    """Refuse a file whose parts would not fit into memory one by one."""
    for index in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(index)
        sizes = [
            group.column(column).total_uncompressed_size for column in range(group.num_columns)
        ]
        if max(sizes, default=0) > _MOST_CHUNK:
            raise DataError(
                f"{path} unpacks to {max(sizes) / 1e9:.1f} GB at once, which is too much. Write it "
                "again with smaller row groups."
            )


def _groups_from(file: pq.ParquetFile, start: int) -> tuple[list[int], int]:
    """Return the row groups that hold row `start` and all later ones, and their first row."""
    first = 0
    count = file.metadata.num_row_groups
    for index in range(count):
        rows = file.metadata.row_group(index).num_rows
        if first + rows > start:
            return list(range(index, count)), first
        first += rows
    return [], first


def _features(schema: pa.Schema, label: str) -> tuple[str, ...]:
    """Return the class names that Hugging Face's `datasets` wrote into the schema, if any."""
    try:
        told = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        names = told["info"]["features"][label]["names"]
    except (ValueError, LookupError, TypeError):
        return ()
    return tuple(map(str, names)) if isinstance(names, list) else ()


def _classes(
    columns: Sequence[Any], count: int, names: tuple[str, ...]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return labels (−1: none) and class names; no classes where the column tells none."""
    nothing = np.zeros(count, np.int64), tuple[str, ...]()
    values = [value for column in columns for value in column.to_pylist()]
    if not all(value is None or isinstance(value, int | str) for value in values):
        return nothing
    known = sorted(
        {value for value in values if value is not None}, key=lambda v: (str(type(v)), v)
    )
    if not 1 < len(known) <= _MOST_CLASSES:
        return nothing
    if names and all(isinstance(value, int) and 0 <= value < len(names) for value in known):
        return np.array([-1 if v is None else v for v in values], dtype=np.int64), names
    number = {value: index for index, value in enumerate(known)}
    labels = [-1 if value is None else number[value] for value in values]
    return np.array(labels, dtype=np.int64), tuple(map(str, known))
