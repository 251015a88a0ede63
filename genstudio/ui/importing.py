"""Importing the parts that know Qt: on the window's thread, with pauses for its events.

Another thread must not import them: PySide6 makes its types and enums when they are first asked
for, and while the window's thread did the same, about one start in a hundred crashed.
"""

from __future__ import annotations

import importlib
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_WORK_SECONDS = 0.012
_QT = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")


class Breath:
    """Calls `pause` whenever the work since the last pause has taken long enough."""

    def __init__(self, pause: Callable[[], object]) -> None:
        """Pause by calling `pause`, in this thread alone."""
        self._pause = pause
        self._thread = threading.get_ident()
        self._last = time.perf_counter()

    def take(self) -> None:
        """Pause if it is time to."""
        is_due = time.perf_counter() - self._last > _WORK_SECONDS
        if is_due and threading.get_ident() == self._thread:
            self._pause()
            self._last = time.perf_counter()


class _Pauses(MetaPathFinder):
    """Finds nothing; being asked before every import is the occasion to pause."""

    def __init__(self, breath: Breath) -> None:
        self._breath = breath

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        self._breath.take()
        return None


def bring(modules: Sequence[str], breath: Breath) -> None:
    """Import `modules`, taking a `breath` between small pieces of the work.

    Raises `ImportError` as the modules do.
    """
    _touch_qt(breath)
    pauses = _Pauses(breath)
    sys.meta_path.insert(0, pauses)
    try:
        for name in modules:
            importlib.import_module(name)
    finally:
        sys.meta_path.remove(pauses)


def _touch_qt(breath: Breath) -> None:
    """Have PySide6 make its types one by one: pyqtgraph would ask for all of them at once."""
    for name in _QT:
        module = importlib.import_module(name)
        for attribute in dir(module):
            getattr(module, attribute)
            breath.take()
