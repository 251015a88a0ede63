"""A run's tags: words of one's own to find it by, in a small file of their own. No torch here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from genstudio.core import places, storage
from genstudio.runs.folder import RunFolder

MOST, LONGEST = 20, 40
_FORMAT = 1


class _Stored(BaseModel):
    format: Literal[1]
    tags: tuple[str, ...]


def path(folder: RunFolder) -> Path:
    """Return where the tags are: with the run, or for a bundled one in the user's own folder."""
    if folder.is_bundled:
        return places.home() / "tags" / f"{folder.path.name}.json"
    return folder.path / "tags.json"


def read(folder: RunFolder) -> tuple[str, ...]:
    """Return a run's tags; what is missing or damaged is none."""
    try:
        return _Stored.model_validate_json(path(folder).read_bytes()).tags
    except (OSError, ValidationError):
        return ()


def write(folder: RunFolder, tags: Sequence[str]) -> None:
    """Keep these tags, and no others; raises `StorageError` with a sentence."""
    if not folder.exists:
        raise storage.StorageError(f"“{folder.path.name}” is no longer there.")
    storage.write_json(path(folder), {"format": _FORMAT, "tags": list(tags)})


def parse(text: str) -> tuple[str, ...]:
    """Return the tags in a line with commas between them, each once.

    Raises `ValueError` with a sentence for too many or too long ones.
    """
    words = (" ".join(part.split()) for part in text.replace('"', "").split(","))
    tags = tuple({word.casefold(): word for word in words if word}.values())
    if len(tags) > MOST:
        raise ValueError(f"A run takes at most {MOST} tags, not {len(tags)}.")
    if long := next((tag for tag in tags if len(tag) > LONGEST), ""):
        raise ValueError(f"A tag has at most {LONGEST} letters: “{long[:LONGEST]}…” is too long.")
    return tags


def line(tags: Sequence[str]) -> str:
    """Return tags as one line, as `parse` reads it."""
    return ", ".join(tags)
