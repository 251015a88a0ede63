"""The queue at work: what follows what, what holds it, what a new start finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from genstudio.core.events import Event, Finished
from genstudio.core.recipe import Recipe
from genstudio.core.sweep import Variant
from genstudio.runs.folder import RunFolder
from genstudio.runs.queue import Queue
from genstudio.ui.line import Line
from genstudio.ui.studio import Studio
from genstudio.ui.window import Window


@pytest.fixture
def line(studio: Studio, fake_jobs: Any) -> Line:
    """The studio's line; its runs are short, and torch is said to be there."""
    fake_jobs.total = 5
    studio.mark_torch_loaded()
    return studio.line


def add(line: Line, *names: str) -> None:
    for seed, name in enumerate(names):
        line.add([Variant("", Recipe(seed=seed, steps=5))], base=name)


def names(line: Line) -> list[str]:
    return [item.name for item in line.waiting]


def listen(line: Line) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    line.said.connect(lambda sentence, kind: said.append((sentence, kind)))
    return said


def statuses(line: Line) -> dict[str, str]:
    return {e.name: e.summary.status for e in line._studio.library.entries()}


def test_three_runs_follow_one_another_and_it_says_so(line: Line, qtbot: QtBot) -> None:
    said = listen(line)
    add(line, "a", "b", "c")
    assert not line._studio.is_training  # adding starts nothing
    line.go_on()
    assert line.in_training is not None and line.in_training.name == "a" and line.total == 3
    qtbot.waitUntil(lambda: not line.waiting and not line._studio.is_training)
    qtbot.waitUntil(lambda: len(said) == 3)
    assert said == [
        ("“a” is done. Now “b” is trained.", "info"),
        ("“b” is done. Now “c” is trained.", "info"),
        ("The queue is done: 3 of 3 runs are trained.", "good"),
    ]
    assert statuses(line) == {"a": "done", "b": "done", "c": "done"}
    assert line.total == 0 and not line.is_held
    assert line.queue.other_worker() == 0


def test_what_waits_follows_a_run_that_was_started_by_hand(line: Line, qtbot: QtBot) -> None:
    add(line, "next")
    line._studio.start(Recipe(steps=5))
    qtbot.waitUntil(lambda: not line.waiting and not line._studio.is_training)
    assert statuses(line) == {"vae digits": "done", "next": "done"}


def test_stop_holds_the_line_and_going_on_resumes_the_same_run(
    line: Line, fake_jobs: Any, qtbot: QtBot
) -> None:
    said = listen(line)
    fake_jobs.total = 1_000_000
    add(line, "a", "b")
    line.go_on()
    qtbot.waitUntil(lambda: line._studio.job_started is not None)
    line._studio.stop()
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("The queue is paused; 2 runs are left in it.", "info")]
    assert line.is_held and not line._studio.is_training and names(line) == ["a", "b"]
    assert statuses(line) == {"a": "stopped"}
    fake_jobs.total = 5
    line.go_on()
    qtbot.waitUntil(lambda: not line.waiting and not line._studio.is_training)
    assert statuses(line) == {"a": "done", "b": "done"}  # and no third run


def test_resuming_the_stopped_run_by_hand_releases_the_line(
    line: Line, fake_jobs: Any, qtbot: QtBot
) -> None:
    fake_jobs.total = 1_000_000
    add(line, "a", "b")
    line.go_on()
    qtbot.waitUntil(lambda: line._studio.job_started is not None)
    line._studio.stop()
    qtbot.waitUntil(lambda: line.is_held)
    fake_jobs.total = 5
    line._studio.resume(line.waiting[0].run)
    qtbot.waitUntil(lambda: not line.waiting and not line._studio.is_training)
    assert statuses(line) == {"a": "done", "b": "done"}


def test_hold_lets_the_present_run_end_and_begins_no_other(line: Line, qtbot: QtBot) -> None:
    add(line, "a", "b")
    line.go_on()
    line.hold()
    qtbot.waitUntil(lambda: names(line) == ["b"] and not line._studio.is_training)
    qtbot.wait(50)
    assert line.is_held and statuses(line) == {"a": "done"}


def test_a_failure_and_a_divergence_go_on_with_the_next(
    line: Line, fake_jobs: Any, qtbot: QtBot
) -> None:
    fail(fake_jobs, {"a": ValueError("The pictures are gone."), "b": "diverged"})
    said = listen(line)
    add(line, "a", "b", "c")
    line.go_on()
    qtbot.waitUntil(lambda: len(said) == 3)
    assert said[0] == ("“a” failed: The pictures are gone. Now “b” is trained.", "warning")
    assert said[1] == ("“b” diverged. Now “c” is trained.", "warning")
    conclusion = "The queue is done: 1 of 3 runs are trained."
    how = "“a” failed: The pictures are gone. “b” diverged."
    assert said[2] == (f"{conclusion} {how}", "warning")
    assert statuses(line)["c"] == "done"


