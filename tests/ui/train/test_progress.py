"""How far a run is, from its events."""

from __future__ import annotations

import pytest

from genstudio.core.events import Finished, Importing, Quality
from genstudio.ui import wording
from genstudio.ui.train import status
from genstudio.ui.train.progress import Progress

from .script import started, steps


def test_counts_steps_and_guesses_the_time_left() -> None:
    progress = Progress()
    progress.take(started(total=1000))
    assert progress.seconds_left is None
    for first in range(1, 101, 10):
        progress.take(steps(first, 10))  # ten steps a second
    assert (progress.step, progress.share) == (100, 0.1)
    assert progress.seconds_left is not None
    assert abs(progress.seconds_left - 90.0) < 1e-6


def test_only_the_last_ten_seconds_count() -> None:
    progress = Progress()
    progress.take(started(total=10_000))
    progress.take(steps(1, 1))
    for first in range(1000, 1300, 10):
        progress.take(steps(first, 10))
    left = progress.seconds_left
    assert left is not None and abs(left - (10_000 - 1299) / 10) < 1


def test_a_roll_back_forgets_the_rate() -> None:
    progress = Progress()
    progress.take(started(total=1000))
    for first in (1, 11, 21):
        progress.take(steps(first, 10))
    progress.take(steps(5, 1))
    assert progress.step == 5 and progress.seconds_left is None


def test_best_figure_is_kept_apart_from_the_newest() -> None:
    progress = Progress()
    progress.take(Quality(10, "figure", 3.0, best=True))
    progress.take(Quality(20, "figure", 4.0, best=False))
    assert progress.quality and progress.quality.step == 20
    assert progress.best and progress.best.step == 10


def test_the_time_left_of_reading_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress()
    for second, done in ((0, 1000), (1, 2000), (2, 3000)):
        monkeypatch.setattr("genstudio.ui.train.progress.time.monotonic", lambda s=second: s)
        progress.take(Importing(done, 63_000, "pictures"))
    assert progress.reading_left == pytest.approx(60)
    left = wording.duration(60)
    assert status.sentence(progress, "vae").endswith(f": 3,000 of 63,000, {left} left")


def test_sentences() -> None:
    progress = Progress()
    assert status.sentence(progress, "") == "Ready"
    assert status.sentence(progress, "vae") == "Starting vae…"
    progress.take(Importing(120, 5000, "pictures"))
    assert status.sentence(progress, "vae") == "Reading the pictures: 120 of 5,000"
    progress.take(started())
    assert status.sentence(progress, "vae") == "Training vae"
    progress.take(Finished(9, "diverged", "It blew up."))
    progress.stage = "ended"
    assert status.sentence(progress, "vae") == "vae: gave up"
    assert "exactly here" in status.stopped(12, 100)
    assert "before the first step" in status.stopped(0, 100)


def test_a_remembered_recipe_that_no_longer_fits_is_left() -> None:
    assert status.remembered({"objective": "vae", "nonsense": 1}) is None
    assert status.remembered(None) is None
    recipe = status.remembered({"latent": 3})
    assert recipe is not None and recipe.latent == 3
