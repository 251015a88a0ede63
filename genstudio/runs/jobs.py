"""Jobs: from a run folder to a stream of events, for the window, the command line and tests."""

from __future__ import annotations

import platform
import threading
from collections.abc import Generator, Iterator
from importlib.metadata import PackageNotFoundError, version

import torch

from genstudio.core.events import Event, Imported
from genstudio.core.recipe import Recipe
from genstudio.data import load
from genstudio.data.imageset import ImageSet
from genstudio.runs.folder import RunFolder
from genstudio.runs.recorder import describe_data, record
from genstudio.training import engine


def train(
    folder: RunFolder, *, weights_wanted: threading.Event | None = None
) -> Generator[Event, None, None]:
    """Train the new run in `folder` from the start; closing the iterator saves.

    Raises `ValueError` or `OSError` with a sentence for the user.
    """
    return record(folder, _events(folder, resume=False, wanted=weights_wanted))


def resume(
    folder: RunFolder, *, weights_wanted: threading.Event | None = None
) -> Generator[Event, None, None]:
    """Go on with a run from its rolling checkpoint, exactly as if it had never stopped.

    A run that has no checkpoint yet starts from the beginning.
    """
    return record(folder, _events(folder, resume=folder.has_checkpoint, wanted=weights_wanted))


def files(folder: RunFolder) -> engine.Files:
    """Return the checkpoints' places in a run folder."""
    return engine.Files(rolling=folder.rolling_path, best=folder.best_path)


def _events(
    folder: RunFolder, *, resume: bool, wanted: threading.Event | None
) -> Generator[Event, None, None]:
    recipe = folder.read_recipe()
    images: ImageSet | None = None
    for event in _import(recipe):
        yield event
        if isinstance(event, Imported):
            images = event.images
    assert images is not None
    recipe = _settled(folder, recipe, images, resume=resume)
    training = engine.train(
        recipe, images, files(folder),
        run=str(folder.path), resume=resume, weights_wanted=wanted,
    )  # fmt: skip
    yield from training


def _import(recipe: Recipe) -> Iterator[Event]:
    return load.load(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)


def _settled(folder: RunFolder, recipe: Recipe, images: ImageSet, *, resume: bool) -> Recipe:
    """Write down what the pictures turned out to be; refuse to resume on other pictures."""
    summary = folder.read_summary()
    if resume and summary.data_fingerprint not in ("", images.fingerprint):
        raise ValueError(
            f"The pictures of {recipe.data} have changed since this run began, so it cannot go on "
            "from where it was. Train again from its recipe."
        )
    channels = "grey" if images.pictures.shape[1] == 1 else "colour"
    if recipe.channels != channels:
        recipe = recipe.change(channels=channels)
        folder.write_recipe(recipe)
    summary = describe_data(summary, images)
    folder.change_summary(
        shape=summary.shape, data_name=summary.data_name, data_count=summary.data_count,
        data_fingerprint=summary.data_fingerprint, class_names=summary.class_names,
        environment=environment(),
    )  # fmt: skip
    return recipe


def environment() -> dict[str, str]:
    """Return the versions a run depends on."""
    try:
        own = version("genstudio")
    except PackageNotFoundError:
        own = "unknown"
    return {
        "genstudio": own,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "platform": platform.platform(),
    }
