"""The tab with the real thing behind it: small runs on the bundled digits."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from genstudio.objectives import presets
from genstudio.ui.train.tab import TrainTab

pytest.importorskip("torch")
_PATIENCE = 60_000


def train(tab: TrainTab, qtbot: QtBot, objective: str, **choices: object) -> None:
    recipe = presets.recommend(objective, cores=2).change(**choices)
    tab._studio.train_requested.emit(recipe)
    assert tab.draft.recipe() == recipe
    tab.acts.start.trigger()


def wait_for_end(tab: TrainTab, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not tab._studio.is_training, timeout=_PATIENCE)


@pytest.mark.parametrize("objective", ["vae", "hinge", "pca"])
def test_each_family_trains_to_its_end_and_is_shown(
    tab: TrainTab, qtbot: QtBot, objective: str
) -> None:
    small = {"latent": 4} if objective == "pca" else {"latent": 4, "width": 4, "steps": 8}
    train(tab, qtbot, objective, **small)
    wait_for_end(tab, qtbot)
    record, progress = tab.watch.record, tab.watch.progress
    assert progress.finished is not None and progress.finished.reason == "done"
    assert tab.watch.banner.sentence == progress.finished.message
    for chart in record.charts:
        for line in chart.lines:
            assert record.curves[line.column].last() is not None, line.column
    tab.watch.curves.redraw()
    assert tab.watch.previews.step == progress.step == progress.total
    assert tab.watch.previews.head.redrawn.isEnabled() == (objective != "hinge")


def test_stop_and_resume_join_without_a_seam(tab: TrainTab, qtbot: QtBot) -> None:
    train(tab, qtbot, "vae", latent=4, width=4, steps=100_000)
    qtbot.waitUntil(lambda: tab.watch.progress.step >= 3, timeout=_PATIENCE)
    tab.acts.stop.trigger()
    wait_for_end(tab, qtbot)
    entry = tab._studio.library.entries()[0]
    stopped = entry.summary.step
    assert entry.summary.status == "stopped"
    assert f"step {stopped:,}, saved" in tab.watch.banner.sentence
    tab.acts.resume.trigger()
    qtbot.waitUntil(lambda: tab.watch.progress.step > stopped + 2, timeout=_PATIENCE)
    qtbot.waitUntil(lambda: len(tab.watch.record.curves["kl"]) > stopped, timeout=_PATIENCE)
    steps = tab.watch.record.curves["kl"].raw.x
    np.testing.assert_array_equal(steps, np.arange(1, len(steps) + 1))
    tab.acts.stop.trigger()
    wait_for_end(tab, qtbot)
