"""The row that makes the picture more convincing to the discriminator, and says what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from genstudio.ui.explore import eye_words
from genstudio.ui.explore.acts import button
from genstudio.ui.explore.ascent import Ascent
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.progress_row import ProgressRow
from genstudio.ui.explore.session import Session
from genstudio.ui.widgets.acts import act
from genstudio.ui.widgets.muted import MutedLabel

if TYPE_CHECKING:
    from genstudio.runs.critics import Judge


class Convincing(QWidget):
    """A button, how far it is with a way to stop, and a sentence."""

    failed = Signal(object)  # Failure

    def __init__(self, session: Session, panel: SliderPanel) -> None:
        """Wait for a discriminator."""
        super().__init__()
        self._judge: Judge | None = None
        self.ascent = Ascent(session, panel, self)
        self.words = MutedLabel(wraps=True)
        self.words.setMinimumWidth(1)
        self.act = act(
            self, "Make it more con&vincing", "chevron-up", "", self._start,
            "Move the sliders, in small steps, to what the discriminator takes for more real. Stop "
            "at any time; undo brings the picture back.",
        )  # fmt: skip
        row = QHBoxLayout()
        row.addWidget(button(self.act, "Make it more convincing"))
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(ProgressRow(self.ascent.labour, "making it more convincing"))
        layout.addWidget(self.words)
        self.ascent.began.connect(self._show_begun)
        self.ascent.ended.connect(self._show_ended)
        self.ascent.failed.connect(self.failed)
        self.ask(None)

    def ask(self, judge: Judge | None) -> None:
        """Convince another discriminator from now on, or none."""
        self._judge = judge
        self.ascent.stop()
        self.act.setEnabled(judge is not None)
        self._tell("")

    def _start(self) -> None:
        if self._judge is not None and not self.ascent.is_climbing:
            self.ascent.start(self._judge)

    @Slot()
    def _show_begun(self) -> None:
        self.act.setEnabled(False)
        self._tell("Going uphill in its score…")

    @Slot(object, object)
    def _show_ended(self, first: object, last: object) -> None:
        self.act.setEnabled(self._judge is not None)
        self._tell(eye_words.climbed_words(first, last))  # type: ignore[arg-type]

    def _tell(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
