"""Exporting the chosen runs' curves in the background: TensorBoard's files or one tidy CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from genstudio.runs import export
from genstudio.runs.entry import Entry
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Answer, AnswerThread


class CurvesExport(QObject):
    """Asks where to, then writes without holding up the window."""

    refused = Signal(str)  # a sentence: why nothing was written

    def __init__(self, studio: Studio, parent: QObject) -> None:
        """Tell `studio` when it is done."""
        super().__init__(parent)
        self._studio = studio
        self._thread: AnswerThread | None = None

    def ask_tensorboard(self, parent: QWidget, entries: Sequence[Entry]) -> None:
        """Ask for a folder and write event files there."""
        title = "A folder for TensorBoard's event files"
        if folder := QFileDialog.getExistingDirectory(parent, title):
            self.write_tensorboard(entries, Path(folder))

    def ask_csv(self, parent: QWidget, entries: Sequence[Entry]) -> None:
        """Ask for a file and write a tidy table."""
        name, _ = QFileDialog.getSaveFileName(
            parent, "Save curves as CSV", "curves.csv", "CSV tables (*.csv)"
        )
        if name:
            path = Path(name if name.lower().endswith(".csv") else f"{name}.csv")
            self.write_csv(entries, path)

    def write_tensorboard(self, entries: Sequence[Entry], out: Path) -> None:
        """Write event files below `out`, a folder a run."""
        folders = [entry.folder for entry in entries]

        def write() -> str:
            for _ in export.tensorboard(folders, out):
                pass
            return f"Event files written. Look at them with: tensorboard --logdir {out}"

        self._begin(write)

    def write_csv(self, entries: Sequence[Entry], path: Path) -> None:
        """Write one tidy table."""
        folders = [entry.folder for entry in entries]

        def write() -> str:
            export.to_csv(folders, path)
            return f"Saved {path}."

        self._begin(write)

    def close(self) -> None:
        """End the thread after what it is writing."""
        if self._thread is not None:
            self._thread.close()

    def _begin(self, write: Callable[[], str]) -> None:
        if self._thread is None:
            self._thread = AnswerThread(self)
            self._thread.answered.connect(self._finish)
        self._studio.said.emit("Writing the curves…")
        self._thread.ask(None, write)

    @Slot(object)
    def _finish(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.refused.emit(answer.failure.message)
        else:
            self._studio.said.emit(answer.value)
