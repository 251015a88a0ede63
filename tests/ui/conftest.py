"""What every window test gets: a theme, settings, and a check that no thread is left."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread
from PySide6.QtWidgets import QApplication, QWidget

from genstudio.core.events import Event, Finished, Started, Step
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library
from genstudio.ui import theme, threads
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.window import Window

COLUMNS = ("loss", "reconstruction", "kl")


@pytest.fixture(autouse=True)
def no_thread_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves one of the app's threads running."""
    made: list[QThread] = []
    original = threads._Body.__init__

    def note(self: QThread, *args: object) -> None:
        original(self, *args)  # type: ignore[arg-type]
        made.append(self)

    monkeypatch.setattr(threads._Body, "__init__", note)
    yield
    left = [thread for thread in made if _is_running(thread)]
    for thread in left:
        thread.wait(2000)
    assert not left, f"{len(left)} threads were left running"


@pytest.fixture(autouse=True)
def widgets_deleted() -> Iterator[None]:
    """Delete what a test asked to be deleted: else every later theme restyles it as well."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def no_forecasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure nothing in the background, unless a test says how."""
    monkeypatch.setattr("genstudio.ui.train.forecaster._PATIENCE_MS", 10**8)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme."""
    theme.apply(qapp, "light")
    yield qapp
    theme.apply(qapp, "light")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of this test alone."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty library without bundled models."""
    return Library(tmp_path / "runs", bundled=tmp_path / "bundled")


@pytest.fixture
def studio(app: QApplication, library: Library) -> Iterator[Studio]:
    """A studio whose job, if any, is ended after the test."""
    studio = Studio(library)
    yield studio
    if studio.job is not None:
        studio.job.stop()
        studio.job.wait()


@pytest.fixture
def window(app: QApplication, studio: Studio, settings: Settings) -> Iterator[Window]:
    """The window on that studio, shown, its tabs not built yet."""
    window = Window(settings)
    window.adopt(studio)
    window.resize(1280, 800)
    window.show()
    app.processEvents()
    yield window
    if studio.job is not None:
        studio.job.stop()
        studio.job.wait()
    window.close()
    delete(window)


@pytest.fixture
def fake_jobs(monkeypatch: pytest.MonkeyPatch) -> FakeJobs:
    """Replace training by a job that counts its steps and saves when it is closed."""
    jobs = FakeJobs()
    module = types.ModuleType("genstudio.runs.jobs")
    module.train = jobs.train  # type: ignore[attr-defined]
    module.resume = jobs.train  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "genstudio.runs.jobs", module)
    import genstudio.runs

    monkeypatch.setattr(genstudio.runs, "jobs", module, raising=False)
    return jobs


class FakeJobs:
    """A job without torch: `total` steps, then done; notes what happened to it."""

    def __init__(self) -> None:
        self.total = 1_000_000
        self.saved_at: list[int] = []
        self.on_save: Callable[[], None] = lambda: None

    def train(self, folder: RunFolder, **_: object) -> Iterator[Event]:
        folder.change_summary(status="training", process=os.getpid())
        step = 0
        yield Started(
            run=str(folder.path), family="vae", step=0, total=self.total, batch=4, device="cpu",
            threads=1, parameters=10, columns=COLUMNS,
        )  # fmt: skip
        try:
            while step < self.total:
                step += 1
                yield Step(step, step / 100, COLUMNS, np.ones((1, 3)), 400.0, 100.0)
                threads.threading.Event().wait(0.001)
            yield Finished(step, "done", "Done.")
        finally:
            self.on_save()
            folder.change_summary(status="done" if step == self.total else "stopped", step=step)
            self.saved_at.append(step)


def delete(widget: QWidget) -> None:
    """Delete a window now; `deleteLater` alone would wait for an event loop that never comes."""
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _is_running(thread: QThread) -> bool:
    try:
        return thread.isRunning()
    except RuntimeError:  # deleted with its window
        return False
