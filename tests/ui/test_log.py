"""The log, and exceptions nobody caught; each in a process of its own, since hooks are global."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_START = """
import logging, sys, threading
from PySide6.QtCore import QTimer, qWarning
from genstudio.core import places
from genstudio.ui import app as shell, errors, log
app = shell.make_app([])
log.set_up(places.log_file())
window, wake = shell.open_window(app)
log.catch(wake.report)
def finish():
    dialogs = [d for d in window.findChildren(errors.ErrorDialog) if d.isVisible()]
    print([[f.message for f in d.failures] for d in dialogs])
    window.close()
window.starter.finished.connect(lambda: QTimer.singleShot(100, finish))
"""


def run(code: str, home: Path) -> tuple[str, str]:
    text = _START + code + "\nsys.exit(app.exec())"
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", text],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, (home / "genstudio.log").read_text(encoding="utf-8")


def test_whatever_goes_wrong_is_logged_and_shown_in_one_dialog(home: Path) -> None:
    shown, written = run(
        "def fail(word): raise ValueError(f'A sentence about {word}.')\n"
        "window.painted.connect(lambda: fail('a slot'))\n"
        "window.painted.connect(lambda: threading.Thread(target=fail, args=['a thread']).start())\n"
        "window.painted.connect(lambda: qWarning('a word from Qt'))\n",
        home,
    )
    assert shown.count("[") == 2, "one dialog"
    for word in ("A sentence about a slot.", "A sentence about a thread."):
        assert word in shown and word in written
    assert "Traceback" in written
    assert "a word from Qt" in written


def test_a_crash_leaves_its_trace(home: Path) -> None:
    code = "import faulthandler; faulthandler._sigsegv()"
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", _START + code], timeout=100, check=False
    )
    assert done.returncode != 0
    assert "Segmentation fault" in (home / "genstudio.log").read_text(encoding="utf-8")


def test_a_long_log_begins_anew_and_the_old_one_is_kept(home: Path) -> None:
    home.mkdir()
    (home / "genstudio.log").write_text("x" * 1_000_001)
    _, written = run("", home)
    assert "x" not in written.split("starts", 1)[0]
    assert (home / "genstudio.old.log").stat().st_size == 1_000_001


def test_without_a_place_for_the_log_the_window_opens_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    code = (
        "import sys; from pathlib import Path; from genstudio.ui import log\n"
        "print(log.set_up(Path(sys.argv[1]) / 'genstudio.log'))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", code, str(blocked)],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "False" and "keeps no log" in done.stderr
