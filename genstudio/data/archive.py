"""A zip archive of pictures, read where it lies: nothing is unpacked to the disk.

What an archive claims is not believed: names that lead out of it, links, locked members,
archives inside it and members that would explode are left out, each with its reason.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np

from genstudio.core import storage
from genstudio.data import folder, table, tree
from genstudio.data.imageset import DataError, Skipped
from genstudio.data.plan import MOST, Packed, Raw, check_count

_MOST_BYTES = 512 * 2**20  # of one member, unpacked
_MOST_RATIO = 200  # unpacked ÷ packed, of members and archives that are large as well
_MOST_ARRAY_RATIO = 900  # drawn pictures on plain paper pack well; bombs reach 1,030
_LARGE = 16 * 2**20  # bytes
_INNER = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".npz")
_MUCH = 2**30  # bytes of a whole archive, unpacked
_PEEKED = 9
_TAIL = 65_557  # bytes at the end in which the directory's own record lies
# What zipfile and its decompressors raise on damaged archives.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    struct.error, LookupError,
)  # fmt: skip


@dataclass(frozen=True)
class Archive:
    """The pictures of a zip file, by their names in it."""

    path: Path
    arranged: tree.Arranged
    skipped: tuple[Skipped, ...]

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names that labels point to."""
        return self.arranged.class_names

    @property
    def labels(self) -> np.ndarray:
        """The class of each picture, int64 `(N,)`."""
        return self.arranged.labels

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.arranged.names)

    def identity(self) -> Generator[int, None, list[object]]:
        """Return the file's state."""
        yield 0
        return state_of(self.path)

    def raws(self, start: int) -> Iterator[Raw]:
        """Yield each picture from number `start` on, still packed."""
        archive = opened(self.path)  # open for as long as anything is still to be read from it
        for index in range(start, len(self)):
            yield self._raw(archive, index)

    def short_sides(self) -> list[int]:
        """Return the shorter sides of a few pictures."""
        from genstudio.data import picture  # brings Pillow

        archive = opened(self.path)
        sides = []
        for index in range(len(self))[:: max(1, len(self) // _PEEKED)][:_PEEKED]:
            content = self._raw(archive, index).content
            assert isinstance(content, Packed)
            with contextlib.suppress(DataError):
                sides.append(picture.short_side(content.read()))
        return [side for side in sides if side is not None]

    def _raw(self, archive: zipfile.ZipFile, index: int) -> Raw:
        name = self.arranged.names[index]
        info = archive.getinfo(name)
        content = Packed(partial(_read, archive, info), info.file_size)
        return Raw(name, int(self.labels[index]), content)


def open_archive(path: Path) -> Archive:
    """List the pictures in a zip file; raises `DataError` with a sentence."""
    with opened(path) as archive:
        names, skipped = _sort_out(archive)
        if not names:
            raise DataError(_nothing(path, skipped))
        arranged = tree.arrange(names)
        chosen = _table_name(archive, arranged.wrap)
        if chosen is not None:
            try:
                rows = table.read(chosen, _read(archive, archive.getinfo(chosen)))
                arranged = table.apply(arranged, rows)
            except DataError as error:
                skipped.append(Skipped(chosen, f"not used for labels. {error}"))
    return Archive(path, arranged, (*skipped, *arranged.skipped))


def holds_arrays(path: Path) -> bool:
    """Whether a zip file is one of numpy's, whatever its ending; raises `DataError`."""
    with opened(path) as archive:
        infos = archive.infolist()
        return bool(infos) and all(info.filename.endswith(".npy") for info in infos)


def state_of(path: Path) -> list[object]:
    """Return what tells that a file has changed; raises `DataError` if it is not there."""
    try:
        state = path.stat()
    except OSError as error:
        raise DataError(str(storage.explain(path, error))) from error
    return [str(path), state.st_size, state.st_mtime_ns]


def refusal(info: zipfile.ZipInfo, *, holds_array: bool = False) -> str:
    """Return why a member must not be read, "" if it may; decided before it is unpacked.

    An array may be large: it is never read whole.
    """
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name.split("/")[0][1:2]:
        return "a name that leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link, not a picture"
    if info.flag_bits & 0x1:
        return "locked with a password; unpack the archive with its password first"
    if info.file_size > _MOST_BYTES and not holds_array:
        return f"too large: it unpacks to {info.file_size / 1e6:,.0f} MB"
    most = _MOST_ARRAY_RATIO if holds_array else _MOST_RATIO
    if info.file_size > _LARGE and info.file_size > most * max(info.compress_size, 1):
        return f"a zip bomb: it unpacks to more than {most} times its size"
    return ""


def opened(path: Path) -> zipfile.ZipFile:
    """Open an archive after a look at how much it claims; raises `DataError`."""
    try:
        check_count(path.name, _claimed_entries(path))
        return zipfile.ZipFile(path)
    except OSError as error:
        raise DataError(str(storage.explain(path, error))) from error
    except DataError:
        raise
    except DAMAGE as error:
        raise DataError(
            f"{path} is damaged or no zip archive ({error}). Copy or download it again."
        ) from error


def _claimed_entries(path: Path) -> int:
    """Read from an archive's end how many entries it claims, before they fill the memory."""
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - _TAIL))
        tail = file.read()
    end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) < end + 22:
        return 0  # zipfile will say what is wrong
    (count, directory) = struct.unpack_from("<HI", tail, end + 10)
    wide = tail.rfind(b"PK\6\6")
    if count == 0xFFFF and wide >= 0 and len(tail) >= wide + 48:
        (count, directory) = struct.unpack_from("<QQ", tail, wide + 32)
    return int(max(count, directory // 46 if directory < 0xFFFFFFFF else MOST + 1))


def _sort_out(archive: zipfile.ZipFile) -> tuple[list[str], list[Skipped]]:
    """Return the names of the pictures that may be read, and what is left out."""
    names: dict[str, int] = {}
    skipped: list[Skipped] = []
    for info in archive.infolist():
        *above, base = info.filename.split("/")
        if info.is_dir() or any(map(_is_hidden, above)):
            continue
        _, dot, kind = base.rpartition(".")
        ending = f"{dot}{kind.lower()}"
        reason = refusal(info)
        if ending in _INNER:
            reason = "an archive inside the archive; unpack it first"
        elif _is_hidden(base) or ending not in folder.ENDINGS:
            continue
        elif not reason and info.filename in names:
            reason = "a second file of the same name"
        if reason:
            skipped.append(Skipped(info.filename, reason))
        else:
            names[info.filename] = info.file_size
    _check_total(archive, sum(names.values()))
    return list(names), skipped


def _is_hidden(part: str) -> bool:
    return part != ".." and part.startswith((".", "__MACOSX"))


def _check_total(archive: zipfile.ZipFile, total: int) -> None:
    assert archive.fp is not None
    size = archive.fp.seek(0, io.SEEK_END)
    if total > _MUCH and total > _MOST_RATIO * size:
        raise DataError(
            f"{Path(archive.filename or '').name} looks like a zip bomb: {size / 1e6:,.1f} MB that "
            f"would unpack to {total / 1e9:,.1f} GB. It was not read."
        )


def _table_name(archive: zipfile.ZipFile, wrap: str) -> str | None:
    endings = (*table.ENDINGS, table.STYLEGAN)
    infos = [info for info in archive.infolist() if info.filename.lower().endswith(endings)]
    small = [info.filename for info in infos if not refusal(info)]
    stylegan = [name for name in small if PurePosixPath(name).name == table.STYLEGAN]
    if stylegan:
        return min(stylegan, key=len)
    tables = (name for name in small if name.lower().endswith(table.ENDINGS))
    return table.choose(tables, wrap)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack one member into memory; `DataError` holds a bare reason."""
    try:
        with archive.open(info) as file:
            return file.read()  # no more than its header says, and its checksum is looked at
    except OSError as error:
        raise DataError(f"not readable ({error.strerror or error})") from error
    except DAMAGE as error:
        raise DataError(f"damaged inside the archive ({error})") from error
    except MemoryError as error:
        raise DataError("too large for this computer's memory") from error


def _nothing(path: Path, skipped: list[Skipped]) -> str:
    first = f" The first, {skipped[0].path}, is {skipped[0].reason}." if skipped else ""
    return (
        f"No pictures in {path}.{first} Choose an archive that holds PNG, JPEG, WebP or other "
        "picture files, also in sub-folders."
    )
