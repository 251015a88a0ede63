"""What a drop onto the window means, and which files a dialog offers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def source(mime: QMimeData) -> Path | None:
    """Return the one folder, or file of pictures, that is dragged, if it is exactly one."""
    urls = mime.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_dir() or holds_pictures(path) else None


def one_file(mime: QMimeData) -> Path | None:
    """Return the one local file that is dragged, whatever it holds, if it is exactly one."""
    urls = mime.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None


def holds_pictures(path: Path) -> bool:
    """Whether `path` is one file with many pictures: an archive, an array, a table."""
    from genstudio.data import files  # brings numpy, so not before something is dragged

    return files.is_offered(path)


def file_filter() -> str:
    """Return the kinds of files with pictures, as Qt's file dialog wants them."""
    from genstudio.data import files

    endings = " ".join(f"*{ending}" for ending in files.ENDINGS)
    return f"Files of pictures ({endings} *ubyte);;All files (*)"


def is_run(path: Path) -> bool:
    """Whether `path` is a run's folder rather than one of pictures."""
    return (path / "recipe.json").is_file()
