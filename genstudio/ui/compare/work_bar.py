"""The line that is there while runs are worked on: how far, how long, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from genstudio.ui.compare.runs_job import RunsJob
from genstudio.ui.widgets.muted import MutedLabel

_MOST = 1000


class WorkBar(QWidget):
    """Follows a job with runs; hidden while it does nothing."""

    def __init__(self, job: RunsJob, *, name: str, stop: str, tip: str) -> None:
        """Follow `job`, called `name`; its button says `stop`, and `tip` what that does."""
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(f"Progress of {name}")
        self._bar.setRange(0, _MOST)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(180)
        self._words = MutedLabel()
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        button = QPushButton(stop)
        button.setToolTip(tip)
        button.clicked.connect(job.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._bar)
        layout.addWidget(self._words, 1)
        layout.addWidget(button)
        self.hide()
        job.began.connect(self.show)
        job.ended.connect(self.hide)
        job.progressed.connect(self._follow)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    @Slot(int, str)
    def _follow(self, share: int, words: str) -> None:
        self._words.setText(words)
        if share >= 0:
            self._bar.setValue(max(share, self._bar.value() if share else 0))
