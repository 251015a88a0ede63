"""Slider → painted picture, at three sizes and while a VAE trains; gaps of the event loop."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks import studio
from benchmarks.figure import Figure
from genstudio.core import places
from genstudio.objectives import presets
from genstudio.runs import jobs
from genstudio.runs.library import Library
from genstudio.ui.explore.slider import LatentSlider
from genstudio.ui.explore.tab import ExploreTab
from genstudio.ui.widgets.picture import PictureView
from genstudio.ui.window import Window

MOVES = 400
_TRAINED_SIZE = 32
_LARGE = (64, 128)


def measure() -> list[Figure]:
    """Drag the first slider of the bundled VAE, twice; the second time while a VAE trains."""
    with studio.window() as (app, window):
        bundled = places.bundled("models") / "digits-vae"
        idle = _drag_run(app, window, bundled)
        large = {size: _drag_run(app, window, _made(size)) for size in _LARGE}
        _open(app, window, bundled)
        recipe = presets.recommend("vae", size=_TRAINED_SIZE).change(steps=1_000_000)
        window.studio.start(recipe)
        studio.until(app, lambda: window.studio.job_started is not None, seconds=60)
        window.show_place("explore")
        studio.rest(app, 2)
        busy = _drag(app, window)
        gaps = _gaps(app, 10.0)
    return [
        _figure("slider → painted, idle (p99)", idle, 8),
        _figure(f"slider → painted while a VAE trains at {_TRAINED_SIZE} px (p99)", busy, 12),
        _figure("gap of the event loop while it trains (p99)", gaps, 16, "1 ms timer, 10 s; "),
        *(
            _figure(f"slider → painted, recommended VAE at {size} px, idle (p99)", times, 33)
            for size, times in large.items()
        ),
    ]


def _made(size: int) -> Path:
    """Train the recommended VAE for one step: the time of its decoder does not depend on more."""
    recipe = presets.recommend("vae", size=size).change(steps=1, batch=2)
    folder = Library().create(recipe)
    for _ in jobs.train(folder):
        pass
    return folder.path


def _drag_run(app: QApplication, window: Window, run: Path) -> np.ndarray:
    _open(app, window, run)
    return _drag(app, window)


def _open(app: QApplication, window: Window, run: Path) -> None:
    """Open a run in Explore and wait until nothing of it is measured in the background."""
    window.studio.explore_requested.emit(str(run))
    studio.rest(app, 3)
    studio.until(app, lambda: bool(_sliders(window)), seconds=30)
    tab = window.build("explore")
    assert isinstance(tab, ExploreTab)
    studio.until(app, lambda: tab.surveyor.is_idle, seconds=300)


def _figure(name: str, values: np.ndarray, target: float, how: str = "") -> Figure:
    middle, high = np.percentile(values, [50, 99])
    note = f"{how}p50 {middle:.2f}, worst {values.max():.1f} of {len(values)}"
    return Figure(name=name, measured=float(high), unit="ms", target=target, note=note)


def _sliders(window: Window) -> list[LatentSlider]:
    return [s for s in window.findChildren(LatentSlider) if s.isVisible()]


class _Eye(QObject):
    """Notes when the picture has been painted."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__()
        self.painted = 0
        picture.installEventFilter(self)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.painted += 1
        return False


def _drag(app: QApplication, window: Window) -> np.ndarray:
    """Move one slider to and fro; return milliseconds from each move to its painted picture."""
    slider = _sliders(window)[0]
    views = [v for v in window.findChildren(PictureView) if v.isVisible()]
    eye = _Eye(max(views, key=lambda view: view.width() * view.height()))
    times = []
    for move in range(MOVES):
        wanted = round(slider.maximum() * np.sin(move / 20))
        if int(wanted) == slider.value():
            continue  # at the turn, where there is nothing to paint
        before, start = eye.painted, time.perf_counter()
        slider.setValue(int(wanted))
        while eye.painted == before and time.perf_counter() - start < 1:
            app.processEvents()
        times.append(1000 * (time.perf_counter() - start))
        studio.rest(app, 0.01)
    return np.array(times[MOVES // 10 :])


def _gaps(app: QApplication, seconds: float) -> np.ndarray:
    """Return the milliseconds between ticks of a 1 ms timer in a running event loop."""
    ticks: list[float] = []
    timer = QTimer(interval=1)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    QTimer.singleShot(int(1000 * seconds), app, lambda: app.exit(0))
    app.exec()
    timer.stop()
    return 1000 * np.diff(ticks)
