"""Scoring runs in the background: one job at a time, with progress, time left and cancel."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.events import Event, Importing, Scored, Scoring, Unscored
from genstudio.core.pace import Pace
from genstudio.runs.entry import Entry
from genstudio.runs.folder import RunFolder
from genstudio.runs.scores import Question
from genstudio.ui import wording
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure, JobThread

_PER_MILLE = 1000
_LEAST_SECONDS = 2.0


class Scorer(QObject):
    """Scores runs; each result is on disk, and the table told, as soon as it is there."""

    began = Signal()
    progressed = Signal(int, str)  # per mille of all, and a sentence
    ended = Signal()
    refused = Signal(str)  # a sentence: what was not scored, and why

    def __init__(self, studio: Studio, parent: QObject) -> None:
        """Tell `studio` when scores have come."""
        super().__init__(parent)
        self._studio = studio
        self._job: JobThread | None = None
        self._names: dict[str, str] = {}
        self._done: list[str] = []
        self._reasons: list[str] = []
        self._pace = Pace()

    @property
    def is_running(self) -> bool:
        """Whether runs are being scored."""
        return self._job is not None

    def ask(self, entries: Sequence[Entry], question: Question) -> None:
        """Score these runs, one after the other."""
        if self._job is not None or not entries:
            return
        self._names = {entry.key: entry.name for entry in entries}
        self._done, self._reasons, self._pace = [], [], Pace()
        folders = [entry.folder for entry in entries]
        cores = os.cpu_count() or 1
        threads = 1 if self._studio.is_training else max(cores - 1, 1)
        self._job = JobThread(lambda: _job(folders, question, threads), self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self.began.emit()
        self.progressed.emit(0, f"Scoring {self._said(0)}…")
        self._job.start()

    @Slot()
    def cancel(self) -> None:
        """Stop; what was finished before is kept."""
        if self._job is not None:
            self.progressed.emit(-1, "Stopping…")
            self._job.stop()

    def close(self) -> None:
        """Stop, and wait for the thread to end."""
        if self._job is not None:
            self._job.stop()
            self._job.wait()

    # -- slots ------------------------------------------------------------------------------

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        assert self._job is not None
        for event in events:
            if isinstance(event, Scored):
                self._done.append(event.run)
            elif isinstance(event, Unscored):
                self._done.append(event.run)
                self._reasons.append(f"“{self._names[event.run]}” was not scored: {event.reason}")
        if any(isinstance(event, Scored) for event in events):
            self._studio.runs_changed.emit()
        if not self._job.is_stopping:
            self._tell(events[-1])

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._reasons.append(failure.message)

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        was_stopped = self._job.is_stopping
        self._job.deleteLater()
        self._job = None
        self.ended.emit()
        self._studio.runs_changed.emit()
        scored = len(self._done) - len(self._reasons)
        what = "1 run" if scored == 1 else f"{scored} runs"
        if self._reasons:
            self.refused.emit(" ".join(self._reasons))
        elif was_stopped:
            self._studio.said.emit(f"Scoring was stopped; {what} scored before that.")
        else:
            self._studio.said.emit(f"{what} scored.")

    # -- private ----------------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        place = min(len(self._done), len(self._names) - 1)
        if isinstance(event, Importing):
            self.progressed.emit(-1, f"{event.what} for {self._said(place)}…")
        elif isinstance(event, Scoring):
            share = round(_PER_MILLE * event.share)
            self._pace.add(time.monotonic(), share)
            left = self._pace.left(_PER_MILLE, least=_LEAST_SECONDS)
            until = "" if left is None else f" · about {wording.duration(left)} left"
            count = f"{wording.count(event.done)} of {wording.count(event.total)} {event.what}"
            self.progressed.emit(share, f"Scoring {self._said(place)}: {count}{until}")

    def _said(self, place: int) -> str:
        names = list(self._names.values())
        more = f" ({place + 1} of {len(names)})" if len(names) > 1 else ""
        return f"“{names[place]}”{more}"


def _job(folders: list[RunFolder], question: Question, threads: int) -> Iterator[Event]:
    from genstudio.runs import scoring  # brings torch

    return scoring.evaluate_all(folders, question, threads=threads)
