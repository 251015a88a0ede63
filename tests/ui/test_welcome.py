"""The welcome page: three doors, recent and interrupted runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from genstudio.core.recipe import Recipe
from genstudio.runs import png
from genstudio.runs.library import Library
from genstudio.ui.doors import Door
from genstudio.ui.recent import ago
from genstudio.ui.studio import Studio
from genstudio.ui.window import Window


def drop(target: object, path: Path) -> bool:
    """Drag a folder over a widget and let go; says whether it was welcome."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    actions, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPoint(5, 5), actions, mime, left, none))
    return bool(enter.isAccepted())


def make_run(library: Library, name: str, **summary: object) -> str:
    """A run with a checkpoint, as a stopped or finished training leaves it."""
    folder = library.create(Recipe(), name=name)
    folder.rolling_path.write_bytes(b"weights")
    folder.change_summary(**{"status": "stopped", "step": 50, "total": 200, **summary})
    return str(folder.path)


def make_bundled(library: Library, name: str) -> str:
    """A bundled run."""
    key = make_run(Library(library._bundled), name, status="done")
    library.entries()
    return key


def texts(widget) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def pretend_ready(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the window believe its tabs are there."""
    monkeypatch.setattr(Window, "are_tabs_built", True)


def test_the_doors_open_by_mouse_and_by_keyboard(window: Window, qtbot) -> None:
    welcome = window.welcome
    welcome.allow_bundled(True)
    for door, signal in (
        (welcome.bundled, welcome.bundled_wanted),
        (welcome.digits, welcome.digits_wanted),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(door, Qt.MouseButton.LeftButton)
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
            with qtbot.waitSignal(signal):
                qtbot.keyClick(door, key)


def test_digits_lead_to_train(window: Window, studio: Studio, qtbot, monkeypatch) -> None:
    pretend_ready(window, monkeypatch)
    with qtbot.waitSignal(studio.data_chosen) as chosen:
        window.welcome.digits.click()
    assert chosen.args == ["builtin:digits"]
    assert window.place == "train"


def test_a_bundled_vae_is_preferred(
    window: Window, studio: Studio, library: Library, qtbot, monkeypatch
) -> None:
    pretend_ready(window, monkeypatch)
    assert not window.welcome.bundled.isEnabled()
    assert "No bundled model" in window.welcome.bundled.toolTip()
    gan = make_bundled(library, "a gan")
    Library(Path(gan).parent).entry(gan).folder.change_summary(family="gan")
    vae = make_bundled(library, "b vae")
    window.routes.refresh()
    with qtbot.waitSignal(studio.explore_requested) as chosen:
        window.welcome.bundled.click()
    assert chosen.args == [vae]
    assert window.place == "explore"


def test_what_is_wished_too_early_happens_when_the_tabs_are_there(
    window: Window, studio: Studio, qtbot, monkeypatch
) -> None:
    heard = []
    studio.data_chosen.connect(heard.append)
    window.welcome.digits.click()
    window.routes.use_pictures("/pictures")
    assert heard == [] and "Getting ready" in window.statusBar().currentMessage()
    pretend_ready(window, monkeypatch)
    window.routes.go_on()
    assert heard == ["folder:/pictures"], "the last wish counts, once"
    window.routes.go_on()
    assert len(heard) == 1


def test_own_pictures_are_chosen_and_the_folder_is_remembered(
    window: Window, studio: Studio, tmp_path: Path, monkeypatch
) -> None:
    pretend_ready(window, monkeypatch)
    asked, heard = [], []
    studio.data_chosen.connect(heard.append)

    def ask(parent: object, title: str, start: str) -> str:
        asked.append(start)
        return str(tmp_path) if len(asked) < 3 else ""

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    for _ in range(3):  # the third time it is cancelled
        window.welcome.own.click()
    assert heard == [f"folder:{tmp_path}"] * 2
    assert asked[1:] == [str(tmp_path)] * 2


def test_folders_can_be_dropped_on_the_door_and_anywhere(
    window: Window, studio: Studio, library: Library, tmp_path: Path, monkeypatch
) -> None:
    pretend_ready(window, monkeypatch)
    data, runs = [], []
    studio.data_chosen.connect(data.append)
    studio.explore_requested.connect(runs.append)
    pictures = tmp_path / "my pictures"
    pictures.mkdir()
    (tmp_path / "a.png").write_bytes(b"")
    assert drop(window.welcome.own, pictures)
    assert drop(window, pictures)
    assert data == [f"folder:{pictures}"] * 2
    assert drop(window, tmp_path / "a.png") and len(data) == 2
    assert "an empty file" in window.statusBar().currentMessage()
    assert not window.welcome.digits.acceptDrops()
    run = make_run(library, "one")
    assert drop(window, Path(run))
    assert runs == [run] and len(data) == 2


def test_without_runs_it_says_what_will_be_here(window: Window) -> None:
    assert "Your runs will be listed here" in texts(window.welcome)


def test_recent_runs_say_how_far_they_are_and_can_be_explored(
    window: Window, library: Library, studio: Studio, qtbot, monkeypatch
) -> None:
    pretend_ready(window, monkeypatch)
    keys = [make_run(library, f"run {number}", status="done") for number in range(8)]
    png.save_sheet(
        Path(keys[0]) / "previews" / "000000001.png", np.zeros((64, 1, 28, 28), np.uint8)
    )
    studio.runs_changed.emit()
    rows = window.welcome.rows
    assert len(rows) == 6
    assert "50 of 200 steps · finished · just now" in texts(rows[0])
    assert rows[0].explore.isVisible() and not rows[0].resume.isVisible()
    with qtbot.waitSignal(studio.explore_requested) as chosen:
        rows[0].explore.click()
    assert chosen.args == [rows[0].entry.key]


def test_a_damaged_run_is_listed_with_its_sentence(window: Window, library: Library) -> None:
    key = make_run(library, "broken")
    (Path(key) / "recipe.json").write_text("{")
    window.routes.refresh()
    [row] = window.welcome.rows
    assert "not valid JSON" in texts(row)
    assert not row.explore.isVisible() and not row.resume.isVisible()


def test_an_interrupted_run_is_offered_until_it_goes_on(
    window: Window, library: Library, studio: Studio, fake_jobs, qtbot
) -> None:
    key = make_run(library, "cut short", status="training", process=2**30)
    other = make_run(library, "other", status="done")
    window.show_place("explore")
    window.routes.offer(library.recover())
    assert window.place == "welcome"
    first, second = window.welcome.rows
    assert "Interrupted at step 50 of 200. Go on?" in texts(first)
    assert second.entry.key == other
    assert not first.resume.isEnabled() and "Getting ready" in first.resume.toolTip()
    studio.mark_torch_loaded()
    first = window.welcome.rows[0]
    assert first.resume.isEnabled()
    with qtbot.waitSignal(studio.job_began) as began:
        first.resume.click()
    assert began.args == [key] and window.place == "train"
    window.show_place("welcome")
    assert "Interrupted" not in texts(window.welcome)
    assert not any(row.resume.isEnabled() for row in window.welcome.rows)


def test_nothing_interrupted_is_offered_without_reason(window: Window, library: Library) -> None:
    make_run(library, "stopped on purpose")
    window.show_place("compare")
    window.routes.offer(library.recover())
    assert window.place == "compare"
    window.show_place("welcome")
    assert "Interrupted" not in texts(window.welcome)


def test_only_one_run_can_go_on_at_a_time(
    window: Window, library: Library, studio: Studio, fake_jobs
) -> None:
    make_run(library, "stopped")
    studio.mark_torch_loaded()
    studio.start(Recipe())
    window.routes.refresh()
    row = next(row for row in window.welcome.rows if row.entry.name == "stopped")
    assert not row.resume.isEnabled() and "Another run" in row.resume.toolTip()


def test_why_nothing_can_be_trained_is_said(window: Window, library: Library) -> None:
    make_run(library, "stopped")
    window.routes.refuse_training("PyTorch could not be loaded.")
    assert window.welcome.rows[0].resume.toolTip() == "PyTorch could not be loaded."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "just now"),
        (61, "1 minute ago"),
        (3599, "59 minutes ago"),
        (7300, "2 hours ago"),
        (86_400, "1 day ago"),
        (86_400 * 6, "6 days ago"),
    ],
)
def test_moments_are_told_as_people_do(seconds: int, words: str) -> None:
    now = datetime(2026, 5, 20, 12, tzinfo=UTC)
    assert ago((now - timedelta(seconds=seconds)).isoformat(), now) == words


def test_long_ago_is_a_date_and_nonsense_is_nothing() -> None:
    now = datetime(2026, 5, 20, 12, tzinfo=UTC)
    assert ago("2026-05-03T12:00:00+00:00", now) == "on 3 May 2026"
    assert ago("", now) == "" and ago("yesterday", now) == ""


def test_doors_light_up_only_under_a_folder(window: Window, tmp_path: Path) -> None:
    door: Door = window.welcome.own
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(door, enter)
    assert door.property("dropping") is True
    QApplication.sendEvent(
        door, QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, left, none)
    )
    assert door.property("dropping") is False
