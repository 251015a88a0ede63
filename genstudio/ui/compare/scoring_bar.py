"""The line that is there while runs are scored: how far, how long, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from genstudio.ui.compare.scorer import Scorer
from genstudio.ui.widgets.muted import MutedLabel

_MOST = 1000


class ScoringBar(QWidget):
    """Follows a `Scorer`; hidden while nothing is scored."""

    def __init__(self, scorer: Scorer) -> None:
        """Follow `scorer`."""
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress of scoring")
        self._bar.setRange(0, _MOST)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(180)
        self._words = MutedLabel()
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        stop = QPushButton("Stop scoring")
        stop.setToolTip("Stops; runs that were scored already keep their scores")
        stop.clicked.connect(scorer.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._bar)
        layout.addWidget(self._words, 1)
        layout.addWidget(stop)
        self.hide()
        scorer.began.connect(self.show)
        scorer.ended.connect(self.hide)
        scorer.progressed.connect(self._follow)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    @Slot(int, str)
    def _follow(self, share: int, words: str) -> None:
        self._words.setText(words)
        if share >= 0:
            self._bar.setValue(max(share, self._bar.value() if share else 0))
