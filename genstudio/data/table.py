"""Labels from a table: CSV, TSV, JSON lines, or StyleGAN's `dataset.json`.

A table names picture files in one column and their class in another. It lies inside a folder or
archive of pictures, or beside it under the same name.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from genstudio.data import tree
from genstudio.data.imageset import DataError, Skipped

ENDINGS = (".csv", ".tsv", ".jsonl")
STYLEGAN = "dataset.json"
MOST_BYTES = 512 * 2**20
_PREFERRED = ("metadata", "labels", "annotations", "train", "index")
_NAME_COLUMNS = (
    "file_name", "filename", "file", "image", "image_name", "image_path", "image_id", "path",
    "img", "picture", "name", "id",
)  # fmt: skip
_LABEL_COLUMNS = (
    "label", "class", "category", "target", "y", "label_name", "class_name", "labels", "breed",
    "species", "type",
)  # fmt: skip
_MOST_CLASSES = 10_000
_HEAD = 1000  # rows by which columns are judged


@dataclass(frozen=True)
class Table:
    """Rows of file name and class, from the file called `name`; `column` held the classes."""

    name: str
    column: str
    rows: list[tuple[str, str]]


def choose(names: Iterable[str], wrap: str) -> str | None:
    """Return the one of `names` (relative paths) to take labels from: the best named.

    It lies outside all classes: right in the source, or in folders that `wrap` the pictures. None
    where there is no table, or several whose names tell nothing.
    """
    paths = [PurePosixPath(name) for name in names if wrap.startswith(name[: name.rfind("/") + 1])]
    for stem in _PREFERRED:
        for path in paths:
            if path.stem.lower() == stem:
                return str(path)
    return str(paths[0]) if len(paths) == 1 else None


def read(name: str, data: bytes, column: str = "") -> Table:
    """Read a table; `column` chooses the classes' column. Raises `DataError` with a sentence."""
    try:
        text = data.decode("utf-8-sig", errors="replace")
        if PurePosixPath(name).name == STYLEGAN:
            return Table(name, "labels", _stylegan(text))
        rows = _json_rows(text) if name.lower().endswith(".jsonl") else _csv_rows(name, text)
        return _table(name, rows, column)
    except (csv.Error, ValueError, RecursionError) as error:
        raise DataError(f"The table {name} cannot be used: {error}.") from error


def apply(arranged: tree.Arranged, table: Table, *, alone: bool = False) -> tree.Arranged:
    """Return the pictures with the table's classes in place of the folders'.

    Those it does not name are left out and listed; where it names less than half of them, or
    holds no classes, it is not used, and that is listed. If the table `alone` says what belongs
    to the set, other pictures are nobody's business, and missing ones are listed.
    """
    everything = [*arranged.names, *(each.path for each in arranged.skipped)]
    everything.sort(key=tree.path_key)
    found = _match(everything, table.rows)
    named = [label for label in found if label]
    classes = sorted(set(named), key=tree.natural)
    reason = _no_classes(table, len(named), len(classes))
    if not alone and 2 * len(named) < len(everything):
        reason = f"it names {len(named):,} of the {len(everything):,} pictures"
    if reason:
        left_out = Skipped(table.name, f"not used for labels: {reason}")
        return replace(arranged, skipped=(*arranged.skipped, left_out))
    number = {name: index for index, name in enumerate(classes)}
    kept = [name for name, label in zip(everything, found, strict=True) if label]
    left = [name for name, label in zip(everything, found, strict=True) if not label]
    skipped = [Skipped(name, f"without a class in {table.name}") for name in left]
    if alone:
        skipped = _missing(table, kept)
    labels = np.array([number[label] for label in named], dtype=np.int64)
    return tree.Arranged(kept, labels, tuple(classes), tuple(skipped), arranged.wrap)


def _no_classes(table: Table, named: int, classes: int) -> str:
    if classes > _MOST_CLASSES or (classes > 2 and 2 * classes > named):
        return (
            f"its column “{table.column}” has {classes:,} different values for {named:,} "
            "pictures, so it tells no classes"
        )
    return ""


def _missing(table: Table, kept: Sequence[str]) -> list[Skipped]:
    there = {_base_stem(name) for name in kept}
    names = (name for name, label in table.rows if label and _base_stem(name) not in there)
    return [Skipped(name, f"named in {table.name}, but not there") for name in names]


