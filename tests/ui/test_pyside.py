"""PySide6 itself: version 6.12.0 drops references to True and None and then kills Python 3.11."""

from __future__ import annotations

import subprocess
import sys

_CODE = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

class Sender(QObject):
    sent = Signal(bool)
    told = Signal()

app = QCoreApplication([])
sender, timer = Sender(), QTimer()
sender.sent.connect(lambda value: None)
sender.told.connect(lambda: None)

def work():
    for _ in range(3000):
        sender.sent.emit(True)
        sender.told.emit()
        timer.setInterval(5)

work()
before = sys.getrefcount(True), sys.getrefcount(None)
work()
after = sys.getrefcount(True), sys.getrefcount(None)
print(*(b - a for a, b in zip(before, after)))
"""


def test_signals_and_void_calls_leave_reference_counts_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    changes = [int(word) for word in done.stdout.split()]
    assert len(changes) == 2 and all(abs(change) < 100 for change in changes), changes


def test_it_does_not_read_the_sources_of_what_is_imported() -> None:
    code = (
        "import linecache, sys\nimport genstudio.ui\n"
        "from PySide6.QtCore import QObject\nimport wave, genstudio.core.recipe\n"
        "read = [n for n in linecache.cache if n.endswith(('wave.py', 'recipe.py'))]\n"
        "sys.exit(f'{read}' if read or QObject().objectName() else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
