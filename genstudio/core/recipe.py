"""The recipe: every choice that makes a run, frozen, typed and validated.

Each field carries its label, unit, limits and tip. The form, the command-line flags, the
validation and the file format all follow from the fields declared here.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from genstudio.core.choices.data import DataChoices
from genstudio.core.choices.declare import Section, Value
from genstudio.core.choices.model import ModelChoices
from genstudio.core.choices.objective import ObjectiveChoices
from genstudio.core.choices.schedule import ScheduleChoices

__all__ = ["FieldInfo", "Recipe", "RecipeError", "Section", "Value", "fields", "parse_settings"]


class Recipe(ScheduleChoices, ObjectiveChoices, ModelChoices, DataChoices):
    """Every choice that makes a run. Construct with keywords; change with `change()`.

    Raises `ValueError` (a sentence naming the field) for an unknown key or a value out of range.
    """

    def __init__(self, **values: Any) -> None:
        """Validate `values`; the error is one sentence that names the fields at fault."""
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise RecipeError(_sentence(error)) from None

    def change(self, **values: Any) -> Recipe:
        """Return a validated copy with `values` replaced."""
        return Recipe(**{**self.model_dump(), **values})

    def to_json(self) -> str:
        """Return the recipe as indented JSON."""
        return json.dumps(self.model_dump(), indent=2, ensure_ascii=False) + "\n"

    @staticmethod
    def from_json(text: str) -> Recipe:
        """Read a recipe from JSON; raises `RecipeError` with a sentence on anything wrong."""
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            raise RecipeError(f"The recipe is not valid JSON: {error}.") from None
        if not isinstance(values, dict):
            raise RecipeError("The recipe is not a JSON object of fields and values.")
        return Recipe(**values)

    def differences(self, other: Recipe) -> dict[str, tuple[Value, Value]]:
        """Return the fields that differ, each with this recipe's and the other's value."""
        mine, theirs = self.model_dump(), other.model_dump()
        return {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}


class RecipeError(ValueError):
    """A recipe that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, kw_only=True)
class FieldInfo:
    """One recipe field as a form, a flag or a table column sees it."""

    name: str
    label: str
    tip: str
    section: Section
    unit: str
    advanced: bool
    needs: tuple[str, ...]
    kind: type
    default: Value
    choices: tuple[str, ...]
    low: float | None
    high: float | None

    def parse(self, text: str) -> Value:
        """Turn a command-line value into this field's type; raises `RecipeError`."""
        if self.kind is bool:
            known = {"true": True, "yes": True, "1": True, "on": True}
            known |= {"false": False, "no": False, "0": False, "off": False}
            if text.lower() not in known:
                raise RecipeError(f"{self.name} is yes or no, not “{text}”.")
            return known[text.lower()]
        try:
            value: Value = self.kind(text)
        except ValueError:
            word = "a whole number" if self.kind is int else "a number"
            raise RecipeError(f"{self.name} is {word}, not “{text}”.") from None
        return value


def fields() -> dict[str, FieldInfo]:
    """Return every recipe field by name, in the order of the form."""
    return {name: _info(name) for name in Recipe.model_fields}


def parse_settings(settings: Mapping[str, str]) -> dict[str, Value]:
    """Parse `field=value` pairs given as text; unknown names raise `RecipeError`."""
    known = fields()
    for name in settings:
        if name not in known:
            raise RecipeError(_unknown(name))
    return {name: known[name].parse(text) for name, text in settings.items()}


def _info(name: str) -> FieldInfo:
    field = Recipe.model_fields[name]
    extra: Any = field.json_schema_extra
    is_choice = get_origin(field.annotation) is Literal
    limits: dict[str, float] = {}
    for limit in field.metadata:
        for key in ("ge", "gt", "le"):
            if getattr(limit, key, None) is not None:
                limits[key] = getattr(limit, key)
    kind: Any = str if is_choice else field.annotation
    return FieldInfo(
        name=name,
        label=field.title or name,
        tip=field.description or "",
        section=extra["section"],
        unit=extra["unit"],
        advanced=extra["advanced"],
        needs=tuple(extra["needs"]),
        kind=kind,
        default=field.default,
        choices=get_args(field.annotation) if is_choice else (),
        low=limits.get("ge", limits.get("gt")),
        high=limits.get("le"),
    )


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, Recipe.model_fields, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"“{name}” is not a field of a recipe.{hint}"


def _sentence(error: ValidationError) -> str:
    """Turn pydantic's errors into sentences that name the field by name and label."""
    parts = []
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else "recipe"
        if item["type"] == "extra_forbidden":
            parts.append(_unknown(name))
            continue
        label = Recipe.model_fields[name].title if name in Recipe.model_fields else name
        reason = item["msg"].replace("Input should be", "should be")
        parts.append(f"{label} ({name}) {reason}; it is {item['input']!r}.")
    return " ".join(parts)
