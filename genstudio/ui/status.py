"""The signs in the status bar: loading, and what is training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from genstudio.ui import icons

if TYPE_CHECKING:
    from genstudio.core.events import Event
    from genstudio.ui.studio import Studio
    from genstudio.ui.train.progress import Progress


class ReadySign(QWidget):
    """Says that parts are still being loaded."""

    def __init__(self) -> None:
        """Show "Getting ready…" with a small busy bar."""
        super().__init__()
        self.setToolTip("The parts that train and draw are being loaded; the rest works already.")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedSize(72, 8)
        bar.setAccessibleName("Getting ready")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(QLabel("Getting ready…"))
        layout.addWidget(bar)


class TrainingSign(QToolButton):
    """Name, step and time left of the run in training; a click leads to Train."""

    train_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        """Follow the jobs of `studio`; hidden while there is none."""
        super().__init__()
        self._studio = studio
        self._progress: Progress | None = None
        self._name = ""
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAccessibleName("What is training")
        self.setToolTip("What is training now. Click to see it.")
        self.hide()
        self.clicked.connect(self._ask)
        studio.job_began.connect(self._begin)
        studio.job_received.connect(self._extend)
        studio.job_ended.connect(self._end)

    @property
    def step(self) -> int | None:
        """The newest step of the job; None before training itself has begun."""
        progress = self._progress
        return None if progress is None or progress.started is None else progress.step

    @Slot(str)
    def _begin(self, key: str) -> None:
        from genstudio.ui.train.progress import Progress

        self._progress = Progress()
        self._name = self._studio.library.entry(key).name
        self._show()

    @Slot(list)
    def _extend(self, events: list[Event]) -> None:
        if self._progress is not None:
            for event in events:
                self._progress.take(event)
            self._show()

    @Slot()
    def _end(self) -> None:
        self._progress = None
        self.hide()

    def _show(self) -> None:
        job = self._studio.job
        assert self._progress is not None
        paused = job is not None and job.is_paused
        self.setIcon(icons.icon("pause" if paused else "live"))
        self.setText(" · ".join((self._name, *_parts(self._progress, paused))))
        self.setAccessibleDescription(self.text())
        self.show()

    def _ask(self) -> None:
        self.train_wanted.emit()


def _parts(progress: Progress, paused: bool) -> list[str]:
    from genstudio.ui import wording

    if progress.started is None:
        return ["reading pictures" if progress.importing else "starting"]
    parts = [f"step {progress.step:,} of {progress.total:,}"]
    if paused:
        parts.append("paused")
    elif progress.seconds_left is not None:
        parts.append(f"{wording.duration(progress.seconds_left)} left")
    return parts
