"""Loading what is heavy (numpy, pyqtgraph, torch) behind the painted window, stage by stage."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One part of the loading; `load` runs in the background and touches no QObject."""

    name: str
    load: Callable[[], object]


class Loader:
    """Runs stages one after the other in a thread; the window polls `loaded` and `failure`."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        """Prepare; nothing runs before `start`."""
        self._stages = tuple(stages)
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._load, name="genstudio-loader")
        self.loaded: dict[str, object] = {}
        self.failure: tuple[str, BaseException] | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come."""
        return self.failure is not None or len(self.loaded) == len(self._stages)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def leave(self) -> None:
        """Ask to end after the stage in hand."""
        self._leaving.set()

    def wait(self) -> None:
        """Block until the thread has ended."""
        if self._thread.is_alive():
            self._thread.join()

    def _load(self) -> None:
        for stage in self._stages:
            if self._leaving.is_set():
                return
            try:
                result = stage.load()
            except Exception as error:  # a broken install must become a sentence, not silence
                self.failure = (stage.name, error)
                return
            self.loaded[stage.name] = result
