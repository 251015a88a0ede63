"""Exporting a report of runs in the background: HTML, PDF, JSON or CSV."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from genstudio.core.events import Event, Importing, Worked, Working
from genstudio.runs.entry import Entry
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure, JobThread

_KINDS = {
    "Web page (*.html)": ".html",
    "PDF (*.pdf)": ".pdf",
    "Everything as JSON (*.json)": ".json",
    "Everything as CSV (*.csv)": ".csv",
}
_PER_MILLE = 1000
_POLL_SECONDS = 0.1


class ReportExport(QObject):
    """Asks where to, then writes; a report that is stopped or fails leaves no file."""

    began = Signal()
    progressed = Signal(int, str)  # per mille of all (−1: not known), and a sentence
    ended = Signal()
    refused = Signal(str)  # a sentence: why nothing was written

    def __init__(self, studio: Studio, parent: QObject) -> None:
        """Tell `studio` when it is done."""
        super().__init__(parent)
        self._studio = studio
        self._job: JobThread | None = None
        self._written = ""

    @property
    def is_running(self) -> bool:
        """Whether a report is being written."""
        return self._job is not None

    def ask(self, parent: QWidget, entries: Sequence[Entry]) -> None:
        """Ask for a file and write a report of these runs."""
        name, kind = QFileDialog.getSaveFileName(
            parent, "Export report", "report.html", ";;".join(_KINDS)
        )
        if name:
            path = Path(name)
            known = path.suffix.lower() in _KINDS.values()
            self.write(entries, path if known else Path(name + _KINDS.get(kind, ".html")))

    def write(self, entries: Sequence[Entry], path: Path) -> None:
        """Write a report of the kind that the file's name ends in."""
        if self._job is not None or not entries:
            return
        chosen, self._written = list(entries), ""
        self._job = JobThread(lambda: _job(chosen, path), self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self.began.emit()
        self.progressed.emit(0, f"Writing {path.name}…")
        self._job.start()

    @Slot()
    def cancel(self) -> None:
        """Stop; nothing is written."""
        if self._job is not None:
            self._job.stop()

    def close(self) -> None:
        """Stop, and wait for the thread to end."""
        if self._job is not None:
            self._job.stop()
            self._job.wait()

    # -- slots ------------------------------------------------------------------------------

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Worked):
                self._written = str(event.result)
        last = events[-1]
        if isinstance(last, Working):
            share = _PER_MILLE * last.done // last.total if last.total else -1
            count = f"{last.done} of {last.total} " if last.total else ""
            self.progressed.emit(share, f"Report: {count}{last.what}…")
        elif isinstance(last, Importing):
            self.progressed.emit(-1, f"Report: {last.what}…")

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self.refused.emit(failure.message)

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        was_stopped = self._job.is_stopping
        self._job.deleteLater()
        self._job = None
        self.ended.emit()
        if self._written:
            self._studio.said.emit(f"Saved {self._written}.")
        elif was_stopped:
            self._studio.said.emit("The report was stopped; nothing was written.")


def _job(entries: list[Entry], path: Path) -> Iterator[Event]:
    if path.suffix.lower() == ".pdf":
        return _elsewhere(entries, path)
    from genstudio.runs.report import write  # brings torch

    return write.write(entries, path)


def _elsewhere(entries: list[Entry], path: Path) -> Iterator[Event]:
    """Have a process of its own lay out a PDF: Qt's text may not be touched by this thread."""
    words = [sys.executable, "-m", "genstudio", "report", *(entry.key for entry in entries)]
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [*words, "--out", str(path)], env=surroundings, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            while process.poll() is None:
                yield Working(0, 0, "pages are laid out")
                time.sleep(_POLL_SECONDS)
            _, complaint = process.communicate()
        finally:
            if process.poll() is None:
                process.terminate()
    if process.returncode:
        lines = [line for line in complaint.splitlines() if line.strip()]
        raise ValueError(lines[-1] if lines else "The PDF could not be laid out.")
    yield Worked(str(path))
