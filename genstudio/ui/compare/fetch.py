"""Bringing a run's pictures in the background, with a sign of life and a way to stop."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Event, Imported, Importing
from genstudio.data.imageset import ImageSet
from genstudio.ui import wording
from genstudio.ui.compare.picture_sources import Wanted
from genstudio.ui.threads import Failure, JobThread


class Fetch(QObject):
    """Loads one set of pictures at a time; asking for another gives up the first."""

    progressed = Signal(str)  # a sentence
    fetched = Signal(object)  # Wanted; `images` has its set
    failed = Signal(str)  # a sentence

    def __init__(self, parent: QObject) -> None:
        """Load nothing yet."""
        super().__init__(parent)
        self._job: JobThread | None = None
        self._loading: Wanted | None = None
        self._next: Wanted | None = None
        self._have: dict[Wanted, ImageSet] = {}

    @property
    def is_loading(self) -> bool:
        """Whether pictures are being loaded."""
        return self._job is not None

    def images(self, wanted: Wanted) -> ImageSet | None:
        """Return the `ImageSet` if it is there."""
        return self._have.get(wanted)

    def ask(self, wanted: Wanted) -> None:
        """Load `wanted`; `fetched` or `failed` follows."""
        if wanted in self._have:
            self.fetched.emit(wanted)
        elif self._loading != wanted or (self._job is not None and self._job.is_stopping):
            self._next = wanted
            if self._job is None:
                self._start()
            else:
                self._job.stop()

    @Slot()
    def cancel(self) -> None:
        """Give up what is being loaded."""
        self._next = None
        if self._job is not None:
            self._job.stop()
            self.failed.emit("Loading the pictures was stopped.")

    def close(self) -> None:
        """Give up, and wait for the thread to end."""
        self._next = None
        if self._job is not None:
            self._job.stop()
            self._job.wait()

    def _start(self) -> None:
        assert self._next is not None
        self._loading, self._next = self._next, None
        wanted = self._loading
        self._job = JobThread(lambda: _load(wanted), self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self._job.start()

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        last = events[-1]
        assert self._job is not None
        assert self._loading is not None
        if self._job.is_stopping:
            return
        if isinstance(last, Imported):
            self._have = {self._loading: last.images}
            self.fetched.emit(self._loading)
        elif isinstance(last, Importing):
            total = f" of {wording.count(last.total)}" if last.total else ""
            self.progressed.emit(f"{last.what}: {wording.count(last.done)}{total}…")

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        if self._job is not None and not self._job.is_stopping:
            self.failed.emit(failure.message)

    @Slot()
    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = self._loading = None
        if self._next is not None:
            self._start()


def _load(wanted: Wanted) -> Iterator[Event]:
    from genstudio.data import load

    return load.load(wanted.spec, size=wanted.size, channels=wanted.channels, fit=wanted.fit)
