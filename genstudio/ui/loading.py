"""Loading what is heavy and knows no Qt (numpy, torch) behind the painted window, in stages."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_SWITCH_SECONDS = 0.0005


@dataclass(frozen=True)
class Stage:
    """One part of the loading; `load` runs in the background and imports nothing of Qt."""

    name: str
    load: Callable[[], object]


@contextlib.contextmanager
def gently() -> Iterator[None]:
    """Import something large inside, so that the window's thread is hardly held up."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(interval)


class Loader:
    """Runs stages one after the other in a thread; the window polls `loaded` and `failure`.

    While it runs, Python changes threads ten times as often and collects no garbage (one
    collection over torch's objects stops every thread for 70–100 ms). Afterwards what was
    loaded is frozen, so that later collections skip it.
    """

    def __init__(self, stages: Sequence[Stage]) -> None:
        """Prepare; nothing runs before `start`."""
        self._stages = tuple(stages)
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._load, name="genstudio-loader")
        self.loaded: dict[str, object] = {}
        self.failure: tuple[str, BaseException] | None = None

    @property
    def is_running(self) -> bool:
        """Whether more may come."""
        return self._thread.is_alive()

    @property
    def is_leaving(self) -> bool:
        """Whether `leave` was called."""
        return self._leaving.is_set()

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
        with gently():
            self._load_stages()

    def _load_stages(self) -> None:
        for stage in self._stages:
            if self._leaving.is_set():
                return
            try:
                result = stage.load()
            except Exception as error:  # a broken install must become a sentence, not silence
                self.failure = (stage.name, error)
                return
            self.loaded[stage.name] = result
