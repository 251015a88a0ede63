"""The tab: acts enabled when they make sense, a run followed from its start to its end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from genstudio.core.events import Finished, Quality, RolledBack
from genstudio.core.history import HistoryWriter
from genstudio.data import sources
from genstudio.objectives import presets
from genstudio.runs import png
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure
from genstudio.ui.train.primary import PrimaryButton
from genstudio.ui.train.resuming import ResumeDialog
from genstudio.ui.train.tab import TrainTab

from .script import GAN_COLUMNS, VAE_COLUMNS, ScriptedJob, preview, started, steps


def states(tab: TrainTab) -> dict[str, bool]:
    acts = tab.acts
    named = {"start": acts.start, "pause": acts.pause, "stop": acts.stop, "resume": acts.resume}
    return {name: action.isEnabled() for name, action in named.items()}


def wait_for_step(tab: TrainTab, qtbot: QtBot, step: int) -> None:
    qtbot.waitUntil(lambda: tab.watch.progress.step >= step)


def make_stopped_run(studio: Studio, *, step: int = 20, name: str = "old") -> str:
    """A run of the library that was stopped at `step`, with history and a preview."""
    folder = studio.library.create(presets.recommend("vae", cores=2), name=name)
    writer = HistoryWriter(folder.history_path, VAE_COLUMNS)
    writer.extend(steps(1, step, value=5.0))
    writer.close()
    png.save_sheet(folder.previews_path / f"{step:09d}.png", np.full((4, 1, 28, 28), 9, np.uint8))
    folder.rolling_path.write_bytes(b"weights")
    folder.change_summary(status="stopped", step=step, total=1000)
    studio.runs_changed.emit()
    return str(folder.path)


def test_before_torch_nothing_can_start_and_the_reason_is_said(
    studio: Studio, settings: Settings, qtbot: QtBot
) -> None:
    tab = TrainTab(studio, settings)
    qtbot.addWidget(tab)
    assert not any(states(tab).values())
    assert "Getting ready" in tab.acts.start.toolTip()
    assert "Getting ready" in tab.choices._problem.text()
    studio.mark_torch_loaded()
    assert states(tab)["start"] and not tab.choices._problem.text()
    tab.close()


def test_start_pause_continue_stop(tab: TrainTab, job: ScriptedJob, qtbot: QtBot) -> None:
    assert states(tab) == {"start": True, "pause": False, "stop": False, "resume": False}
    tab.acts.start.trigger()
    job.say(started(), steps(1, 10))
    wait_for_step(tab, qtbot, 10)
    assert states(tab) == {"start": False, "pause": True, "stop": True, "resume": False}
    assert tab.watch.readout.status.startswith("Training")
    tab.acts.pause.trigger()
    assert tab.acts.pause.text() == "&Continue"
    assert tab.watch.readout.status.startswith("Paused")
    tab.acts.pause.trigger()
    assert tab.acts.pause.text() == "&Pause"
    tab.acts.stop.trigger()
    assert tab.watch.readout.status == "Saving…"
    assert not any(states(tab).values())
    qtbot.waitUntil(lambda: not tab._studio.is_training)
    assert states(tab) == {"start": True, "pause": False, "stop": False, "resume": True}
    expected = f"Stopped at step {job.step:,}, saved. Resume goes on from exactly here."
    assert tab.watch.banner.sentence == expected


def test_the_keyboard_passes_from_train_to_pause(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    buttons = {button.defaultAction(): button for button in tab.choices.findChildren(QToolButton)}
    train = tab.choices.findChild(PrimaryButton)
    train.setFocus()
    qtbot.keyClick(train, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: states(tab)["pause"])
    assert tab.focusWidget() is buttons[tab.acts.pause]


def test_two_starts_make_one_run(tab: TrainTab, job: ScriptedJob, qtbot: QtBot) -> None:
    tab.acts.start.trigger()
    tab.start()
    tab.acts.start.trigger()
    job.say(started())
    wait_for_step(tab, qtbot, 1)
    assert len(job.begun) == 1 and len(tab._studio.library.entries()) == 1


def test_the_recipe_of_the_form_is_the_one_trained(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    recipe = presets.recommend("hinge", cores=2).change(steps=123, seed=4)
    tab._studio.train_requested.emit(recipe)
    tab.acts.start.trigger()
    job.end()
    qtbot.waitUntil(lambda: not tab._studio.is_training)
    entry = tab._studio.library.entries()[0]
    assert entry.recipe == recipe


def test_a_run_that_finishes_says_so_and_stays_on_show(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    tab.acts.start.trigger()
    quality = Quality(40, "held-out loss (nats/image)", 96.5, best=True)
    job.say(started(total=40), preview(0), steps(1, 40), quality, preview(40))
    job.say(Finished(40, "done", "Trained 40 steps."))
    job.end()
    qtbot.waitUntil(lambda: not tab._studio.is_training)
    assert tab.watch.banner.sentence == "Trained 40 steps."
    assert tab.watch.readout.status.endswith(": done")
    assert tab.watch.readout.figure("step") == "40 of 40"
    assert tab.watch.previews.step == 40
    keys = [view.chart.key for view in tab.watch.curves.views]
    assert keys == ["reconstruction", "kl", "quality"]
    tab.watch.curves.redraw()
    last = tab.watch.curves.views[-1]
    assert "96.5" in last._header.text() and "step 40" in last._note.text()


def test_a_gan_has_losses_and_scores(tab: TrainTab, job: ScriptedJob, qtbot: QtBot) -> None:
    tab.choices.form.take(presets.recommend("hinge", cores=2))
    tab.acts.start.trigger()
    job.say(started("gan"), steps(1, 5, GAN_COLUMNS, value=0.5))
    wait_for_step(tab, qtbot, 5)
    views = tab.watch.curves.views
    assert [view.chart.key for view in views] == ["losses", "scores", "quality"]
    assert "not quality" in views[0]._note.text()
    assert "cannot tell" in views[1]._note.text()
    assert tab.watch.fold._button.text() == "What is going on? A GAN"


def test_a_failure_stays_as_a_sentence(tab: TrainTab, job: ScriptedJob, qtbot: QtBot) -> None:
    tab.acts.start.trigger()
    job.say(started())
    job.fail(ValueError("The disk is full. Free some space."))
    qtbot.waitUntil(lambda: not tab._studio.is_training)
    assert tab.watch.banner.sentence == "The disk is full. Free some space."
    assert states(tab)["start"]


def test_a_roll_back_is_told_and_the_curve_goes_back(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    tab.acts.start.trigger()
    job.say(started(), steps(1, 50), RolledBack(50, 20, "learning rate × 0.5"), steps(21, 5))
    qtbot.waitUntil(lambda: bool(tab.watch.banner.sentence))
    assert "step 20" in tab.watch.banner.sentence
    assert "learning rate × 0.5" in tab.watch.banner.sentence
    kl = tab.watch.record.curves["kl"]
    np.testing.assert_array_equal(np.diff(kl.raw.x), 1.0)


def test_resume_shows_the_past_and_goes_on(tab: TrainTab, job: ScriptedJob, qtbot: QtBot) -> None:
    key = make_stopped_run(tab._studio)
    assert states(tab)["resume"] and "old" in tab.acts.resume.toolTip()
    tab.acts.resume.trigger()
    job.say(started(step=20), steps(21, 5, value=2.0))
    wait_for_step(tab, qtbot, 25)
    kl = tab.watch.record.curves["kl"]
    qtbot.waitUntil(lambda: len(kl) >= 25)
    assert job.begun == [("resume", key)]
    np.testing.assert_array_equal(kl.raw.y[:25], [5.0] * 20 + [2.0] * 5)
    assert tab.watch.previews.step == 20


def test_resume_another_lists_the_runs_newest_first(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    first = make_stopped_run(tab._studio, name="first")
    make_stopped_run(tab._studio, name="second")
    tab.acts.resume_other.trigger()
    dialog = tab.findChild(ResumeDialog)
    assert dialog is not None and dialog.table.rowCount() == 2
    names = [dialog.table.item(row, 0).text() for row in range(2)]  # type: ignore[union-attr]
    dialog.table.selectRow(names.index("first"))
    dialog.accept()
    job.end()
    qtbot.waitUntil(lambda: not tab._studio.is_training)
    assert job.begun == [("resume", first)]


def test_a_finished_or_bundled_run_is_not_offered(tab: TrainTab) -> None:
    key = make_stopped_run(tab._studio)
    tab._studio.library.entry(key).folder.change_summary(status="done")
    tab._studio.runs_changed.emit()
    assert not states(tab)["resume"]


def test_bad_pictures_forbid_the_start_with_the_reason(
    tab: TrainTab, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "empty").mkdir()
    tab._studio.data_chosen.emit(f"folder:{tmp_path / 'empty'}")
    qtbot.waitUntil(lambda: bool(tab.data_box.problem))
    assert not states(tab)["start"]
    assert tab.choices._problem.text() == tab.data_box.problem
    tab._studio.data_chosen.emit("builtin:digits")
    assert states(tab)["start"]


def test_a_download_is_asked_for_first(tab: TrainTab, job: ScriptedJob, qtbot: QtBot) -> None:
    far = next(info for info in sources.known() if info.needs_download)
    with qtbot.waitSignal(tab.data_box.described):
        tab._studio.data_chosen.emit(far.spec)
    tab.acts.start.trigger()
    box = tab.findChild(QMessageBox)
    assert box is not None and far.label in box.text() and not job.begun
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert not tab._studio.is_training


def test_a_library_that_cannot_be_written_is_an_error(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("No permission for the library.")

    monkeypatch.setattr(tab._studio.library, "create", refuse)
    with qtbot.waitSignal(tab._studio.erred) as blocker:
        tab.acts.start.trigger()
    failure = blocker.args[0]
    assert isinstance(failure, Failure) and failure.message == "No permission for the library."
    assert not tab._studio.is_training and states(tab)["start"]


def test_explore_and_compare_ask_for_this_run(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    assert not tab.acts.explore.isEnabled()
    tab.acts.start.trigger()
    job.say(started())
    qtbot.waitUntil(tab.acts.explore.isEnabled)
    key = tab._studio.job_key
    with qtbot.waitSignal(tab._studio.explore_requested) as blocker:
        tab.acts.explore.trigger()
    assert blocker.args == [key]
    with qtbot.waitSignal(tab._studio.compare_requested) as blocker:
        tab.acts.compare.trigger()
    assert blocker.args == [[key]]


def test_the_last_choices_are_there_again(
    studio: Studio, settings: Settings, qtbot: QtBot, picture_folder: Path
) -> None:
    tab = TrainTab(studio, settings)
    qtbot.addWidget(tab)
    studio.data_chosen.emit(f"folder:{picture_folder}")
    qtbot.waitUntil(lambda: tab.data_box.look is not None)
    tab.draft.set("latent", 5)
    tab.choices.form.open_advanced(True)
    tab.save_state()
    tab.close()
    again = TrainTab(studio, settings)
    qtbot.addWidget(again)
    assert again.draft.recipe() == tab.draft.recipe()
    assert again.data_box.spec == f"folder:{picture_folder}"
    assert again.choices.form.is_advanced_open
    again.close()


def test_log_scale_and_numbers_are_acts(tab: TrainTab, job: ScriptedJob, qtbot: QtBot) -> None:
    tab.acts.start.trigger()
    job.say(started(), steps(1, 5, value=3.0))
    wait_for_step(tab, qtbot, 5)
    curves = tab.watch.curves
    curves.numbers_action.trigger()
    curves.redraw()
    item = curves._numbers.item(0, 2)
    assert item is not None and item.text() in ("3", "1")
    assert curves.log_action in tab.actions_()


def test_shortcuts_are_all_different(tab: TrainTab) -> None:
    keys = [a.shortcut().toString() for a in tab.actions_() if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys)) >= 6


def test_everything_that_takes_the_keyboard_has_a_name(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    tab.acts.start.trigger()
    job.say(started(), steps(1, 5))
    wait_for_step(tab, qtbot, 5)
    tab.choices.form.open_advanced(True)
    nameless = [
        widget
        for widget in tab.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.objectName().startswith("qt_")  # parts of Qt's own widgets
        and not (widget.accessibleName() or _text(widget))
    ]
    assert not [type(widget).__name__ for widget in nameless]


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def test_every_act_has_a_tip(tab: TrainTab) -> None:
    for action in tab.actions_():
        assert isinstance(action, QAction)
        assert action.isSeparator() or action.toolTip()
