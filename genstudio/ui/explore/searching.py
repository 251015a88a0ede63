"""Seeking the latent of a picture in the background, with the best so far in view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from genstudio.core.events import Event, Sought
from genstudio.ui.explore.acts import button
from genstudio.ui.explore.posterior import Given, Seen
from genstudio.ui.threads import Failure, JobThread
from genstudio.ui.widgets.acts import act

if TYPE_CHECKING:
    from genstudio.runs.model import Model


class SearchRow(QWidget):
    """How far a search is, and the way to stop it."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hide until a search begins."""
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the search")
        self.bar.setTextVisible(False)
        self.stop_act = act(
            self, "S&top searching", "stop", "", self.stopped.emit,
            "Stop here; the sliders go to the best latent found so far.",
        )  # fmt: skip
        self.words = QLabel()
        self.words.setMinimumWidth(1)
        self.words.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(button(self.stop_act, "Stop"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.words)
        self.hide()

    def begin(self) -> None:
        """A search has begun."""
        self.bar.setRange(0, 0)
        self.words.setText("Trying random latents first…")
        self.stop_act.setEnabled(True)
        self.show()

    def show_progress(self, event: Sought) -> None:
        """Show how far it is."""
        self.bar.setRange(0, event.total)
        self.bar.setValue(event.done)
        self.words.setText(f"Step {event.done:,} of {event.total:,} · MSE {event.mse:.4f}")


class Seeker(QObject):
    """Runs one search at a time; a newer one, or another run, ends it without a trace."""

    came_closer = Signal(object, object)  # Seen, and the picture uint8 (C, H, W) drawn there
    found = Signal(object)  # Seen: the best, at the end or where it was stopped
    failed = Signal(object)  # Failure

    def __init__(self, row: SearchRow, parent: QObject) -> None:
        """Tell on `row` how far it is."""
        super().__init__(parent)
        self._row = row
        self._job: JobThread | None = None
        self._leaving: list[JobThread] = []  # given up, but perhaps still at work
        self._given = Given("", b"")
        self._original: list[np.ndarray] = []  # filled by the job: each search has its own
        self._newest: Sought | None = None
        row.stopped.connect(self.stop)

    @property
    def is_seeking(self) -> bool:
        """Whether a search goes on."""
        return self._job is not None

    def start(self, given: Given, copy: Callable[[], Model], weights: np.ndarray | None) -> None:
        """Look for `given`; `copy` makes a model of the search's own, on its thread."""
        self.drop()
        original: list[np.ndarray] = []
        self._given, self._original, self._newest = given, original, None

        def job() -> Iterator[Event]:
            from genstudio.runs import inversion

            model = copy()
            original.append(given.pixels(model))
            yield from inversion.seek(model, original[0], weights)

        self._job = JobThread(job, self)
        self._job.received.connect(self._take)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self._row.begin()
        self._job.start()

    @Slot()
    def stop(self) -> None:
        """Stop at the best so far."""
        if self._job is not None:
            self._row.stop_act.setEnabled(False)
            self._job.stop()

    def drop(self) -> None:
        """Give the search up: nothing of it is told any more; its thread ends by itself."""
        job, self._job = self._job, None
        if job is not None:
            job.received.disconnect(self._take)
            job.failed.disconnect(self._fail)
            job.ended.disconnect(self._end)
            self._leaving = [each for each in self._leaving if each.is_running]
            self._leaving.append(job)
            job.stop()
        self._row.hide()

    def close(self) -> None:
        """Give up and wait until every thread has ended, those given up before as well."""
        self.drop()
        for job in self._leaving:
            job.wait()
        self._leaving.clear()

    @Slot(list)
    def _take(self, events: list[Event]) -> None:
        for event in reversed(events):
            if isinstance(event, Sought):
                self._newest = event
                self._row.show_progress(event)
                self.came_closer.emit(self._seen(event), event.picture)
                return

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._newest = None
        self.failed.emit(failure)

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        self._job.deleteLater()
        self._job = None
        self._row.hide()
        if self._newest is not None:
            self.found.emit(self._seen(self._newest))

    def _seen(self, event: Sought) -> Seen:
        picture = self._original[0]
        return Seen(self._given.name, picture, event.z, np.zeros_like(event.z), "search")
