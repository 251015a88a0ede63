"""The queue in the tab: added, reordered, edited, removed, varied; what it says of itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from genstudio.core.events import Finished
from genstudio.objectives import presets
from genstudio.ui.train.queueing import Queueing
from genstudio.ui.train.sweep_dialog import SweepDialog
from genstudio.ui.train.tab import TrainTab

from .script import ScriptedJob, started, steps


def queueing(tab: TrainTab, count: int = 0) -> Queueing:
    """The tab's queue with `count` recipes of seeds 0, 1, … in it."""
    for seed in range(count):
        tab._studio.train_requested.emit(presets.recommend("vae", cores=2).change(seed=seed))
        tab.queueing.acts.add.trigger()
    return tab.queueing


def seeds(queue: Queueing) -> list[int]:
    return [item.read_recipe().seed for item in queue.line.waiting]


def choose(queue: Queueing, *places: int) -> None:
    keys = [queue.line.waiting[place].key for place in places]
    queue.panel.list.clearSelection()
    queue.panel.list.choose(keys)


def test_an_empty_queue_takes_no_room(tab: TrainTab) -> None:
    queue = tab.queueing
    assert queue.panel.isHidden() and queue.acts.add.isEnabled()
    assert "empty" in queue.acts.go_on.toolTip() and not queue.acts.go_on.isEnabled()


def test_a_recipe_that_cannot_be_is_not_added(tab: TrainTab) -> None:
    tab.data_box.problem = "These pictures are gone."
    tab.choices.changed.emit()
    assert not tab.queueing.acts.add.isEnabled()
    assert tab.queueing.acts.add.toolTip() == "These pictures are gone."


