"""Rendering the film desk's film in the background, and its sheet; with a way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from genstudio.core.events import Event, Filmed, Filming
from genstudio.ui.explore.desk import FilmDesk
from genstudio.ui.explore.session import Session
from genstudio.ui.threads import Answer, Failure, JobThread

if TYPE_CHECKING:
    from genstudio.runs.model import Model
    from genstudio.runs.walk import Walk


class Renderer(QObject):
    """Writes one film at a time; it goes on with its own copy, whatever is explored meanwhile."""

    said = Signal(str)

    def __init__(self, session: Session, desk: FilmDesk, walk: Callable[[], Walk]) -> None:
        """Ask `walk` for the film as it is set; the desk owns this."""
        super().__init__(desk)
        self._session, self._desk, self._walk = session, desk, walk
        self._job: JobThread | None = None
        desk.write_asked.connect(self._ask_place)
        desk.sheet_asked.connect(self._ask_sheet)
        desk.cancel_asked.connect(self._cancel)

    @property
    def is_writing(self) -> bool:
        """Whether a film is being written."""
        return self._job is not None

    def write(self, path: Path) -> None:
        """Render the film to `path` in the background; it goes on whatever is explored."""
        from genstudio.runs import film, walk

        try:
            wish = self._walk()
            film.check(path, wish.fps)
        except (ValueError, OSError) as error:
            self._desk.show_writing(None, str(error))
            return
        copy = self._session.copier()
        self._job = JobThread(lambda: walk.export(wish, copy(), path), self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self._desk.show_writing(Filming(0, wish.frames), "Opening the model…")
        self._job.start()

    def close(self) -> None:
        """Give a film up and wait until nothing of it is left."""
        if self._job is not None:
            self._job.stop()
            self._job.wait()

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _ask_place(self) -> None:
        suffix = self._desk.format.currentData()
        path = self._asked("Save the film", "film", suffix, f"Film (*{suffix})" if suffix else "")
        if path is not None:
            self.write(path)

    @Slot()
    def _ask_sheet(self) -> None:
        path = self._asked("Save the sheet", "interpolation", ".png", "PNG (*.png)")
        if path is None:
            return
        try:
            wish = self._walk()
        except ValueError as error:
            self._desk.words.setText(str(error))
            return

        def draw(model: Model) -> tuple[int, int]:
            from genstudio.runs import sheets

            return sheets.write(sheets.interpolation(model, wish), path)

        def then(answer: Answer) -> None:
            told = f"The sheet is in {path}, for print at 300 dpi."
            self.said.emit(answer.failure.message if answer.failure else told)

        self._session.ask("sheet", draw, then)

    def _asked(self, title: str, what: str, suffix: str, kinds: str) -> Path | None:
        slug = re.sub(r"[^\w-]+", "-", self._session.name).strip("-") or "run"
        name, _ = QFileDialog.getSaveFileName(self._desk, title, f"{slug}-{what}{suffix}", kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    @Slot(list)
    def _receive(self, events: Sequence[Event]) -> None:
        last = events[-1]
        if isinstance(last, Filming):
            words = f"Frame {last.done:,} of {last.total:,}"
            self._desk.show_writing(last, words)
        elif isinstance(last, Filmed):
            told = f"{last.count:,} frames, exactly {last.fps} a second"
            self._desk.words.setText(f"{told}, in {last.path}")
            self.said.emit(f"The film is in {last.path} ({last.size / 1e6:,.1f} MB).")

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._desk.words.setText(failure.message)
        self.said.emit(failure.message)

    @Slot()
    def _cancel(self) -> None:
        if self._job is not None:
            self._job.stop()

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        words = "Given up; nothing was left behind." if self._job.is_stopping else ""
        self._job.deleteLater()
        self._job = None
        self._desk.show_writing(None, words)
        self._desk.write_act.setEnabled(self._desk.sheet_act.isEnabled())
