"""What is on show as a PNG that remembers where it comes from; see `genstudio.runs.origin`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QImageWriter

from genstudio.core import storage
from genstudio.runs.origin import Origin
from genstudio.runs.png import KEY

_ENLARGED = 512  # pixels an enlarged picture has at least


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


def _write(image: QImage, path: Path) -> None:
    writer = QImageWriter(str(path), QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(f"{path.name} could not be written: {writer.errorString()}")
