"""What the pages of blind judging have in common: pictures are dealt in the background first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from genstudio.core.events import Event, Importing, Worked, Working
from genstudio.ui import wording
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.dealing_start import DealingStart
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.writer import Writer
from genstudio.ui.settings import Settings
from genstudio.ui.threads import Failure, JobThread


class DealtPage(Page):
    """A start page, then what it deals; subclasses build them, and begin with what was dealt."""

    stopped_words = ""
    start: DealingStart

    def __init__(self, acts: RunActs, settings: Settings) -> None:
        """Take records back with `acts`; the last rules come from `settings`."""
        super().__init__()
        self._acts, self._settings = acts, settings
        self._job: JobThread | None = None
        self._players: dict[str, Chosen] = {}  # of what is under way
        self._steps: QStackedWidget | None = None
        self._writer = Writer(self)
        self._writer.wrote.connect(self._take_wrote)
        acts.stack.indexChanged.connect(self.renew)

    @property
    def is_under_way(self) -> bool:
        """Whether something waits to be judged."""
        raise NotImplementedError

    def begin(self, dealt: Any) -> None:
        """Begin with what was dealt."""
        raise NotImplementedError

    def wrote(self, problem: str) -> None:
        """Follow what was written down; `problem` is a sentence if that failed."""
        raise NotImplementedError

    def recolour(self) -> None:
        """Take the theme's colours."""
        if self._steps is not None:
            self.renew()

    def close_page(self) -> None:
        """End what deals in the background; what is to be kept is written first."""
        self._writer.flush()
        if self._job is not None:
            self._job.stop()
            self._job.wait()

    # -- for subclasses -----------------------------------------------------------------------

    def lay(self, *steps: QWidget) -> None:
        """Put the steps in place, the start page first."""
        self._steps = QStackedWidget()
        for step in steps:
            self._steps.addWidget(step)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(self._steps)
        self.start.stopped.connect(self._stop_dealing)

    def show_step(self, step: QWidget) -> None:
        """Show one of the steps."""
        assert self._steps is not None
        self._steps.setCurrentWidget(step)

    def deal(self, job: Callable[[], Iterator[Event]]) -> None:
        """Have `job()` deal for the chosen runs; `begin` follows."""
        self._players = {run.key: run for run in self.chosen}
        self.start.show_dealing("Opening the runs…")
        self._job = JobThread(job, self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end_job)
        self._job.start()

    # -- slots --------------------------------------------------------------------------------

    @Slot(str)
    def _take_wrote(self, problem: str) -> None:
        self.wrote(problem)
        self.renew()

    @Slot()
    def _stop_dealing(self) -> None:
        if self._job is not None:
            self._job.stop()

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        assert self._job is not None
        last = events[-1]
        if self._job.is_stopping:
            return
        if isinstance(last, Worked):
            self.start.show_dealing("")
            self.begin(last.result)
        elif isinstance(last, Importing | Working):
            total = f" of {wording.count(last.total)}" if last.total else ""
            self.start.show_dealing(f"{last.what}: {wording.count(last.done)}{total}…")

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self.start.show_message(failure.message)

    @Slot()
    def _end_job(self) -> None:
        assert self._job is not None
        was_stopped = self._job.is_stopping
        self._job.deleteLater()
        self._job = None
        if not self.is_under_way:
            self._players = {}
        if was_stopped:
            self.start.show_message(self.stopped_words)
