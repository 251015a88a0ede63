"""Exploring the run in training: its weights arrive, it sharpens, it becomes the saved model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genstudio.core.recipe import Recipe
from genstudio.ui.studio import Studio

from .conftest import Lab
from .test_tab import sentence, shown

SLOW = Recipe(objective="vae", net="mlp", latent=6, width=4, steps=100_000, batch=32, threads=1)


def begin(lab: Lab, recipe: Recipe = SLOW) -> str:
    """Begin to train; returns the run's key."""
    lab.studio.start(recipe)
    return lab.studio.job_key


def end(lab: Lab) -> None:
    """Stop the job and wait for its end."""
    with lab.bot.waitSignal(lab.studio.job_ended, timeout=20_000):
        lab.studio.stop()


def stamps(lab: Lab) -> list[str]:
    """Collect the stamps of everything drawn from now on."""
    found: list[str] = []
    lab.tab.explorer.painter.drawn.connect(lambda drawing: found.append(drawing.stamp))
    return found


def test_the_run_in_training_is_on_top_of_the_list(lab: Lab) -> None:
    key = begin(lab)
    picker = lab.tab.picker
    assert picker.keys()[0] == key
    texts = [picker.itemText(row) for row in range(picker.count())]
    assert any(text.startswith("● training now: ") for text in texts)
    lab.bot.waitUntil(lambda: lab.library.entry(key).folder.has_model, timeout=20_000)
    end(lab)
    texts = [picker.itemText(row) for row in range(picker.count())]
    assert not any("training now" in text for text in texts)
    assert picker.findData(key) >= 0


def test_a_slider_held_still_sees_the_picture_sharpen(lab: Lab) -> None:
    key = begin(lab)
    lab.tab.explore(key)
    lab.bot.waitUntil(lambda: lab.tab.canvas.drawing is not None, timeout=20_000)
    z = lab.tab.panel.point.z
    lab.tab.panel.list.row(0).slider.began.emit()
    found, first = stamps(lab), shown(lab)
    lab.bot.waitUntil(lambda: len(set(found)) >= 3, timeout=20_000)
    steps = [int(stamp.rpartition("@")[2]) for stamp in found]
    assert steps == sorted(steps)
    assert not np.array_equal(shown(lab), first)
    assert np.array_equal(lab.tab.panel.point.z, z)
    lab.tab.panel.list.row(0).slider.ended.emit()
    end(lab)


def test_when_the_job_ends_the_saved_model_is_shown_and_no_slider_moves(lab: Lab) -> None:
    from genstudio.runs.model import Model

    key = begin(lab)
    lab.tab.explore(key)
    found = stamps(lab)
    lab.bot.waitUntil(lambda: len(set(found)) >= 2, timeout=20_000)
    lab.tab.panel.list.changed.emit(2, 1.25)
    z = lab.tab.panel.point.z
    end(lab)
    lab.settle()
    assert lab.tab.session.key == lab.tab.picker.key == key
    assert np.array_equal(lab.tab.panel.point.z, z)
    assert lab.tab.panel.point.stack.canUndo()
    saved = Model.open(Path(key))
    lab.bot.waitUntil(lambda: lab.tab.canvas.drawing.stamp == saved.stamp)
    assert np.array_equal(shown(lab), saved.decode(z[None])[0])


def test_weights_are_wanted_only_while_the_live_run_is_looked_at(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants: list[bool] = []
    original = Studio.want_weights

    def note(self: Studio, watcher: str, wanted: bool) -> None:
        wants.append(wanted)
        original(self, watcher, wanted)

    monkeypatch.setattr(Studio, "want_weights", note)
    key = begin(lab)
    assert wants[-1] is False
    lab.tab.explore(key)
    assert wants[-1] is True
    lab.tab.hide()
    assert wants[-1] is False
    lab.tab.show()
    assert wants[-1] is True
    lab.tab.explore(lab.key("pca"))
    assert wants[-1] is False
    lab.tab.explore(key)
    end(lab)
    assert wants[-1] is False


def test_rows_keep_their_places_while_it_trains(lab: Lab) -> None:
    key = begin(lab)
    lab.tab.explore(key)
    lab.bot.waitUntil(lambda: lab.tab.panel._ranking is not None, timeout=20_000)
    order, first = lab.tab.panel.list.order, lab.tab.panel._ranking
    lab.bot.waitUntil(lambda: lab.tab.panel._ranking is not first, timeout=20_000)
    assert lab.tab.panel.list.order == order
    end(lab)


def test_a_run_that_has_just_begun_says_so_and_then_shows(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from genstudio.data import load

    gate, original = threading.Event(), load.load

    def slow(*args: object, **options: object):
        gate.wait(20)
        yield from original(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "load", slow)
    key = begin(lab)
    lab.tab.explore(key)
    lab.bot.waitUntil(lambda: "just begun" in lab.tab.canvas.view.accessibleDescription())
    gate.set()
    lab.bot.waitUntil(lambda: lab.tab.canvas.drawing is not None, timeout=20_000)
    end(lab)


def test_a_run_that_fails_before_its_first_weights_is_a_sentence(lab: Lab) -> None:
    key = begin(lab, SLOW.change(data="folder:/nowhere/at/all"))
    lab.tab.explore(key)
    lab.bot.waitUntil(lambda: not lab.studio.is_training, timeout=20_000)
    lab.settle()
    assert "no weights yet" in sentence(lab)


def test_a_resumed_run_on_show_goes_on_live(lab: Lab) -> None:
    folder = lab.library.entry(lab.key("vae")).folder
    folder.write_recipe(folder.read_recipe().change(steps=100_000))
    lab.explore("vae")
    z, found = lab.tab.panel.point.z, stamps(lab)
    lab.studio.resume(lab.key("vae"))
    lab.bot.waitUntil(lambda: len(set(found)) >= 2, timeout=20_000)
    assert np.array_equal(lab.tab.panel.point.z, z)
    end(lab)


def test_other_runs_are_explored_undisturbed_while_one_trains(lab: Lab) -> None:
    begin(lab)
    lab.explore("pca")
    found = stamps(lab)
    lab.bot.wait(400)
    assert found == []
    end(lab)
    lab.settle()
    assert lab.tab.session.key == lab.key("pca")


def test_my_picture_keeps_its_sliders_while_the_model_learns(lab: Lab) -> None:
    from genstudio.ui.explore.posterior import Given

    key = begin(lab)
    lab.tab.explore(key)
    lab.bot.waitUntil(lambda: lab.tab.canvas.drawing is not None, timeout=20_000)
    picture = np.random.default_rng(0).integers(0, 256, (1, 28, 28), dtype=np.uint8)
    lab.tab.take(Given("own", picture))
    lab.bot.waitUntil(lambda: lab.tab.mine.seen is not None, timeout=20_000)
    z, first = lab.tab.panel.point.z, lab.tab.mine.seen
    lab.bot.waitUntil(lambda: lab.tab.mine.seen is not first, timeout=20_000)
    assert np.array_equal(lab.tab.panel.point.z, z)
    assert lab.tab.mine.seen is not None
    assert not np.array_equal(lab.tab.mine.seen.mu, z)
    end(lab)
    lab.settle()
    assert np.array_equal(lab.tab.panel.point.z, z)
