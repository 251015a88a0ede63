"""How a choice of the recipe is declared: all that a form or a flag needs to know of it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Value = str | int | float | bool
Section = Literal["data", "model", "objective", "schedule"]

# The traits of objectives that many fields need (see the catalog).
TRAINED = ("trained",)
CRITIC = ("critic",)
TARGETS = ("targets",)


class Choices(BaseModel):
    """Fields of a recipe: frozen, unknown ones are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def field(
    default: Value,
    *,
    label: str,
    tip: str,
    section: Section,
    unit: str = "",
    advanced: bool = False,
    needs: tuple[str, ...] = (),
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
) -> Any:
    """Declare one recipe field with everything that a form or a flag needs to know.

    It matters to objectives that have one of the traits in `needs` (see the catalog), or to all.
    """
    extra: dict[str, Any] = {
        "section": section,
        "unit": unit,
        "advanced": advanced,
        "needs": list(needs),
    }
    return Field(
        default, title=label, description=tip, ge=ge, le=le, gt=gt, json_schema_extra=extra
    )
