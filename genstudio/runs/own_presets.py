"""The user's own presets: one JSON file each, in the `presets` folder beside the library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from genstudio.core import places, storage
from genstudio.core.recipe import Recipe, RecipeError, fields
from genstudio.objectives import catalog
from genstudio.objectives.classics import PRESETS, Preset

_FORMAT = 1
# With all that is about the pictures: what belongs to this computer or this run alone.
_NOT_KEPT = ("objective", "seed", "device", "threads", "preview_seconds", "checkpoint_seconds")


def folder() -> Path:
    """Where they lie."""
    return places.home() / "presets"


@dataclass(frozen=True)
class Shelf:
    """The user's presets by name, and a sentence for each file that cannot be read."""

    presets: tuple[Preset, ...]
    problems: tuple[str, ...]


def read_all() -> Shelf:
    """Return what is there now."""
    found, problems = [], []
    for path in sorted(folder().glob("*.json")):
        try:
            found.append(_read(path))
        except (ValueError, OSError) as error:
            problems.append(f"The preset {path.stem} cannot be used: {error}")
    found.sort(key=lambda preset: preset.label.casefold())
    return Shelf(tuple(found), tuple(problems))


def find(key: str) -> Preset:
    """Return a preset of the program or of the user's; raises `RecipeError` naming all."""
    known = {**PRESETS, **{preset.key: preset for preset in read_all().presets}}
    if key not in known:
        raise RecipeError(f"“{key}” is not a preset. Known: {', '.join(known)}.")
    return known[key]


def save(label: str, recipe: Recipe, *, sentence: str = "") -> Preset:
    """Keep the way of training in `recipe` under a name; an own preset of that name is replaced.

    Raises `ValueError` for a name that cannot be used, `StorageError` with a sentence.
    """
    label = " ".join(label.split())
    key = re.sub(r"[^\w]+", "-", label.casefold()).strip("-")
    if not key:
        raise ValueError("A preset needs a name with letters or digits.")
    taken = {name for p in PRESETS.values() for name in (p.key, p.label.casefold())}
    if key in taken or label.casefold() in taken:
        raise ValueError(f"“{label}” is a preset of the program. Choose another name.")
    objective = catalog.objective(recipe.objective)
    values = {
        name: getattr(recipe, name)
        for name, info in fields().items()
        if info.section != "data" and name not in _NOT_KEPT and objective.takes(info)
    }
    preset = Preset(key, label, sentence, recipe.objective, values, own=True)
    keep(preset)
    return preset


def keep(preset: Preset) -> None:
    """Write one of the user's presets; raises `StorageError` with a sentence."""
    stored = {
        "format": _FORMAT,
        "label": preset.label,
        "sentence": preset.sentence,
        "objective": preset.objective,
        "values": dict(preset.values),
    }
    storage.write_json(_path(preset.key), stored)


def delete(preset: Preset) -> None:
    """Delete one of the user's presets; `keep` brings it back."""
    assert preset.own
    try:
        _path(preset.key).unlink(missing_ok=True)
    except OSError as error:
        raise storage.explain(_path(preset.key), error) from error


def _path(key: str) -> Path:
    return folder() / f"{key}.json"


def _read(path: Path) -> Preset:
    """Read one file; raises `ValueError` or `OSError` if anything in it does not fit."""
    stored = storage.read_json(path)
    values, objective = stored.get("values"), str(stored.get("objective"))
    if not isinstance(values, dict):
        raise ValueError(f"{path.name} is damaged: it has no values.")
    catalog.resolve(Recipe(objective=objective, **values))
    label, sentence = str(stored.get("label", path.stem)), str(stored.get("sentence", ""))
    return Preset(path.stem, label, sentence, objective, values, own=True)
