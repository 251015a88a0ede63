"""Jobs: from a run folder to a stream of events, for the window, the command line and tests."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator

from genstudio.core.events import Event, Imported
from genstudio.core.recipe import Recipe
from genstudio.data import load, treat
from genstudio.data.imageset import ImageSet
from genstudio.runs.folder import RunFolder
from genstudio.runs.recorder import record
from genstudio.training import engine, mixing


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


def mix(folder: RunFolder) -> Generator[Event, None, None]:
    """Fit the mixture of Gaussians that a run has not got yet (an older one, or one killed).

    Reads its pictures again, yielding events. Raises `ValueError` or `OSError` with a sentence.
    """
    recipe, path = folder.read_recipe(), folder.best_path
    if not path.is_file():
        path = folder.rolling_path
    if not mixing.suits(recipe):
        raise ValueError("Only a model with an encoder that was trained can have a mixture.")
    images: ImageSet | None = None
    for event in _import(recipe):
        if isinstance(event, Imported):
            images = event.images
            _check_same(folder, recipe, images)
        yield event
    assert images is not None
    scene, _ = engine.prepare(recipe, images, files(folder))
    drawn = scene.pictures(mixing.some_of(scene.chosen, images.shape))
    mixing.mix_file(path, scene.state.average.model, drawn)


def files(folder: RunFolder) -> engine.Files:
    """Return the checkpoints' places in a run folder."""
    return engine.Files(folder.rolling_path, folder.best_path, folder.moments_path)


def _events(
    folder: RunFolder, *, resume: bool, wanted: threading.Event | None
) -> Generator[Event, None, None]:
    recipe = folder.read_recipe()
    images: ImageSet | None = None
    for event in _import(recipe):
        if isinstance(event, Imported):
            images = event.images
            if resume:
                _check_same(folder, recipe, images)
        yield event
    assert images is not None
    training = engine.train(
        recipe, images, files(folder),
        run=str(folder.path), resume=resume, weights_wanted=wanted,
    )  # fmt: skip
    yield from training


def _import(recipe: Recipe) -> Iterator[Event]:
    events = load.load(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)
    return treat.treating(events, recipe)


def _check_same(folder: RunFolder, recipe: Recipe, images: ImageSet) -> None:
    """Refuse to resume on other pictures."""
    if folder.read_summary().data_fingerprint not in ("", images.fingerprint):
        raise ValueError(
            f"The pictures of {recipe.data} have changed since this run began, so it cannot go on "
            "from where it was. Train again from its recipe."
        )
