"""Scoring runs in the background: one job at a time, with progress, time left and cancel."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Slot

from genstudio.core.events import Event, Importing, Scored, Scoring, Unscored
from genstudio.core.pace import Pace
from genstudio.runs.entry import Entry
from genstudio.runs.folder import RunFolder
from genstudio.runs.scores import Question
from genstudio.ui import wording
from genstudio.ui.compare.runs_job import RunsJob
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure

_PER_MILLE = 1000
_LEAST_SECONDS = 2.0


class Scorer(RunsJob):
    """Scores runs; each result is on disk, and the table told, as soon as it is there."""

    def __init__(self, studio: Studio, parent: QObject) -> None:
        """Tell `studio` when scores have come."""
        super().__init__(studio, parent)
        self._names: dict[str, str] = {}
        self._done: list[str] = []
        self._reasons: list[str] = []
        self._pace = Pace()

    def ask(self, entries: Sequence[Entry], question: Question) -> None:
        """Score these runs, one after the other."""
        if self.is_running or not entries:
            return
        self._names = {entry.key: entry.name for entry in entries}
        self._done, self._reasons, self._pace = [], [], Pace()
        folders = [entry.folder for entry in entries]
        cores = os.cpu_count() or 1
        threads = 1 if self._studio.is_training else max(cores - 1, 1)
        self.run(lambda: _job(folders, question, threads), f"Scoring {self._said(0)}…")

    @Slot()
    def cancel(self) -> None:
        """Stop; what was finished before is kept."""
        if self.is_running:
            self.progressed.emit(-1, "Stopping…")
        super().cancel()

    def take(self, events: list[Event]) -> None:
        """Tell how far it is, and of each run that is scored."""
        for event in events:
            if isinstance(event, Scored):
                self._done.append(event.run)
            elif isinstance(event, Unscored):
                self._done.append(event.run)
                self._reasons.append(f"“{self._names[event.run]}” was not scored: {event.reason}")
        if any(isinstance(event, Scored) for event in events):
            self._studio.runs_changed.emit()
        if not self.is_stopping:
            self._tell(events[-1])

    def fail(self, failure: Failure) -> None:
        """Note what went wrong, to be told at the end."""
        self._reasons.append(failure.message)

    def finish(self, was_stopped: bool) -> None:
        """Say how many were scored, and why others were not."""
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
