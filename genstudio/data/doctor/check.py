"""Looking through a source from end to end: an iterator of progress that ends with a report."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from genstudio.core.events import Imported, Importing
from genstudio.core.recipe import Recipe
from genstudio.data import load
from genstudio.data.doctor import by_files, by_looks, marks, raw, twins
from genstudio.data.doctor.report import SEVERITIES, Report
from genstudio.data.doctor.seen import Seen
from genstudio.data.imageset import ImageSet


def check(recipe: Recipe) -> Iterator[Importing | Report]:
    """Check the pictures of `recipe` as it would train on them; the last event is a `Report`.

    Nothing is changed. Closing the iterator cancels. Raises `DataError` or `StorageError` with a
    sentence when the source cannot be read at all.
    """
    images = yield from _images(recipe)
    names, facts = yield from raw.look(recipe.data)
    measured = yield from marks.measure(images)
    found = yield from twins.find(images, measured)
    seen = Seen(images, recipe, names, facts, measured, found)
    findings = [*by_files.findings(seen), *by_looks.findings(seen)]
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    yield Report(recipe.data, images, tuple(findings))


def check_now(recipe: Recipe) -> Report:
    """Check to the end and return the report; see `check`."""
    for event in check(recipe):
        if isinstance(event, Report):
            return event
    raise AssertionError("a check ends with a Report")


def _images(recipe: Recipe) -> Generator[Importing, None, ImageSet]:
    events = load.load(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)
    for event in events:
        if isinstance(event, Imported):
            images: ImageSet = event.images
            return images
        yield event
    raise AssertionError("a load ends with Imported")
