"""A run's checkups: an append-only file with one JSON object a line, readable by any tool."""

from __future__ import annotations

import json
import math
from pathlib import Path

from genstudio.core import storage
from genstudio.core.events import Checkup


def append(path: Path, checkup: Checkup) -> None:
    """Add one line; raises `StorageError` with a sentence."""
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(_line(checkup))
    except OSError as error:
        raise storage.explain(path, error) from error


def read(path: Path) -> tuple[Checkup, ...]:
    """Return the checkups, oldest first; a half-written last line is left out.

    Raises `StorageError` with a sentence for a damaged file.
    """
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        return tuple(_parse(line) for line in lines if line.endswith("\n") and line.strip())
    except OSError as error:
        raise storage.explain(path, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise storage.StorageError(f"{path.name} is damaged: {error}") from error


def cut(path: Path, last_step: int) -> None:
    """Drop the checkups after `last_step`, and any damaged line, so that a run can go on."""
    if not path.exists():
        return
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    kept = [line for line in lines if _keeps(line, last_step)]
    if kept != lines:
        storage.write_bytes(path, "".join(kept).encode("utf-8"))


def _line(checkup: Checkup) -> str:
    figures = {name: _short(value) for name, value in checkup.figures.items()}
    return json.dumps({"step": checkup.step, **figures}) + "\n"


def _parse(line: str) -> Checkup:
    values = json.loads(line)
    if not isinstance(values, dict):
        raise TypeError("a line is not an object")
    step = int(values.pop("step"))
    figures = {str(name): math.nan if v is None else float(v) for name, v in values.items()}
    return Checkup(step, figures)


def _keeps(line: str, last_step: int) -> bool:
    try:
        return line.endswith("\n") and _parse(line).step <= last_step
    except (ValueError, KeyError, TypeError):
        return False


def _short(value: float) -> float | None:
    """Six digits are plenty; JSON knows no NaN."""
    return float(f"{value:.6g}") if math.isfinite(value) else None
