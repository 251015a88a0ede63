"""Time from the start of the process to the first paint, and stalls while torch loads."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time

from benchmarks import studio
from benchmarks.figure import Figure

STARTS = 5
_CHILD = """
import json, sys, time
started = float(sys.argv[1])
from genstudio.core import system
system.calm_openmp()
from PySide6.QtCore import QEvent, QObject, QTimer, Qt
from genstudio.ui.app import make_app, open_window

app = make_app([])

class Eye(QObject):
    painted = 0.0
    def eventFilter(self, target, event):
        if not self.painted and event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.note)
        return False
    def note(self):
        self.painted = self.painted or time.time()
        app.removeEventFilter(self)  # or every event would pass through here

eye = Eye()
app.installEventFilter(eye)
window, wake = open_window(app)
seen, gaps = [time.perf_counter()], []

def tick():
    now = time.perf_counter()
    gaps.append(now - seen[0])
    seen[0] = now
    studio = getattr(window, "studio", None)
    if window.are_tabs_built and studio is not None and studio.is_torch_loaded:
        print(json.dumps({"paint": eye.painted - started, "stall": max(gaps[1:])}))
        app.exit(0)

timer = QTimer(interval=5)
timer.setTimerType(Qt.TimerType.PreciseTimer)
timer.timeout.connect(tick)
timer.start()
app.exec()
window.close()
wake.close()
"""


def measure() -> list[Figure]:
    """Start the window several times in fresh processes."""
    results = []
    with studio.home():
        # As for a user, whose first start compiles our sources and whose later ones do not.
        compiling = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        for _ in range(STARTS + 1):
            command = [sys.executable, "-c", _CHILD, repr(time.time())]
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=120, check=True, env=compiling
            )
            results.append(json.loads(done.stdout.strip().splitlines()[-1]))
    warm = results[1:]
    paint = statistics.median(result["paint"] for result in warm)
    stall = statistics.median(result["stall"] for result in warm) * 1000
    worst = max(result["stall"] for result in warm) * 1000
    return [
        Figure(
            name="process start → window painted", measured=paint, unit="s", target=0.6,
            note=f"median of {STARTS} starts after one to warm the disk",
        ),
        Figure(
            name="longest stall while the tabs and torch load", measured=stall, unit="ms",
            target=100, note=f"5 ms timer, median of {STARTS} starts; the worst {worst:.0f} ms",
        ),
    ]  # fmt: skip
