"""`genstudio train --forecast`: what a training would take, told without training."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from genstudio.cli import DONE
from genstudio.core.recipe import Recipe, Value
from genstudio.core.sweep import Axis, Variant
from genstudio.data import load, sources

if TYPE_CHECKING:
    from genstudio.training.forecast import Forecast, Sample

_MB = 2**20


def tell(arguments: argparse.Namespace, settings: Mapping[str, Value], axes: Sequence[Axis]) -> int:
    """Measure the recipe, or each one of a sweep that costs something else, and print it."""
    from genstudio.cli import queueing

    variants = queueing.variants_of(settings, axes, preset=arguments.preset)
    found = _measure(variants)
    if arguments.json:
        print(json.dumps(_facts(variants, found), indent=2, ensure_ascii=False))
        return DONE
    if len(variants) == 1:
        print("\n".join(_sheet(variants[0].recipe, found[0])))
        return DONE
    for variant, each in zip(variants, found, strict=True):
        fits = "" if each.fits else "  does not fit in memory"
        print(f"{_duration(each.seconds):>14}  {variant.label}{fits}")
    total = sum(each.seconds for each in found)
    print(f"{_duration(total):>14}  in all, {len(variants)} runs; {_end(total)}")
    return DONE


def _measure(variants: Sequence[Variant]) -> list[Forecast]:
    """Measure each cost once."""
    from genstudio.training import forecast

    known: dict[tuple[Value, ...], Forecast] = {}
    for variant in variants:
        key = forecast.cost_key(variant.recipe)
        if key not in known:
            print(f"Measuring {variant.label or 'a few steps'}…", file=sys.stderr, flush=True)
            *_, end = forecast.measure(variant.recipe, _sample(variant.recipe))
            assert isinstance(end, forecast.Forecast)
            known[key] = end
    return [known[forecast.cost_key(v.recipe)].at(v.recipe) for v in variants]


def _sample(recipe: Recipe) -> Sample:
    from genstudio.training.forecast import Sample

    how = {"channels": recipe.channels, "fit": recipe.fit}
    images = load.read_already(recipe.data, size=recipe.size, **how)
    if images is not None:
        return Sample.of(images)
    info = sources.describe(recipe.data)
    return Sample.noise(recipe, info.count, info.class_names)


def _sheet(recipe: Recipe, found: Forecast) -> list[str]:
    where = found.device
    if where == "CPU":
        where += f", {found.threads} thread{'s' * (found.threads != 1)}"
    rough = " (scaled from a smaller batch)" if found.is_scaled else ""
    noise = "" if found.is_real else "Measured with noise: the pictures are not read yet."
    time = f"about {_duration(found.seconds)} for {found.steps:,} steps; {_end(found.seconds)}"
    memory = f"about {found.needed / _MB:,.0f} MB needed, {found.free / _MB:,.0f} MB free"
    lines = [
        f"Speed   {found.pictures_per_second:,.0f} pictures/s on {where}{rough}",
        f"Time    {time}",
        f"Memory  {memory}: {_verdict(found)}",
        f"Seen    each picture about {found.times_seen:,.1f} times",
    ]
    return [*lines, noise] if noise else lines


def _verdict(found: Forecast) -> str:
    if found.fits:
        return "fits"
    if not found.offer:
        return "does not fit, and no smaller batch, width or picture would"
    flags = " ".join(f"--{name} {value}" for name, value in found.offer.items())
    return f"does not fit; {flags} does"


def _facts(variants: Sequence[Variant], found: Sequence[Forecast]) -> dict[str, Any]:
    runs = [
        {"label": variant.label, **asdict(each), "fits": each.fits}
        for variant, each in zip(variants, found, strict=True)
    ]
    if len(runs) == 1:
        return runs[0] | {"end": _moment(found[0].seconds).isoformat(timespec="seconds")}
    seconds = sum(each.seconds for each in found)
    end = _moment(seconds).isoformat(timespec="seconds")
    return {"runs": runs, "seconds": seconds, "end": end}


def _moment(seconds: float) -> datetime:
    return datetime.now().astimezone() + timedelta(seconds=seconds)


def _end(seconds: float) -> str:
    """Say when it would be done if it began now."""
    end = _moment(seconds)
    day = "" if end.date() == datetime.now().astimezone().date() else f"{end:%d %B} at "
    return f"done at {day}{end:%H:%M} if it began now"


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
