"""The real window, offscreen or on a screen, for benchmarks that use it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from genstudio.ui.window import Window


@contextmanager
def home() -> Iterator[Path]:
    """Use an empty GenStudio folder for a while."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("GENSTUDIO_HOME")
        os.environ["GENSTUDIO_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("GENSTUDIO_HOME")
            if before is not None:
                os.environ["GENSTUDIO_HOME"] = before


@contextmanager
def window() -> Iterator[tuple[QApplication, Window]]:
    """Open the real window with torch loaded; closes it and ends its threads."""
    from PySide6.QtWidgets import QApplication

    from genstudio.ui.app import make_app, open_window

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = make_app([])
    with home():
        opened, wake = open_window(app)
        opened.resize(1280, 800)
        until(app, lambda: opened.are_tabs_built and opened.studio.is_torch_loaded, seconds=120)
        try:
            yield app, opened
        finally:
            opened.studio.stop()
            until(app, lambda: not opened.studio.is_training, seconds=60)
            opened.close()
            app.processEvents()
            wake.close()


def until(app: QApplication, seen: Callable[[], bool], *, seconds: float) -> None:
    """Run the event loop until `seen()`; raises `TimeoutError` after `seconds`."""
    end = time.perf_counter() + seconds
    while not seen():
        if time.perf_counter() > end:
            raise TimeoutError(f"Waited {seconds:g} s in vain.")
        app.processEvents()
        time.sleep(0.001)


def rest(app: QApplication, seconds: float) -> None:
    """Run the event loop for a while, as the app does: asleep when there is nothing to do."""
    from PySide6.QtCore import QTimer

    QTimer.singleShot(round(1000 * seconds), app, lambda: app.exit(0))
    app.exec()
