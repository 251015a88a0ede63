"""How the chosen runs' recipes differ: the rows of the table, as data. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.core.recipe import FieldInfo, fields
from genstudio.runs.entry import Entry
from genstudio.ui.recipe_words import used_value, value_text

NOT_USED = "–"


@dataclass(frozen=True)
class Row:
    """One recipe field: its words, and what each run has there."""

    label: str
    tip: str
    values: tuple[str, ...]
    differs: bool


def rows(entries: Sequence[Entry]) -> list[Row]:
    """Return every field that any run uses, those that differ first, else in the form's order."""
    made = [_row(info, entries) for info in fields().values()]
    used = [row for row in made if any(value != NOT_USED for value in row.values)]
    return sorted(used, key=lambda row: not row.differs)


def _row(info: FieldInfo, entries: Sequence[Entry]) -> Row:
    raw = [used_value(info, entry) for entry in entries]
    known = {value for value in raw if value is not None}
    unit = f" ({info.unit})" if info.unit else ""
    texts = tuple(
        NOT_USED if value is None else value_text(info, value, entry)
        for value, entry in zip(raw, entries, strict=True)
    )
    return Row(f"{info.label}{unit}", info.tip, texts, differs=len(known) > 1)
