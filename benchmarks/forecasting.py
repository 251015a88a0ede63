"""Forecasts against the real, short runs they foretell, in turns, on the bundled digits."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure
from genstudio.core.events import Finished, Started
from genstudio.core.recipe import Recipe
from genstudio.data import load
from genstudio.data.imageset import ImageSet
from genstudio.objectives import presets
from genstudio.training import engine, forecast
from genstudio.training.forecast import Forecast, Sample

SECONDS = 15.0
OBJECTIVES = ("vae", "hinge", "pca")


def measure() -> list[Figure]:
    """Forecast, train, forecast again: the mean of both forecasts over what it took."""
    figures = []
    for objective in OBJECTIVES:
        recipe = presets.recommend(objective)
        images = load.load_now(
            recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit
        )
        steps = recipe.steps * SECONDS / _forecast(recipe, images).seconds
        recipe = recipe.change(steps=max(round(steps), 1))
        before = _forecast(recipe, images)
        real = _train(recipe, images)
        told = (before.seconds + _forecast(recipe, images).seconds) / 2
        ratio = told / real
        figures.append(
            Figure(
                name=f"forecast of {objective} ÷ its run", measured=max(ratio, 1 / ratio),
                unit="", target=1.25,
                note=f"either way round; told {told:.1f} s, took {real:.1f} s",
            )
        )  # fmt: skip
    return figures


def _forecast(recipe: Recipe, images: ImageSet) -> Forecast:
    *_, end = forecast.measure(recipe, Sample.of(images))
    assert isinstance(end, Forecast)
    return end


def _train(recipe: Recipe, images: ImageSet) -> float:
    """Return the seconds from the first step to the end, everything beside training included."""
    began = end = 0.0
    with tempfile.TemporaryDirectory() as name:
        files = engine.Files(Path(name) / "rolling", Path(name) / "best")
        for event in engine.train(recipe, images, files):
            if isinstance(event, Started):
                began = time.perf_counter()
            if isinstance(event, Finished):
                end = time.perf_counter()
    return end - began
