"""How the chosen runs' recipes differ: the rows of the table, as data. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.core.recipe import FieldInfo, Value, fields
from genstudio.objectives import catalog
from genstudio.runs.entry import Entry
from genstudio.ui import wording

NOT_USED = "–"
_YES_NO = {True: "yes", False: "no"}


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
    raw = [_value(info, entry) for entry in entries]
    known = {value for value in raw if value is not None}
    unit = f" ({info.unit})" if info.unit else ""
    texts = tuple(
        NOT_USED if value is None else _text(info, value, entry)
        for value, entry in zip(raw, entries, strict=True)
    )
    return Row(f"{info.label}{unit}", info.tip, texts, differs=len(known) > 1)


def _value(info: FieldInfo, entry: Entry) -> Value | None:
    """Return the field's value; None where the run's kind does not use it."""
    if entry.recipe is None or not catalog.objective(entry.recipe.objective).takes(info):
        return None
    value: Value = getattr(entry.recipe, info.name)
    return value


def _text(info: FieldInfo, value: Value, entry: Entry) -> str:
    if isinstance(value, bool):
        return _YES_NO[value]
    if info.name == "objective":
        return catalog.objective(str(value)).label
    if info.name == "net" and value in catalog.NETS:
        return catalog.NETS[str(value)].label
    if info.name == "data" and not str(value).startswith(("folder:", "file:")):
        return entry.summary.data_name or str(value)
    if isinstance(value, float):
        return wording.figure(value)
    is_amount = isinstance(value, int) and "seed" not in info.name
    return wording.count(int(value)) if is_amount else str(value)
