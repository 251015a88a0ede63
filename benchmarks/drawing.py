"""Redrawing a chart of four million points, as Train and Compare draw it."""

from __future__ import annotations

import time

import numpy as np

from benchmarks import studio
from benchmarks.figure import Figure

POINTS = 4_000_000
REDRAWS = 60


def measure() -> list[Figure]:
    """Redraw and paint the real chart at changing ranges."""
    with studio.window() as (app, _):
        from genstudio.ui.widgets.chart import Chart, Line
        from genstudio.ui.widgets.chart_view import ChartView
        from genstudio.ui.widgets.curve import Curve

        curve = Curve(0.9)
        steps = np.arange(1, POINTS + 1, dtype=float)
        curve.extend(steps, np.random.default_rng(0).standard_normal(POINTS))
        view = ChartView(Chart("k", "KL", "nats", (Line("kl", "KL", 0),)), {"kl": curve})
        view.resize(800, 300)
        view.show()
        app.processEvents()
        times = []
        for turn in range(REDRAWS):
            start = time.perf_counter()
            view.redraw(1, POINTS - turn * 1000)
            view.plot.viewport().repaint()
            times.append(1000 * (time.perf_counter() - start))
        view.close()
    high = float(np.percentile(times[5:], 95))
    return [
        Figure(
            name="redraw of 4 × 10⁶ points, raw and smoothed (median)",
            measured=float(np.median(times[5:])), unit="ms", target=8,
            note=f"800 × 300 px, paint included; p95 {high:.1f} ms",
        )
    ]  # fmt: skip
