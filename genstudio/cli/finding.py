"""From what a person types to a run: a folder, or a name in the library."""

from __future__ import annotations

import difflib
from pathlib import Path

from genstudio.runs.entry import Entry
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library


def find_run(text: str) -> Entry:
    """Return the run in folder `text`, or the one called so; raises `ValueError` otherwise."""
    library = Library()
    path = Path(text).expanduser()
    if RunFolder(path).exists:
        return library.entry(path.resolve())
    wanted = text.casefold()
    entries = library.entries()
    found = [e for e in entries if wanted in (e.name.casefold(), e.folder.path.name.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        folders = "\n  ".join(entry.key for entry in found)
        raise ValueError(f"Several runs are called “{text}”. Give the folder:\n  {folders}")
    raise ValueError(f"There is no run “{text}”.{_hint(text, [entry.name for entry in entries])}")


def _hint(text: str, names: list[str]) -> str:
    near = difflib.get_close_matches(text, names, n=1)
    if near:
        return f" Did you mean “{near[0]}”?"
    return " “genstudio runs” lists those there are." if names else " The library is empty."