def test_added_ones_are_listed_with_names_and_can_be_started(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    queue = queueing(tab, 2)
    assert queue.panel.isVisible() and queue.panel.title == "Queue  ·  2 waiting"
    texts = [queue.panel.list.item(row).text() for row in range(2)]
    assert texts == ["vae digits", "vae digits 2"]
    assert queue.acts.go_on.text() == "Start the &queue"
    queue.acts.go_on.trigger()
    job.say(started(total=40), steps(1, 40))
    qtbot.waitUntil(lambda: tab.watch.progress.step >= 40)
    assert queue.panel.title.startswith("Queue  ·  run 1 of 2")
    assert queue.acts.go_on.text() == "Pause after &this run"
    assert "in training" in queue.panel.list.item(0).text()
    assert not tab.acts.start.isEnabled() and queue.acts.add.isEnabled()


def test_stop_says_what_waits_and_offers_to_go_on(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    queue = queueing(tab, 2)
    queue.acts.go_on.trigger()
    job.say(started(), steps(1, 10))
    qtbot.waitUntil(lambda: tab.watch.progress.step >= 10)
    tab.acts.stop.trigger()
    qtbot.waitUntil(lambda: "The queue is paused" in tab.watch.banner.sentence)
    assert tab.watch.banner.sentence.startswith(f"Stopped at step {job.step}, saved.")
    button = tab.watch.banner._act
    assert button.isVisible() and button.text() == "Go on with the queue"
    assert queue.panel.title == "Queue  ·  2 waiting  ·  paused"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(job.begun) == 2)
    assert job.begun[0][1] == job.begun[1][1]  # the same run, resumed


def test_a_run_that_ends_is_followed_by_the_next_and_both_are_told(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    queue = queueing(tab, 2)
    queue.acts.go_on.trigger()
    job.say(started(), Finished(10, "done", "Trained."))
    job.end()
    qtbot.waitUntil(lambda: len(job.begun) == 2)
    qtbot.waitUntil(lambda: bool(tab.watch.banner.sentence))
    assert tab.watch.banner.sentence == "“vae digits” is done. Now “vae digits 2” is trained."
    assert queue.panel.title.startswith("Queue  ·  run 2 of 2")


def test_keys_move_and_remove_and_undo_brings_back(tab: TrainTab, qtbot: QtBot) -> None:
    queue = queueing(tab, 4)
    rows = queue.panel.list
    rows.setFocus()
    choose(queue, 3)
    QTest.keyClick(rows, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert seeds(queue) == [0, 1, 3, 2] and rows.chosen() == [queue.line.waiting[2].key]
    qtbot.mouseClick(queue.panel._up, Qt.MouseButton.LeftButton)
    assert seeds(queue) == [0, 3, 1, 2]
    choose(queue, 0, 2)
    QTest.keyClick(rows, Qt.Key.Key_Delete)
    assert seeds(queue) == [3, 2]
    qtbot.mouseClick(queue.panel._clear, Qt.MouseButton.LeftButton)
    assert seeds(queue) == [] and queue.panel.isVisible()  # undo can still be reached
    queue.acts.undo.trigger()
    queue.acts.undo.trigger()
    assert seeds(queue) == [0, 3, 1, 2]
    assert not queue.acts.undo.isEnabled()


def test_a_drag_changes_the_order(tab: TrainTab, qtbot: QtBot) -> None:
    queue = queueing(tab, 3)
    model = queue.panel.list.model()
    assert model.moveRow(model.index(-1, -1), 0, model.index(-1, -1), 3)  # as a drop does
    qtbot.waitUntil(lambda: seeds(queue) == [1, 2, 0])


def test_editing_one_that_waits(tab: TrainTab) -> None:
    queue, standard = queueing(tab, 2), presets.recommend("vae", cores=2).steps
    choose(queue, 1)
    queue.panel._edit.click()
    assert tab.draft.value("seed") == 1 and queue.panel._editing.isVisible()
    tab.draft.set("steps", 77)
    queue.save_edit()
    assert [item.read_recipe().steps for item in queue.line.waiting] == [standard, 77]
    assert queue.panel._editing.isHidden()
    choose(queue, 0)
    queue.panel._edit.click()
    tab.draft.set("steps", 88)
    queue.panel.cancel_asked.emit()
    assert [item.read_recipe().steps for item in queue.line.waiting] == [standard, 77]


def test_the_one_in_training_is_neither_moved_nor_removed(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    queue = queueing(tab, 2)
    queue.acts.go_on.trigger()
    job.say(started())
    qtbot.waitUntil(lambda: tab.watch.progress.started is not None)
    choose(queue, 0)
    panel = queue.panel
    assert not any(b.isEnabled() for b in (panel._up, panel._down, panel._edit, panel._remove))
    panel._clear.click()
    assert seeds(queue) == [0]


# -- the dialog of sweeps -----------------------------------------------------------------------


@pytest.fixture
def dialog(tab: TrainTab) -> SweepDialog:
    """The dialog as the tab opens it."""
    tab.queueing.acts.vary.trigger()
    [dialog] = tab.findChildren(SweepDialog)
    return dialog


def vary(dialog: SweepDialog, name: str) -> None:
    dialog.first.field.setCurrentIndex(dialog.first.field.findData(name))
    dialog.first.field.activated.emit(dialog.first.field.currentIndex())


def test_two_values_and_two_seeds_make_four_runs(
    tab: TrainTab, dialog: SweepDialog, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "Choose a field" in dialog._sentence.text())
    assert not dialog.add.isEnabled()
    vary(dialog, "beta")
    assert dialog.first.text.text() == "0.5, 1, 2"  # a suggestion around the present value
    dialog.first.text.setText("1, 4")
    dialog.seeds.setValue(2)
    assert dialog.add.text() == "&Add 4 runs" and "beta 4, seed 1" in dialog._names.text()
    dialog.add.click()
    waiting = tab.queueing.line.waiting
    assert [item.name for item in waiting] == [
        f"vae digits, beta {b}, seed {s}" for b in (1, 4) for s in (0, 1)
    ]
    assert {item.group for item in waiting} == {"vae digits: beta × seed"}


def test_a_range_in_equal_ratios(dialog: SweepDialog) -> None:
    vary(dialog, "lr")
    dialog.first.how.setCurrentIndex(1)
    dialog.first.how.activated.emit(1)
    dialog.first.low.setValue(1e-4)
    dialog.first.high.setValue(1e-2)
    assert [v.label for v in dialog.variants] == ["lr 0.0001", "lr 0.001", "lr 0.01"]
    dialog.first.log.setChecked(False)
    assert [v.label for v in dialog.variants] == ["lr 0.0001", "lr 0.00505", "lr 0.01"]


def test_words_are_all_suggested_and_what_cannot_be_is_said(dialog: SweepDialog) -> None:
    vary(dialog, "likelihood")
    assert len(dialog.variants) >= 2 and not dialog.first.how.isEnabled()
    dialog.first.text.setText("gaussian, poisson")
    assert "likelihood" in dialog._sentence.text() and not dialog.add.isEnabled()
    vary(dialog, "latent")
    dialog.first.text.setText("8, many")
    assert "latent is a whole number" in dialog._sentence.text()
    dialog.first.text.setText("")
    assert "no values" in dialog._sentence.text()
