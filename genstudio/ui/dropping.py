"""What a drop onto the window means."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def folder(mime: QMimeData) -> Path | None:
    """Return the one folder that is dragged, if it is exactly one."""
    urls = mime.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_dir() else None


def is_run(path: Path) -> bool:
    """Whether `path` is a run's folder rather than one of pictures."""
    return (path / "recipe.json").is_file()
