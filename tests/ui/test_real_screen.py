"""On a real X screen, by a real pointer and keyboard: what the offscreen platform cannot show."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_TOOLS = ("xvfb-run", "xauth", "xdotool")
_MISSING = [tool for tool in _TOOLS if shutil.which(tool) is None]

_CODE = """
import subprocess
from PySide6.QtCore import QEventLoop, QTimer
from genstudio.ui.app import make_app, open_window

app = make_app([])
window, wake = open_window(app)

def rest(ms):
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()

def until(seen):
    for _ in range(600):
        if seen():
            return
        rest(50)
    raise SystemExit("waited in vain")

def click(widget, point):
    there = widget.mapToGlobal(point)
    subprocess.run(["xdotool", "mousemove", str(there.x()), str(there.y()), "click", "1"],
                   check=True)

until(lambda: window.are_tabs_built)
window.show_place("train")
box = window.rooms["train"].tab.choices.form.control("channels")
until(box.isVisible)
window.activateWindow()  # there is no window manager here
until(window.isActiveWindow)

def stands_still():
    before = box.mapToGlobal(box.rect().center())
    rest(700)
    return box.mapToGlobal(box.rect().center()) == before

until(lambda: window.rooms["train"].tab.data_box.look is not None)  # its thumbnails take room
until(stands_still)
click(box, box.rect().center())
until(box.view().isVisible)
rest(app.doubleClickInterval() + 50)  # the list ignores a hasty release
last = box.count() - 1
click(box.view().viewport(), box.view().visualRect(box.model().index(last, 0)).center())
until(lambda: not box.view().isVisible())
assert box.currentIndex() == last, box.currentText()
subprocess.run(["xdotool", "key", "ctrl+3"], check=True)
until(lambda: window.place == "explore")
window.close()
wake.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="X11")
@pytest.mark.skipif(bool(_MISSING), reason=f"{', '.join(_MISSING)} not installed")
def test_shortcuts_work_after_a_choice_from_a_list(tmp_path: Path) -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "xcb", "GENSTUDIO_HOME": str(tmp_path)}
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24", sys.executable, "-c", _CODE],
        capture_output=True, text=True, timeout=240, check=False, env=env,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
