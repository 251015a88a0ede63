"""What is said about the held-out figure."""

from __future__ import annotations

from genstudio.core.events import Quality
from genstudio.ui.train.charts import charts_for
from genstudio.ui.train.judged_words import judged_words

from .script import GAN_COLUMNS


def test_a_network_s_figure_is_called_quality_and_pixels_a_stand_in() -> None:
    local = judged_words("FD-local · a1b2c3", "", best=None, beside=None)
    assert local["title"] == "FD-local · a1b2c3" and "This is quality" in local["note"]
    pixel = judged_words("FD-pixel", "", best=None, beside=None)
    assert "stand-in" in pixel["note"] and "quality" not in pixel["note"]


def test_which_figure_chose_the_best_is_said() -> None:
    own = Quality(40, "held-out loss (nats/image)", 96.5, best=True)
    note = judged_words(own.name, "", best=own, beside=None)["note"]
    assert note == "On held-out pictures: lower is better. Best by this: step 40."
    assert "points" in judged_words("FD of points", "", best=None, beside=None)["note"]


def test_a_change_of_measure_the_best_step_and_the_loss_beside_are_said() -> None:
    best = Quality(1200, "FD-local · a1b2c3", 2.0, best=True)
    loss = Quality(1500, "held-out loss (nats/image)", -812.25, best=False, chooses=False)
    note = judged_words(best.name, "FD-pixel", best=best, beside=loss)["note"]
    assert "Before: FD-pixel." in note and "Best by this: step 1,200." in note
    assert "Held-out loss: −812" in note and note.endswith("nats/image.")


def test_an_own_figure_keeps_its_unit_apart() -> None:
    words = judged_words("held-out error (MSE)", "", best=None, beside=None)
    assert (words["title"], words["unit"]) == ("Held-out error", "MSE")


def test_the_losses_of_a_gan_say_that_they_are_not_quality() -> None:
    losses = next(chart for chart in charts_for(GAN_COLUMNS) if chart.key == "losses")
    assert "not quality" in losses.note
