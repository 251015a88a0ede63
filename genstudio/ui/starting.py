"""Filling the painted window: the studio, the tabs, torch, as they are loaded behind it."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from genstudio.core import system
from genstudio.ui import icons, importing, torch_libraries
from genstudio.ui.loading import Loader, Stage
from genstudio.ui.rooms import PLACES

if TYPE_CHECKING:
    from genstudio.runs.entry import Entry
    from genstudio.runs.library import Library
    from genstudio.ui.window import Window

_POLL_MS = 15
_SENTENCES = {
    "library": "A part of GenStudio could not be loaded. Install it again.",
    "tabs": "A part of the window could not be loaded. Install GenStudio again.",
    "torch": "PyTorch could not be loaded, so nothing can be trained or drawn. Install it again.",
}


class Starter(QObject):
    """Fills a window one small part per turn of its event loop, so that it never stands still.

    What knows no Qt is loaded by a thread; what does, by the window's own thread with pauses.
    """

    finished = Signal()

    def __init__(self, window: Window) -> None:
        """Prepare to fill `window`; `start` begins."""
        super().__init__(window)
        self._window = window
        self._may_import_torch = threading.Event()
        stages = (Stage("library", _load_library), Stage("torch", self._load_torch))
        self.loader = Loader(stages)
        self._taken: set[str] = set()
        self._to_build: list[str] = []
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._look)
        window.closed.connect(self.leave)

    @Slot()
    def start(self) -> None:
        """Begin to load."""
        self._timer.start()
        self.loader.start()

    @Slot()
    def leave(self) -> None:
        """Load nothing further; the thread ends after the part in hand."""
        self._timer.stop()
        self.loader.leave()
        self._may_import_torch.set()

    # -- private ----------------------------------------------------------------------------

    @Slot()
    def _look(self) -> None:
        """Take one thing that is ready."""
        if self._to_build:
            self._build_one()
            return
        for name, result in list(self.loader.loaded.items()):
            if name not in self._taken:
                self._taken.add(name)
                self._take(name, result)
                return
        if not self.loader.is_running:
            self._end()

    def _take(self, name: str, result: object) -> None:
        if name == "library":
            self._take_library(*cast("tuple[Library, list[Entry]]", result))
            self._bring_tabs()
        else:
            self._take_torch()

    def _take_library(self, library: Library, interrupted: Sequence[Entry]) -> None:
        from genstudio.ui.studio import Studio

        self._window.adopt(Studio(library, self._window))
        self._window.routes.offer(interrupted)

    def _bring_tabs(self) -> None:
        """Import the tabs; the window works meanwhile, this timer does not."""
        self._timer.stop()
        modules = ["pyqtgraph", *(place.module for place in PLACES)]
        try:
            breath = importing.Breath(QCoreApplication.processEvents)
            importing.bring(modules, breath)
            icons.draw_all(breath.take)  # now, in pieces, or the tabs would while they are made
        except ImportError as error:
            self.leave()
            self._report("tabs", error)
            self.finished.emit()
            return
        if not self.loader.is_leaving:
            self._to_build = [place.key for place in PLACES]
            self._timer.start()

    def _build_one(self) -> None:
        """Make a tab, or put one that is made into the window: each takes a moment."""
        shown = self._window.place
        key = shown if shown in self._to_build else self._to_build[0]
        if self._window.prepare(key):
            return
        self._to_build.remove(key)
        self._window.build(key)
        if not self._to_build:
            self._may_import_torch.set()

    def _take_torch(self) -> None:
        import torch  # it is there by now

        torch.set_num_threads(1)  # of this thread: drawing one picture needs no more
        assert self._window.studio is not None
        self._window.studio.mark_torch_loaded()

    def _end(self) -> None:
        self._timer.stop()
        if self.loader.failure is not None:
            self._report(*self.loader.failure)
        self.finished.emit()

    def _report(self, stage: str, error: BaseException) -> None:
        from genstudio.ui.threads import Failure

        self._window.ready.hide()
        self._window.routes.refuse_training(_SENTENCES[stage])
        self._window.show_failure(Failure(_SENTENCES[stage], Failure.of(error).details))

    def _load_torch(self) -> None:
        """Bring torch, once the tabs are built: both at once would slow the window's thread."""
        self._may_import_torch.wait()
        if not self.loader.is_leaving:
            system.calm_openmp()
            # While torch's libraries are opened no other can be, and who tries keeps the GIL, so
            # the window stands still: what the tabs' threads are about to import comes first.
            importlib.import_module("genstudio.data.collect")
            torch_libraries.open_all()
            importlib.import_module("genstudio.runs.jobs")
            importlib.import_module("genstudio.runs.model")


def _load_library() -> tuple[Library, list[Entry]]:
    from genstudio.runs.library import Library

    for name in ("numpy.random", "PIL.Image"):
        importlib.import_module(name)
    library = Library()
    interrupted = library.recover()
    library.entries()  # read now, so that listing is quick later
    return library, interrupted
