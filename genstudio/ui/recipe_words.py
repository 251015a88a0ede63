"""What a run's recipe says in one field, in words. No Qt here."""

from __future__ import annotations

from genstudio.core.recipe import FieldInfo, Value
from genstudio.objectives import catalog
from genstudio.runs.entry import Entry
from genstudio.ui import wording

_YES_NO = {True: "yes", False: "no"}


def used_value(info: FieldInfo, entry: Entry) -> Value | None:
    """Return the field's value; None where the run's kind does not use it."""
    if entry.recipe is None or not catalog.objective(entry.recipe.objective).takes(info):
        return None
    value: Value = getattr(entry.recipe, info.name)
    return value


def value_text(info: FieldInfo, value: Value, entry: Entry) -> str:
    """Say the value of a field of the run's recipe."""
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
