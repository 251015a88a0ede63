"""The picture sets that ship with GenStudio, see `resources/data/LICENCES.md`."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from genstudio.core import places
from genstudio.data.imageset import DataError

FILES = ("digits", "fashion")
SIZE = 28


def path(name: str) -> Path:
    """Where the bundled set `name` lies."""
    return places.bundled("resources") / "data" / f"{name}.npz"


def read(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures, uint8 `(N, 1, 28, 28)`, and labels, int64 `(N,)`, of a bundled set."""
    try:
        with np.load(path(name), allow_pickle=False) as arrays:
            pictures, labels = arrays["pictures"], arrays["labels"]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(
            f"The bundled pictures “{name}” are missing or damaged ({path(name)}). "
            "Install GenStudio again."
        ) from error
    return pictures[:, None], labels.astype(np.int64)
