"""One file that holds many pictures: which kind it is, and who reads it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from genstudio.core import storage
from genstudio.data import archive, arrays, folder, idx, parquet, table
from genstudio.data.imageset import DataError
from genstudio.data.plan import Source

# What a file dialog offers and a drop takes; idx files are told by their first bytes.
ENDINGS = (".zip", ".npz", ".npy", ".gz", ".parquet", *table.ENDINGS)
_PEEKED = 512  # bytes
_OTHER_ARCHIVES = (".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".tbz2")
KINDS = (
    "a zip archive, .npz, .npy, .parquet, MNIST's idx files, or a table of labels (.csv, .jsonl)"
)


def is_offered(path: Path) -> bool:
    """Whether a file is likely one that `open_file` reads; looks at its name and first bytes."""
    return path.is_file() and (path.suffix.lower() in ENDINGS or idx.is_idx(path))


def open_file(path: Path, chosen: str = "") -> Generator[int, None, Source]:
    """Open a file by its ending and first bytes; yields how many entries were seen so far.

    `chosen` names an array, or a column of labels. Raises `DataError` with a sentence.
    """
    ending = path.suffix.lower()
    try:
        with path.open("rb") as file:
            magic = file.read(_PEEKED)
    except OSError as error:
        raise DataError(str(storage.explain(path, error))) from error
    if ending in table.ENDINGS:
        return (yield from folder.walk_table(path, chosen))
    if magic.startswith(b"PAR1") or ending == ".parquet":
        return (yield from parquet.open_parquet(path, chosen))
    if magic.startswith(b"\x93NUMPY") or ending in (".npz", ".npy"):
        return (yield from arrays.open_numpy(path, chosen))
    if magic.startswith(b"PK") or ending == ".zip":
        if _begins_with_array(magic) and archive.holds_arrays(path):
            return (yield from arrays.open_numpy(path, chosen))
        yield 0
        return archive.open_archive(path)
    if idx.is_idx(path):
        return (yield from arrays.open_idx(path))
    raise DataError(_refusal(path, ending))


def _begins_with_array(magic: bytes) -> bool:
    """Whether a zip archive's first member is an array of numpy's; listing a million takes long."""
    length = int.from_bytes(magic[26:28], "little")
    return magic[30 : 30 + length].endswith(b".npy")


def _refusal(path: Path, ending: str) -> str:
    if ending in _OTHER_ARCHIVES:
        return f"{path} is an archive that cannot be read. Unpack it and choose its folder."
    if ending in folder.ENDINGS:
        return f"{path} is a file with one picture. Choose the folder that holds the pictures."
    return f"{path} is not a file of pictures. Choose a folder, or {KINDS}."
