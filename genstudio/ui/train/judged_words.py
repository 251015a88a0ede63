"""The words around the held-out figure: what it is, which step was best, what stands beside it."""

from __future__ import annotations

from genstudio.core.events import Quality
from genstudio.ui import wording

_LOCAL = "This is quality: lower is better."
_PIXEL = "A stand-in for FD-local: lower is better."
_POINTS = "From held-out points: lower is better."
_OWN = "On held-out pictures: lower is better."


def judged_words(
    name: str, before: str, *, best: Quality | None, beside: Quality | None
) -> dict[str, str]:
    """Return title, unit and note of the chart of the figure `name`, `before` which another was."""
    what, unit = _parts(name)
    says = [_about(name)]
    if before:
        says.append(f"Before: {_parts(before)[0]}.")
    if best is not None:
        says.append(f"Best by this: step {best.step:,}.")
    if beside is not None:
        other, unit_beside = _parts(beside.name)
        value = f"{wording.figure(beside.value)} {unit_beside}".strip()
        says.append(f"{other[:1].upper()}{other[1:]}: {value}.")
    title = what[:1].upper() + what[1:] or "Held-out figure"
    return {"title": title, "unit": unit, "note": " ".join(says)}


def _about(name: str) -> str:
    if name.startswith(("FD-local", "KID-local")):
        return _LOCAL
    return {"FD-pixel": _PIXEL, "FD of points": _POINTS}.get(name, _OWN)


def _parts(name: str) -> tuple[str, str]:
    what, _, unit = name.partition(" (")
    return what, unit.rstrip(")")
