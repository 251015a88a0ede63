"""Starting the real window: painted first, loaded afterwards."""

from __future__ import annotations

import json
import subprocess
import sys

_CODE = """
import json, sys, threading
from PySide6.QtCore import QTimer
from genstudio.ui import app as shell
HEAVY = ("numpy", "pydantic", "pyqtgraph", "torch", "sklearn")
QT = ("PySide6", "shiboken6", "pyqtgraph", "genstudio.ui")
seen = {"elsewhere": []}
class Watch:
    def find_spec(self, name, path, target=None):
        if name.startswith(QT) and threading.current_thread() is not threading.main_thread():
            seen["elsewhere"].append(name)
sys.meta_path.insert(0, Watch())
app = shell.make_app([])
window, wake = shell.open_window(app)
window.painted.connect(lambda: seen.update(heavy=[m for m in HEAVY if m in sys.modules]))
def look():
    import torch
    seen["torch"] = window.studio.is_torch_loaded
    seen["threads"] = torch.get_num_threads()
    seen["tabs"] = sorted(key for key, room in window.rooms.items() if room.tab is not None)
    seen["ready"] = window.ready.isVisible()
    seen["spin"] = __import__("os").environ.get("GOMP_SPINCOUNT", "")
    window.close()
window.starter.finished.connect(lambda: QTimer.singleShot(0, look))
seen["code"] = app.exec()
window.starter.loader.wait()
seen["left"] = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
print(json.dumps(seen))
"""


def run(code: str) -> str:
    """Run a program of its own; return what it printed."""
    command = [sys.executable, "-X", "faulthandler", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_window_is_painted_before_anything_heavy_and_fills_by_itself() -> None:
    done = run(_CODE)
    seen = json.loads(done.splitlines()[-1])
    assert seen["heavy"] == []
    assert seen["elsewhere"] == [], "what knows Qt is imported by the window's thread alone"
    assert seen["tabs"] == ["compare", "explore", "train"]
    assert seen["torch"] and seen["threads"] == 1 and not seen["ready"]
    assert seen["code"] == 0 and seen["left"] == []
    assert seen["spin"] == ("1000" if sys.platform == "linux" else "")


def test_a_window_closed_at_once_ends_the_program() -> None:
    code = _CODE.replace(
        'seen["code"]',
        'window.painted.connect(lambda: QTimer.singleShot(0, window.close))\nseen["code"]',
    )
    done = run(code)
    assert json.loads(done.splitlines()[-1])["left"] == []


def test_a_tab_that_cannot_be_loaded_is_told() -> None:
    code = """
import sys
sys.modules["genstudio.ui.compare.tab"] = None
from genstudio.ui import app as shell, errors
app = shell.make_app([])
window, wake = shell.open_window(app)
def look():
    [dialog] = window.findChildren(errors.ErrorDialog)
    print(dialog.failures[0].message, "|", window.ready.isVisible())
    window.close()
window.starter.finished.connect(look)
sys.exit(app.exec())
"""
    done = run(code)
    assert "A part of the window could not be loaded" in done and "| False" in done


def test_a_torch_that_cannot_be_loaded_is_told_and_the_rest_works() -> None:
    code = """
import sys
sys.modules["genstudio.runs.jobs"] = None  # what a broken install looks like to an import
from PySide6.QtCore import QTimer
from genstudio.ui import app as shell, errors
app = shell.make_app([])
window, wake = shell.open_window(app)
def look():
    [dialog] = window.findChildren(errors.ErrorDialog)
    print(dialog.failures[0].message, "|", window.ready.isVisible(), window.studio.is_torch_loaded)
    window.close()
window.starter.finished.connect(look)
sys.exit(app.exec())
"""
    done = run(code)
    assert "PyTorch could not be loaded" in done and "| False False" in done