def test_three_failures_in_a_row_hold_the_line(line: Line, fake_jobs: Any, qtbot: QtBot) -> None:
    fail(fake_jobs, dict.fromkeys("abcd", ValueError("The disk is gone.")))
    said = listen(line)
    add(line, *"abcd")
    line.go_on()
    qtbot.waitUntil(lambda: line.is_held)
    assert names(line) == ["d"] and "Three runs in a row failed" in said[-1][0]


def test_a_recipe_that_cannot_be_read_is_passed_over(line: Line, qtbot: QtBot) -> None:
    add(line, "odd", "b")
    line.queue.change(line.waiting[0].key, recipe={"colour_of_magic": 8})
    line.go_on()
    qtbot.waitUntil(lambda: not line.waiting and not line._studio.is_training)
    assert statuses(line) == {"b": "done"}


def test_a_full_disk_holds_the_line_and_loses_nothing(
    line: Line, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[str] = []
    line._studio.erred.connect(lambda failure: shown.append(failure.message))
    add(line, "a", "b")

    def full(*_: object, **__: object) -> None:
        raise OSError("The disk is full: recipe.json was not saved.")

    monkeypatch.setattr(line._studio.library, "create", full)
    line.go_on()
    assert line.is_held and names(line) == ["a", "b"]
    assert shown == ["The disk is full: recipe.json was not saved."]


def test_a_new_start_finds_the_line_and_waits_to_be_asked(
    line: Line, fake_jobs: Any, qtbot: QtBot
) -> None:
    add(line, "a", "b")
    later = Studio(line._studio.library)
    later.mark_torch_loaded()
    qtbot.wait(50)
    assert names(later.line) == ["a", "b"] and later.line.is_held and not later.is_training


def test_while_another_program_works_through_it_nothing_starts_here(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    line._studio.erred.connect(lambda failure: shown.append(failure.message))
    add(line, "a")
    monkeypatch.setattr("os.getpid", lambda: 1)  # the other program
    Queue.begin_work(line.queue)
    monkeypatch.undo()
    monkeypatch.setattr("genstudio.runs.queue._is_at_work", lambda _: True)
    line.go_on()
    assert line.is_held and not line._studio.is_training
    assert "Another program works through the queue (process 1)" in shown[0]


def test_a_damaged_file_is_told_and_stops_nothing_else(studio: Studio) -> None:
    studio.line.queue.path.parent.mkdir(parents=True, exist_ok=True)
    studio.line.queue.path.write_text("[]", encoding="utf-8")
    later = Studio(studio.library)
    assert later.line.waiting == () and "is damaged" in later.line.problem


def test_closing_the_window_holds_the_line_in_the_middle(
    window: Window, line: Line, fake_jobs: Any, qtbot: QtBot
) -> None:
    fake_jobs.total = 1_000_000
    add(line, "a", "b")
    line.go_on()
    qtbot.waitUntil(lambda: line._studio.job_started is not None)
    window.close()
    assert window.leaving.question is not None
    window.leaving.question.defaultButton().click()
    qtbot.waitUntil(lambda: not window.isVisible())
    qtbot.wait(50)
    assert not line._studio.is_training and statuses(line) == {"a": "stopped"}
    assert names(line) == ["a", "b"]


def test_the_question_stands_while_the_queue_goes_on(
    window: Window, line: Line, fake_jobs: Any, qtbot: QtBot
) -> None:
    fake_jobs.total = 1_000_000
    add(line, "a", "b")
    line.go_on()
    first = line._studio.job_key
    qtbot.waitUntil(lambda: line._studio.job_started is not None)
    window.close()
    fake_jobs.total = 0  # ends now, while the question stands
    qtbot.waitUntil(lambda: line._studio.job_key not in ("", first))
    question = window.leaving.question
    assert isinstance(question, QMessageBox) and question.isVisible()
    question.defaultButton().click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not line._studio.is_training


def fail(fake_jobs: Any, how: dict[str, Exception | str]) -> None:
    """Have runs of some names fail or diverge."""
    import sys

    real = fake_jobs.train

    def train(folder: RunFolder, **options: object) -> Iterator[Event]:
        wanted = how.get(Path(folder.path).name.split("-")[-1])
        if isinstance(wanted, Exception):
            raise wanted
        if wanted == "diverged":
            yield Finished(3, "diverged", "The figures became infinite.")
            return
        yield from real(folder, **options)

    sys.modules["genstudio.runs.jobs"].resume = train  # type: ignore[attr-defined]
