"""Where GenStudio keeps things: the library of runs, caches, logs, bundled files."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parents[1]


def home() -> Path:
    """The user's GenStudio folder (`GENSTUDIO_HOME` overrides it)."""
    chosen = os.environ.get("GENSTUDIO_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("genstudio", False))


def library() -> Path:
    """The folder that holds the user's runs."""
    return home() / "runs"


def cache() -> Path:
    """Decoded pictures and downloads; may be deleted at any time."""
    chosen = os.environ.get("GENSTUDIO_HOME")
    return (
        Path(chosen) / "cache" if chosen else Path(platformdirs.user_cache_dir("genstudio", False))
    )


def log_file() -> Path:
    """The log that error messages point to."""
    return home() / "genstudio.log"


def bundled(name: str) -> Path:
    """A bundled folder, `resources` or `models`: inside the wheel, or beside the package."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
