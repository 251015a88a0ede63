"""Inception's weights of 2015, which FID is defined by: given as a file, or downloaded when asked.

Either way the file is known by its checksum, and nothing else is ever taken for it. No torch here.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Generator
from pathlib import Path

from genstudio.core import places, storage
from genstudio.core.events import Importing
from genstudio.data import download

NAME = "weights-inception-2015-12-05-6726825d.pth"
URL = f"https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/{NAME}"
SHA256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"
MEGABYTES = 96
HOST = "github.com"


def path() -> Path:
    """Where the weights are kept, once they are there."""
    return places.home() / "weights" / NAME


def adopt(file: Path) -> None:
    """Copy a file of the user's to its place; raises `ValueError` or `StorageError`."""
    _check(file, f"Choose the file {NAME}, or have it downloaded.")
    storage.write_file(path(), lambda temporary: _copy(file, temporary))


def fetch() -> Generator[Importing, None, None]:
    """Download the weights unless they are there; see `genstudio.data.download.fetch`."""
    yield from download.fetch(download.Download([URL], SHA256, path()))


def checked() -> Path:
    """Return the file, its checksum compared; raises `ValueError` or `StorageError`."""
    _check(path(), "Delete it, then have it downloaded again: genstudio weights --help")
    return path()


def _check(file: Path, then: str) -> None:
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise storage.explain(file, error) from error
    if found != SHA256:
        raise ValueError(f"{file} is not Inception's weights of 2015: another checksum. {then}")


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
