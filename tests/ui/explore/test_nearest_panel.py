"""Nearest training pictures beside the one on show; copies are called so; it follows the run."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.data.load import load_now
from genstudio.evaluation import neighbours
from genstudio.evaluation.neighbours import Near
from genstudio.ui.explore.nearest_panel import NearestPanel, verdict

from .conftest import Lab


@pytest.fixture(autouse=True)
def few_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare fewer held-out pictures than the program does, to be quick."""
    monkeypatch.setattr(neighbours, "_HELD_OUT", 100)


def opened(lab: Lab, name: str = "vae") -> NearestPanel:
    lab.explore(name)
    lab.tab.side.nearest_fold.set_open(True)
    panel = lab.tab.nearest
    lab.bot.waitUntil(lambda: not panel.labour.is_busy and panel.view.count == 5, timeout=60_000)
    lab.settle()
    return panel


def test_it_shows_the_nearest_of_the_runs_training_pictures(lab: Lab) -> None:
    panel = opened(lab)
    recipe = lab.tab.session.model.front.recipe
    images = load_now(recipe.data, size=28, channels=recipe.channels, fit=recipe.fit)
    train, _ = images.split(recipe.held_out, recipe.split_seed)
    assert panel.note.text().startswith("Distance ")
    picture = lab.tab.explorer.picture
    near = panel._spaces[0].nearest(picture)
    assert set(near.rows) <= set(train) and (np.diff(near.distances) >= 0).all()
    before = panel.note.text()
    lab.tab.panel.reset_act.trigger()
    lab.bot.waitUntil(lambda: panel.note.text() != before, timeout=30_000)


def test_a_training_picture_itself_is_called_a_copy(lab: Lab) -> None:
    panel = opened(lab)
    space = panel._spaces[0]
    row = int(space._rows[3])
    near = space.nearest(np.asarray(panel._images.pictures[row]))
    assert near.rows[0] == row and "looks like a copy" in verdict(near)
    shifted = np.roll(np.asarray(panel._images.pictures[row]), 1, axis=2)
    near = space.nearest(shifted)
    assert near.rows[0] == row and "when shifted a little; looks like a copy" in verdict(near)


def test_nothing_is_read_until_it_is_seen(lab: Lab) -> None:
    lab.explore("gan")
    assert not lab.tab.nearest.labour.is_busy and lab.tab.nearest._images is None


def test_it_follows_to_another_run_and_can_be_left_in_the_middle(lab: Lab) -> None:
    panel = opened(lab)
    lab.explore("gan")
    assert panel.labour.is_busy or panel.view.count == 5
    lab.tab.close()
    assert not panel.labour.is_busy


@pytest.mark.parametrize("data", ["folder:/nowhere/at/all", "torchvision:KMNIST"])
def test_pictures_that_are_gone_are_a_sentence(lab: Lab, data: str) -> None:
    folder = lab.library.entry(lab.key("vae")).folder
    folder.write_recipe(folder.read_recipe().change(data=data))
    lab.explore("vae")
    lab.tab.side.nearest_fold.set_open(True)
    panel = lab.tab.nearest
    lab.bot.waitUntil(lambda: not panel.labour.is_busy, timeout=30_000)
    assert len(panel.note.text()) > 20 and not panel.view.isVisible()


def test_the_verdict_is_in_numbers() -> None:
    rows, distances = np.arange(5), np.linspace(0.05, 0.1, 5)
    assert "42 of 100 held-out" in verdict(Near("pixels", rows, distances, 0.42))
    assert "looks like a copy" in verdict(Near("pixels", rows, distances, 0.002))
    moved = Near("pixels", rows, distances, 0.002, "mirrored")
    assert verdict(moved).startswith("Distance 0.050 when mirrored; looks like a copy")
