"""Compare's lock-step: a move of the walk → every chosen model's picture painted."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from benchmarks import studio
from benchmarks.figure import Figure
from genstudio.objectives import presets
from genstudio.runs import jobs
from genstudio.runs.library import Library
from genstudio.ui.compare.lockstep import LockStepPage

MOVES = 300
_SIZE = 32
_MODELS = (("vae", 0), ("vae", 1), ("rpgan", 0), ("rpgan", 1))
_COUNTS = (1, 4)  # pictures of each model
_TARGET = 33.0  # ms


def measure() -> list[Figure]:
    """Walk four recommended models at 32 px (two VAEs, two GANs), one step trained each."""
    with studio.window() as (app, window):
        library: Library = window.studio.library
        keys = [_made(library, objective, seed) for objective, seed in _MODELS]
        window.studio.runs_changed.emit()
        window.show_place("compare")
        window.studio.compare_requested.emit(keys)
        page = window.findChild(LockStepPage)
        page.parentWidget().setCurrentWidget(page)
        return [_figure(app, page, count) for count in _COUNTS]


def _figure(app: QApplication, page: LockStepPage, count: int) -> Figure:
    page.show_count(count)
    studio.until(app, lambda: _are_drawn(page, count), seconds=60)
    times = _walk(app, page)
    middle, high = np.percentile(times, [50, 99])
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    return Figure(
        name=f"lock-step of {len(_MODELS)} models at {_SIZE} px, {pictures} each (p99)",
        measured=float(high), unit="ms", target=_TARGET,
        note=f"p50 {middle:.2f}, worst {times.max():.1f} of {len(times)}; two recommended VAEs, "
        "two recommended GANs",
    )  # fmt: skip


def _made(library: Library, objective: str, seed: int) -> str:
    recipe = presets.recommend(objective, size=_SIZE).change(steps=1, batch=2, seed=seed)
    folder = library.create(recipe, name=f"{objective} {seed}")
    for _ in jobs.train(folder):
        pass
    return str(folder.path)


def _are_drawn(page: LockStepPage, count: int) -> bool:
    return len(page.views) == len(_MODELS) and all(view.count == count for view in page.views)


class _Eyes(QObject):
    """Notes which pictures have been painted since it was asked to look."""

    def __init__(self, views: list[QObject]) -> None:
        super().__init__()
        self.unseen: set[QObject] = set()
        self._views = views
        for view in views:
            view.installEventFilter(self)

    def look(self) -> None:
        self.unseen = set(self._views)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.unseen.discard(target)
        return False


def _walk(app: QApplication, page: LockStepPage) -> np.ndarray:
    """Move the walk to and fro; return milliseconds until the last model's picture is painted."""
    eyes = _Eyes(list(page.views))
    times = []
    for move in range(1, MOVES + 1):
        studio.rest(app, 0.01)
        before = page.walk.amount
        eyes.look()
        start = time.perf_counter()
        page.walk_to(0.5 + 0.5 * np.sin(move / 7.3))
        if page.walk.amount == before:
            continue  # at the turn, where there is nothing to paint
        while eyes.unseen and time.perf_counter() - start < 1:
            app.processEvents()
        times.append(1000 * (time.perf_counter() - start))
    return np.array(times[MOVES // 10 :])
