"""Exporting a report of runs in the background: HTML, PDF, JSON or CSV."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from genstudio.core.events import Event, Importing, Worked, Working
from genstudio.runs.entry import Entry
from genstudio.ui.compare.runs_job import RunsJob
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure

_KINDS = {
    "Web page (*.html)": ".html",
    "PDF (*.pdf)": ".pdf",
    "Everything as JSON (*.json)": ".json",
    "Everything as CSV (*.csv)": ".csv",
}
_PER_MILLE = 1000
_POLL_SECONDS = 0.1


class ReportExport(RunsJob):
    """Asks where to, then writes; a report that is stopped or fails leaves no file."""

    def __init__(self, studio: Studio, parent: QObject) -> None:
        """Tell `studio` when it is done."""
        super().__init__(studio, parent)
        self._written = ""

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
        if not self.is_running and entries:
            chosen, self._written = list(entries), ""
            self.run(lambda: _job(chosen, path), f"Writing {path.name}…")

    def take(self, events: list[Event]) -> None:
        """Tell how far it is."""
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

    def fail(self, failure: Failure) -> None:
        """Say why nothing was written."""
        self.refused.emit(failure.message)

    def finish(self, was_stopped: bool) -> None:
        """Say where it is."""
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
