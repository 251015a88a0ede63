"""The map: how long a frame takes at 60,000 points, and how far off its inverse is."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QApplication

from benchmarks.figure import Figure
from genstudio.core import places
from genstudio.core.events import Worked
from genstudio.runs import plane as planes
from genstudio.runs.model import Model
from genstudio.runs.pictures import Codes
from genstudio.runs.plane import Plane
from genstudio.ui import theme
from genstudio.ui.explore.map_view import MapView

POINTS, FRAMES = 60_000, 300
_HELD_OUT = 500


def measure() -> list[Figure]:
    """Pan and zoom over made-up points; invert a t-SNE of the bundled digits."""
    app = QApplication.instance() or QApplication([])
    theme.apply(app, "light")
    return [*_frames(app), *_inverse()]


def _frames(app: QApplication) -> list[Figure]:
    view = MapView()
    view.resize(1000, 800)
    view.show()
    view.show_plane(_made_up().prepared())
    app.processEvents()

    def pan(frame: int) -> None:
        view._look(view.camera.moved(3 * np.sin(frame / 9), 2 * np.cos(frame / 7)))

    def zoom(frame: int) -> None:
        view.zoom(1.05 if frame % 100 < 50 else 1 / 1.05)

    pans, zooms = _times(view, pan), _times(view, zoom)
    view.close()
    return [
        _figure(f"map pan, {POINTS:,} points, 1000 × 800 (p99)", pans),
        _figure(f"map zoom, {POINTS:,} points, 1000 × 800 (p99)", zooms),
    ]


def _times(view: MapView, move: Callable[[int], None]) -> np.ndarray:
    """Milliseconds of each frame, by the clock and of this process alone, `(FRAMES, 2)`."""
    found = np.empty((FRAMES, 2))
    for frame in range(FRAMES):
        before = time.perf_counter(), time.process_time()
        move(frame)
        view.repaint()
        after = time.perf_counter(), time.process_time()
        found[frame] = 1000 * (np.array(after) - before)
    return found


def _figure(name: str, values: np.ndarray) -> Figure:
    (middle, own_middle), (high, own) = np.percentile(values, [50, 99], axis=0)
    note = (
        f"p50 {middle:.2f}; of processor time p50 {own_middle:.2f}, p99 {own:.2f}; {FRAMES} frames"
    )
    return Figure(name=name, measured=float(high), unit="ms", target=16, note=note)


def _made_up() -> Plane:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 10, POINTS)
    middles = generator.standard_normal((10, 2)) * 3
    at = (middles[labels] + generator.standard_normal((POINTS, 2))).astype(np.float32)
    names = tuple("0123456789")
    return Plane("t-sne", at, Codes(at, np.arange(POINTS), labels, names, None))


def _inverse() -> list[Figure]:
    """Places of held-out points, answered from the others: by neighbours, and by the nearest."""
    model = Model.open(places.bundled("models") / "digits-vae")
    found = [e.result for e in planes.chart(model) if isinstance(e, Worked)]
    laid = next(each for each in found if isinstance(each, Plane) and each.kind == "t-sne")
    out = np.random.default_rng(1).permutation(len(laid))[:_HELD_OUT]
    kept = np.setdiff1d(np.arange(len(laid)), out)
    codes = laid.codes
    some = Codes(codes.points[kept], codes.rows[kept], None, (), codes.images)
    others = Plane("t-sne", laid.places[kept], some)
    truth = codes.points[out]
    pictures = model.decode(truth).astype(np.float32) / 255
    errors = {}
    for count in (1, planes.NEIGHBOURS):
        z = others.latents(laid.places[out], neighbours=count)
        drawn = model.decode(z).astype(np.float32) / 255
        errors[count] = (
            float(np.sqrt(np.square(z - truth).sum(1).mean())),
            float(np.square(drawn - pictures).mean()),
        )
    (nearest_z, nearest_x), (near_z, near_x) = errors[1], errors[planes.NEIGHBOURS]
    how = f"{_HELD_OUT} of {len(laid):,} points held out"
    return [
        Figure(
            name="map's inverse, latent error against the nearest point's",
            measured=near_z / nearest_z, unit="×", target=1,
            note=f"RMS {near_z:.3f} against {nearest_z:.3f}; {how}",
        ),
        Figure(
            name="map's inverse, picture error against the nearest point's",
            measured=near_x / nearest_x, unit="×", target=1,
            note=f"MSE {near_x:.4f} against {nearest_x:.4f}; {how}",
        ),
    ]  # fmt: skip
