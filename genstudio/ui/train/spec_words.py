"""How a source's spec is spelt and said. No Qt here."""

from __future__ import annotations

from pathlib import Path

from genstudio.data import sources
from genstudio.data.imageset import DataError


def label(spec: str) -> str:
    """Return what a folder or file of the user's is called in a list."""
    kind, _, rest = spec.partition(":")
    name = Path(rest).name or rest
    return f"{name}  ({kind})" if kind in ("folder", "file") else rest


def proper(spec: str) -> str:
    """Return the one proper spelling of a spec; a wrong one as it is, for it is told later."""
    try:
        return sources.parse(spec).text
    except DataError:
        return spec
