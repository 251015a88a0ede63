"""Asking where to save the picture, and copying it."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from genstudio.runs.origin import Origin
from genstudio.ui import errors
from genstudio.ui.explore.export import enlargement, save_png
from genstudio.ui.threads import Failure


def ask_and_save(parent: QWidget, image: QImage, origin: Origin) -> Path | None:
    """Ask for a file and a size, save, and return the path; None if nothing was saved."""
    scale = enlargement(image)
    large = f"PNG, enlarged to {image.width() * scale} × {image.height() * scale} (*.png)"
    small = f"PNG, the model's own {image.width()} × {image.height()} pixels (*.png)"
    slug = re.sub(r"[^\w-]+", "-", origin.run).strip("-") or "picture"
    name, chosen = QFileDialog.getSaveFileName(
        parent, "Save the picture with its latent", f"{slug}.png", f"{large};;{small}", large
    )
    if not name:
        return None
    path = Path(name) if name.lower().endswith(".png") else Path(f"{name}.png")
    try:
        save_png(image, path, origin, scale=1 if chosen == small else scale)
    except OSError as error:
        errors.show_failure(parent, Failure.of(error))
        return None
    return path


def copy(image: QImage) -> None:
    """Put the picture on the clipboard, enlarged without blur so that it can be seen there."""
    modes = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
    QGuiApplication.clipboard().setImage(image.scaled(image.size() * enlargement(image), *modes))
