"""A run's favourites: small PNGs with their latent inside, kept with the run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from genstudio.core import places, storage
from genstudio.runs import origin as origins
from genstudio.runs.folder import RunFolder
from genstudio.runs.origin import Origin

MOST = 500  # on one shelf


@dataclass(frozen=True)
class Favourite:
    """A picture, uint8 `(C, H, W)`, where it comes from, and the name of its file."""

    name: str
    picture: np.ndarray
    origin: Origin


def place(folder: RunFolder) -> Path:
    """Return where they are: with the run, or for a bundled one in the user's own folder."""
    if folder.is_bundled:
        return places.home() / "favourites" / folder.path.name
    return folder.path / "favourites"


def read_all(folder: RunFolder) -> list[Favourite]:
    """Return them in the order they were kept; what is damaged is left out."""
    found = (_read(path) for path in sorted(place(folder).glob("*.png"))[:MOST])
    return [favourite for favourite in found if favourite is not None]


def next_name(names: list[str]) -> str:
    """Return a name that comes after all of `names`."""
    return f"{max((int(name) for name in names if name.isdigit()), default=0) + 1:05d}"


def keep(folder: RunFolder, favourite: Favourite) -> None:
    """Write a favourite; raises `StorageError` with a sentence."""
    path = place(folder) / f"{favourite.name}.png"
    origins.write(path, favourite.picture, favourite.origin)


def remove(folder: RunFolder, name: str) -> None:
    """Take one off the shelf; raises `StorageError` with a sentence."""
    path = place(folder) / f"{name}.png"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise storage.explain(path, error) from error


def _read(path: Path) -> Favourite | None:
    try:
        origin = origins.read(path)
        with Image.open(path) as image:
            pixels = np.array(image.convert("L" if image.mode == "L" else "RGB"))
    except (OSError, ValueError, SyntaxError):
        return None
    if origin is None:
        return None
    picture = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return Favourite(path.stem, np.ascontiguousarray(picture), origin)
