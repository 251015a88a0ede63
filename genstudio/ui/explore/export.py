"""Pictures that remember where they come from: saved with their latent, restored from it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from genstudio.core import storage

KEY = "genstudio"
_ENLARGED = 512  # pixels an enlarged picture has at least
_MOST = 4096


@dataclass(frozen=True)
class Origin:
    """Where a picture comes from: the run's name and folder, its weights, the latent.

    `kind` is the class asked for ("" for none), `sampler` what the latent was drawn from before
    the sliders moved it ("" if it was not drawn).
    """

    run: str
    folder: str
    stamp: str
    latent: tuple[float, ...]
    kind: str = ""
    sampler: str = ""

    def to_json(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Origin:
        """Read it; raises `ValueError` with a sentence."""
        try:
            values = json.loads(text)
            latent = tuple(float(value) for value in values["latent"])
            words = [str(values[name]) for name in ("run", "folder", "stamp")]
            more = [str(values.get(name, "")) for name in ("kind", "sampler")]
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            raise ValueError("The latent saved in this picture is damaged.") from error
        if not 0 < len(latent) <= _MOST or not all(math.isfinite(value) for value in latent):
            raise ValueError("The latent saved in this picture is damaged.")
        return Origin(words[0], words[1], words[2], latent, *more)

    @property
    def z(self) -> np.ndarray:
        """The latent, float32 `(d,)`."""
        return np.array(self.latent, np.float32)


def enlargement(image: QImage) -> int:
    """Return the whole number by which an enlarged picture is scaled."""
    return max(-(-_ENLARGED // max(image.width(), image.height(), 1)), 1)


def save_png(image: QImage, path: Path, origin: Origin, *, scale: int = 1) -> None:
    """Write `image`, enlarged without blur, with `origin` in a text chunk.

    Raises `StorageError` with a sentence; an older file of that name is then untouched.
    """
    size = image.size() * scale
    modes = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
    scaled = image.scaled(size, *modes) if scale > 1 else image.copy()
    scaled.setText(KEY, origin.to_json())
    scaled.setText("Software", "GenStudio")
    storage.write_file(path, lambda temporary: _write(scaled, temporary))


def read_origin(source: Path | bytes) -> Origin | None:
    """Return where a PNG comes from; None if it says nothing. Decodes no pixel.

    Raises `ValueError` with a sentence if what it says is damaged.
    """
    if isinstance(source, Path):
        reader = QImageReader(str(source), QByteArray(b"png"))
        text = reader.text(KEY)
    else:
        buffer = QBuffer()
        buffer.setData(QByteArray(source))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        text = QImageReader(buffer, QByteArray(b"png")).text(KEY)
    return Origin.from_json(text) if text else None


def _write(image: QImage, path: Path) -> None:
    writer = QImageWriter(str(path), QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(f"{path.name} could not be written: {writer.errorString()}")