# -- matching names ------------------------------------------------------------------------


def _match(pictures: Sequence[str], rows: Sequence[tuple[str, str]]) -> list[str]:
    """Return each picture's class, "" for none, by the kind of name that fits the most."""
    best: list[str] = [""] * len(pictures)
    most = 0
    for kind in (_whole, _whole_stem, _base, _base_stem):
        known = _index(rows, kind)
        found = [known.get(kind(name), "") for name in pictures]
        count = sum(map(bool, found))
        if count > most:
            best, most = found, count
        if most == len(pictures):
            break
    return best


def _index(rows: Iterable[tuple[str, str]], kind: Callable[[str], str]) -> dict[str, str]:
    """Map names of a kind to classes, without those that would mean two."""
    known: dict[str, str] = {}
    for name, label in rows:
        key = kind(name)
        known[key] = label if known.get(key, label) == label else ""
    return known


def _whole(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")


def _whole_stem(name: str) -> str:
    folder, slash, base = _whole(name).rpartition("/")
    return folder + slash + _stem(base)


def _base(name: str) -> str:
    return _whole(name).rpartition("/")[2]


def _base_stem(name: str) -> str:
    return _stem(_base(name))


def _stem(base: str) -> str:
    stem, dot, ending = base.rpartition(".")
    return stem if dot and stem and len(ending) <= 5 else base


# -- reading -------------------------------------------------------------------------------


def _table(name: str, rows: list[dict[str, str]], column: str) -> Table:
    if not rows:
        raise ValueError("it holds no rows")
    columns = list(dict.fromkeys(key for row in rows[:_HEAD] for key in row))
    names = _by_name(columns, _NAME_COLUMNS) or columns[0]
    others = [each for each in columns if each != names]
    if column and column not in others:
        raise ValueError(f"it has no column “{column}”, only {', '.join(others)}")
    labels = column or _by_name(others, _LABEL_COLUMNS) or _repeating(rows, others)
    if not labels:
        raise ValueError("it has no column of classes beside that of the file names")
    pairs = [(row.get(names, ""), row.get(labels, "").strip()) for row in rows]
    return Table(name, labels, [(file, label) for file, label in pairs if file])


def _by_name(columns: Iterable[str], known: Sequence[str]) -> str:
    lower = {column.strip().lower().replace(" ", "_"): column for column in columns}
    return next((lower[name] for name in known if name in lower), "")


def _repeating(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> str:
    """Return the first column whose values come again and again, as classes do."""
    if len(columns) == 1:
        return columns[0]
    head = rows[:_HEAD]
    for column in columns:
        values = {row.get(column, "") for row in head}
        if 1 < len(values) <= max(len(head) // 2, 2):
            return column
    return ""


def _csv_rows(name: str, text: str) -> list[dict[str, str]]:
    text = text.replace("\0", "")
    head = text.partition("\n")[0]
    mark = "\t" if name.lower().endswith(".tsv") else max(",;\t", key=head.count)
    found = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if any(row)]
    if not found:
        return []
    header = [cell.strip() for cell in found[0]]
    if len(header) < 2:
        raise ValueError("it has one column only; file names and classes are needed")
    if _is_file_name(header[0]):  # no heading at all
        header = ["file_name", "label", *(f"column {n}" for n in range(3, len(header) + 1))]
        return [dict(zip(header, row, strict=False)) for row in found]
    return [dict(zip(header, row, strict=False)) for row in found[1:]]


def _json_rows(text: str) -> list[dict[str, str]]:
    rows = []
    for line in io.StringIO(text):
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("its lines are not JSON objects")
            rows.append({str(key): _word(value) for key, value in row.items()})
    return rows


def _stylegan(text: str) -> list[tuple[str, str]]:
    """StyleGAN's archives: {"labels": [["00000/img00000000.png", 6], …]} (Karras et al.)."""
    listed = json.loads(text)
    labels = listed.get("labels") if isinstance(listed, dict) else None
    if not isinstance(labels, list):
        raise ValueError("it lists no labels")
    pairs = [each for each in labels if isinstance(each, list) and len(each) == 2]
    return [(str(name), _word(label)) for name, label in pairs]


def _word(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _is_file_name(cell: str) -> bool:
    ending = PurePosixPath(cell.lower()).suffix
    return ending in (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
