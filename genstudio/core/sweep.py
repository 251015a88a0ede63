"""Sweeps: one recipe made into several, by varying fields and repeating with seeds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from genstudio.core.recipe import FieldInfo, Recipe, Value, fields, parse_settings

MOST = 200  # runs in one sweep; more is nearly always a slip of the keyboard
_NOT_VARIED = ("data",)


class SweepError(ValueError):
    """A sweep that cannot be; the message is a sentence for the user."""


@dataclass(frozen=True)
class Axis:
    """One field and the values it takes, in their order."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Variant:
    """One recipe of a sweep; `label` says what sets it apart: "beta 2, seed 1"."""

    label: str
    recipe: Recipe


def parse_axis(text: str) -> Axis:
    """Read "beta=1,2,4", "steps=100..1000:4" or "lr=0.0001..0.01:3:log"."""
    name, equals, values = text.partition("=")
    name = name.strip().replace("-", "_")
    if not equals or not values.strip():
        raise SweepError(f"“{text}” is not FIELD=VALUE,VALUE or FIELD=FROM..TO:STEPS.")
    return Axis(name, parse_values(name, values))


def parse_values(name: str, text: str) -> tuple[Value, ...]:
    """Read a list "1, 2, 4" or a range "FROM..TO:STEPS[:log]" of the field `name`."""
    info = _varied(name)
    if ".." in text:
        return _parse_range(info, text)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return _distinct(parse_settings({name: part})[name] for part in parts)


def parse_seeds(text: str) -> Axis:
    """Read "0,1,2" or "0..4" (every whole number between)."""
    first, dots, last = text.partition("..")
    if not dots:
        return Axis("seed", parse_values("seed", text))
    low, high = (int(parse_settings({"seed": part.strip()})["seed"]) for part in (first, last))
    if not 0 <= high - low < MOST:
        raise SweepError(f"“{text}” is not a range of at most {MOST} seeds.")
    return Axis("seed", tuple(range(low, high + 1)))


def seeds(first: int, count: int) -> Axis:
    """Return `count` seeds from `first` on."""
    return Axis("seed", tuple(range(first, first + count)))


def spread(name: str, low: float, high: float, count: int, *, log: bool) -> tuple[Value, ...]:
    """Return `count` values from `low` to `high`, in equal steps or (`log`) equal ratios."""
    info = _varied(name)
    if info.kind not in (int, float):
        raise SweepError(f"{info.label} is not a number: list its values.")
    if not 2 <= count <= MOST:
        raise SweepError(f"A range has 2 to {MOST} steps, not {count}.")
    if log and not (low > 0 and high > 0):
        raise SweepError("A logarithmic range begins and ends above 0.")
    shares = [index / (count - 1) for index in range(count)]
    if log:
        found = [low * (high / low) ** share for share in shares]
    else:
        found = [low + (high - low) * share for share in shares]
    if not all(map(math.isfinite, found)):
        raise SweepError("A range begins and ends with a number.")
    return _distinct(_neat(info, value) for value in found)


def around(name: str, value: float) -> tuple[Value, ...]:
    """Suggest values of a number field near `value`: half, the same, twice, within its limits."""
    info = _varied(name)
    wanted = [value / 2, value, value * 2] if value else [0.0, 1.0, 2.0]
    low = -math.inf if info.low is None else info.low
    high = math.inf if info.high is None else info.high
    return _distinct(_neat(info, each) for each in wanted if low <= each <= high)


def variants(
    make: Callable[[Mapping[str, Value]], Recipe], axes: Sequence[Axis]
) -> tuple[Variant, ...]:
    """Return the recipe that `make` gives for every combination; the last axis turns quickest.

    Raises `RecipeError` if one cannot be, `SweepError` for too many or a field named twice.
    """
    names = [axis.field for axis in axes]
    for name in names:
        if names.count(name) > 1:
            raise SweepError(f"{fields()[name].label} is varied twice. Choose another field.")
    empty = [fields()[axis.field].label for axis in axes if not axis.values]
    if empty:
        raise SweepError(f"{empty[0]} has no values. List some, as in 1, 2, 4.")
    count = math.prod(len(axis.values) for axis in axes)
    if count > MOST:
        raise SweepError(f"That makes {count:,} runs; {MOST} at once is the most. Vary less.")
    chosen = itertools.product(*(axis.values for axis in axes))
    return tuple(_variant(make, dict(zip(names, values, strict=True))) for values in chosen)


def describe(axes: Sequence[Axis]) -> str:
    """Say what varies: "beta × seed"; "" for nothing."""
    return " × ".join(axis.field.replace("_", " ") for axis in axes if len(axis.values) > 1)


def can_vary(info: FieldInfo) -> bool:
    """Whether a field can be an axis: all but the pictures."""
    return info.name not in _NOT_VARIED


def say(value: Value) -> str:
    """Return a value as short as a name wants it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _variant(make: Callable[[Mapping[str, Value]], Recipe], values: Mapping[str, Value]) -> Variant:
    label = ", ".join(f"{name.replace('_', ' ')} {say(value)}" for name, value in values.items())
    return Variant(label, make(values))


def _varied(name: str) -> FieldInfo:
    if name not in fields():
        parse_settings({name: ""})  # raises, and names the nearest field
    info = fields()[name]
    if not can_vary(info):
        raise SweepError(f"{info.label} cannot be varied: a sweep keeps the pictures.")
    return info


def _parse_range(info: FieldInfo, text: str) -> tuple[Value, ...]:
    bounds, *rest = (part.strip() for part in text.split(":"))
    low, _, high = bounds.partition("..")
    log = rest[1:] == ["log"]
    if not rest or (rest[1:] and not log):
        raise SweepError(f"“{text}” is not FROM..TO:STEPS or FROM..TO:STEPS:log.")
    try:
        return spread(info.name, float(low), float(high), int(rest[0]), log=log)
    except ValueError as error:
        if isinstance(error, SweepError):
            raise
        raise SweepError(f"“{text}” is not a range of numbers: FROM..TO:STEPS.") from None


def _neat(info: FieldInfo, value: float) -> Value:
    return round(value) if info.kind is int else float(f"{value:.4g}")


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))
