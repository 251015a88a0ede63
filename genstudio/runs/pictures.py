"""A run's own pictures and their latents, for whoever looks back at them. Never downloads."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from genstudio.core.events import Event, Imported, Working
from genstudio.core.recipe import Recipe
from genstudio.data import load, shapes, sources
from genstudio.data.imageset import DataError, ImageSet
from genstudio.runs.model import Model

_CHUNK = 256
MOST = 60_000


@dataclass(frozen=True, eq=False)
class Codes:
    """Latents `points` `(N, d)` (the means, where an encoder gives clouds) of pictures.

    `rows` `(N,)` are the pictures' places in `images`, `labels` `(N,)` their classes or None.
    For a model without an encoder they are draws of the prior and `images` is None.
    """

    points: np.ndarray
    rows: np.ndarray
    labels: np.ndarray | None
    class_names: tuple[str, ...]
    images: ImageSet | None


def read(recipe: Recipe) -> Iterator[Event]:
    """Read a run's data; the last event is `Imported`.

    Raises `DataError` with a sentence where a download would be needed.
    """
    if sources.describe(recipe.data).needs_download:
        raise DataError("They are not on this computer any more; give a picture of your own.")
    yield from load.load(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)


def stand_in(recipe: Recipe) -> Recipe | None:
    """Where a run's data would have to be downloaded: bundled pictures of the same classes."""
    if not recipe.data.startswith("torchvision:"):
        return None
    try:
        wanted = sources.describe(recipe.data)
    except DataError:
        return None
    alike = [
        info
        for info in sources.known()
        if info.spec.startswith("builtin:") and info.class_names == wanted.class_names
    ]
    return recipe.change(data=alike[0].spec) if wanted.needs_download and alike else None


def codes(model: Model, *, most: int = MOST) -> Generator[Event, None, Codes]:
    """Encode up to `most` of a run's training pictures, telling how far it is.

    Raises `DataError` with a sentence: no pictures here, or of another size than the model's.
    """
    recipe = model.recipe
    other = stand_in(recipe)
    images: ImageSet | None = None
    for event in read(other or recipe):
        if isinstance(event, Imported):
            images = event.images
        else:
            yield event
    assert images is not None
    if images.shape != model.shape:
        raise DataError(f"The pictures of {recipe.data} have another size than this model's.")
    rows = images.used if other else np.unique(images.split(recipe.held_out, recipe.split_seed)[0])
    rows = np.sort(np.random.default_rng(0).permutation(rows)[:most])
    labels = None if images.labels is None else images.labels[rows]
    points = yield from _encoded(model, images, rows, labels)
    names = tuple(images.class_names)
    return Codes(points, rows, labels, names, images)


def draws(model: Model, *, count: int, seed: int = 0) -> Codes:
    """Return `count` draws of a model's prior as if they were the latents of pictures."""
    points = model.draw_latents(count, seed=seed)
    labels = np.arange(count) % model.classes if model.classes else None
    names = model.class_names if model.classes else ()
    return Codes(points, np.arange(count), labels, tuple(names), None)


def known_factors(found: Codes) -> tuple[tuple[str, ...], np.ndarray] | None:
    """Return the names and values `(N, F)` of what the pictures were drawn from, where known."""
    images = found.images
    if images is None or images.name != sources.describe("builtin:shapes").label:
        return None
    if len(images) != shapes.COUNT:
        return None
    return shapes.FACTORS, shapes.factors()[found.rows]


def _encoded(
    model: Model, images: ImageSet, rows: np.ndarray, labels: np.ndarray | None
) -> Generator[Event, None, np.ndarray]:
    found = np.empty((len(rows), model.latent), np.float32)
    for start in range(0, len(rows), _CHUNK):
        yield Working(start, len(rows), "pictures encoded")
        part = slice(start, start + _CHUNK)
        told = None
        if model.classes and labels is not None:
            told = np.eye(model.classes, dtype=np.float32)[labels[part]]
        found[part] = model.encode(np.ascontiguousarray(images.pictures[rows[part]]), told).mu
    return found
