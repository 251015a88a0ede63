"""Downloads that show progress, can be cancelled, go on where they stopped, and are checked."""

from __future__ import annotations

import hashlib
import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from genstudio.core import storage
from genstudio.core.events import Importing
from genstudio.data.imageset import DataError

_CHUNK = 1 << 16
_PATIENCE = 10.0  # s without a byte before the connection is made anew
_TRIES = 3  # connections in a row that bring nothing
_MD5_DIGITS = 32
_INTERVAL = 0.1  # s between progress events
_NEXT = (
    "Check the connection and try again: it goes on where it stopped. Without a network, choose "
    "something that is on this computer."
)


@dataclass(frozen=True)
class Download:
    """One file to fetch: the same at each of `urls`, recognised by its `checksum`.

    That is an MD5 or a SHA-256, told apart by their length.
    """

    urls: Sequence[str]
    checksum: str
    path: Path


def fetch(download: Download) -> Iterator[Importing]:
    """Fetch the file unless it is there; events count kB.

    The first address that works is used. What has come is kept beside `path` as `.part`, also
    when the iterator is closed, and the next call goes on from there. Raises `DataError` or
    `StorageError` with a sentence.
    """
    if download.path.exists():
        return
    failures: list[str] = []
    for url in download.urls:
        try:
            yield from _fetch(url, download)
            return
        except DataError as error:
            failures.append(str(error))
    raise DataError(f"{download.path.name} could not be downloaded: {'; '.join(failures)}. {_NEXT}")


def _fetch(url: str, download: Download) -> Iterator[Importing]:
    part = download.path.with_name(download.path.name + ".part")
    what = f"Downloading {download.path.name} (kB)"
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        was_begun = part.exists()
        yield from _complete(url, part, what)
        if was_begun and not _is_right(part, download):  # the old beginning may be to blame
            part.unlink()
            yield from _complete(url, part, what)
        if not _is_right(part, download):
            part.unlink()
            raise DataError(f"what {_host(url)} sent has the wrong checksum, so it was not kept")
        part.replace(download.path)
    except OSError as error:
        raise storage.explain(download.path, error) from error


def _complete(url: str, part: Path, what: str) -> Iterator[Importing]:
    """Connect as often as it takes while each connection brings something."""
    tries = 0
    while True:
        before = _length(part)
        try:
            yield from _receive(url, part, what)
            return
        except _BrokenOffError as error:
            tries = 1 if _length(part) > before else tries + 1
            if tries >= _TRIES or error.is_final:
                raise DataError(str(error)) from error
            yield Importing(_length(part) // 1000, 0, what)


class _BrokenOffError(Exception):
    """The connection failed; `is_final` when trying again is of no use."""

    def __init__(self, sentence: str, *, is_final: bool) -> None:
        super().__init__(sentence)
        self.is_final = is_final


def _receive(url: str, part: Path, what: str) -> Iterator[Importing]:
    """Append what is missing to `part`; raises `_BrokenOffError` if it is cut off."""
    start = _length(part)
    response = _connect(url, start)
    if response is None:  # the server has nothing beyond what is there
        return
    with response:
        start = start if response.status == http.HTTPStatus.PARTIAL_CONTENT else 0
        length = response.headers.get("Content-Length")
        total = start + int(length) if length else 0
        with part.open("ab" if start else "wb") as file:
            for done in _copy(response, file, start, _host(url)):
                yield Importing(done // 1000, total // 1000, what)
            if file.tell() < total:
                raise _BrokenOffError(f"{_host(url)} broke the connection off", is_final=False)


def _connect(url: str, start: int) -> http.client.HTTPResponse | None:
    headers = {"User-Agent": "GenStudio", **({"Range": f"bytes={start}-"} if start else {})}
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=_PATIENCE
        )
        return response
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and start:
            return None
        reason = f"{_host(url)} answers {error.code} ({error.reason})"
        raise _BrokenOffError(reason, is_final=error.code < 500) from error
    except urllib.error.URLError as error:
        raise _BrokenOffError(f"{_host(url)} cannot be reached", is_final=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenOffError(f"{_host(url)} does not answer", is_final=False) from error


def _copy(
    response: http.client.HTTPResponse, file: BinaryIO, done: int, host: str
) -> Iterator[int]:
    """Write what comes, yielding the bytes so far about ten times a second and at the end."""
    told = 0.0
    while True:
        try:
            data = response.read1(_CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenOffError(f"{host} stopped sending", is_final=False) from error
        if not data:
            yield done
            return
        file.write(data)
        done += len(data)
        if time.monotonic() - told > _INTERVAL:
            yield done
            told = time.monotonic()


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _is_right(path: Path, download: Download) -> bool:
    new = hashlib.md5 if len(download.checksum) == _MD5_DIGITS else hashlib.sha256
    with path.open("rb") as file:
        found = hashlib.file_digest(file, lambda: new(usedforsecurity=False)).hexdigest()
    return found == download.checksum


def _host(url: str) -> str:
    return re.sub(r"^\w+://", "", url).split("/")[0]
