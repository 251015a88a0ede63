"""Before a game: its rules, the records of the chosen runs, and Play."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.runs.guessing import LIMITS, ROUNDS
from genstudio.ui import icons
from genstudio.ui.compare.guess_table import GuessTable, Line
from genstudio.ui.widgets.muted import MutedLabel

_ABOUT = (
    "You be the discriminator: half of the pictures are real ones that the run never saw, half it "
    "made itself. Tick several runs and their pictures come mixed, blind; you are told afterwards "
    "whose were whose. The records below count all games on a run's present weights."
)
_NO_RECORD = "No game was played against these runs yet. Press Play."


class GuessStart(QWidget):
    """Asks for the rules; `asked` and `forgotten` tell what was pressed."""

    asked = Signal()
    stopped = Signal()
    forgotten = Signal()

    def __init__(self, rounds: object, limit: object) -> None:
        """Begin with these rules, where they are among those offered."""
        super().__init__()
        self._rounds = choice_of("Rounds", "How many pictures you judge", ROUNDS, rounds, "{}")
        self._limit = choice_of("Time for a picture", "A picture not judged in time is not counted",
                            LIMITS, limit, "{} s")  # fmt: skip
        self._limit.setItemText(LIMITS.index(0), "No limit")
        self.play = QPushButton("&Play")
        self.play.setIcon(icons.icon("play"))
        self.play.setToolTip("Begins a game against the ticked runs")
        self.play.clicked.connect(self.asked)
        self._stop = QPushButton("Stop")
        self._stop.setToolTip("Stops reading and making pictures")
        self._stop.clicked.connect(self.stopped)
        self._forget = QPushButton("For&get these games")
        self._forget.setToolTip("Empties the ticked runs' records; Ctrl+Z brings them back")
        self._forget.clicked.connect(self.forgotten)
        self.message = MutedLabel(wraps=True)
        self.table = GuessTable("Records of the chosen runs")
        self._build()
        self.show_dealing("")

    @property
    def rounds(self) -> int:
        """How many pictures to judge."""
        return int(self._rounds.currentData())

    @property
    def limit(self) -> int:
        """Seconds for a picture; 0 is no limit."""
        return int(self._limit.currentData())

    def show_records(self, lines: Sequence[Line]) -> None:
        """Show what is known of the chosen runs."""
        self.table.show_lines(lines)
        has_any = any(line.tally.judged or line.tally.missed for line in lines)
        self._forget.setEnabled(has_any)
        if not has_any and not self.message.text():
            self.message.setText(_NO_RECORD)
        elif has_any and self.message.text() == _NO_RECORD:
            self.message.setText("")

    def show_dealing(self, sentence: str) -> None:
        """Say how far the pictures are; empty when none are being dealt."""
        self.play.setVisible(not sentence)
        self._stop.setVisible(bool(sentence))
        self.message.setText(sentence)

    def show_problem(self, sentence: str) -> None:
        """Say why there is no game."""
        self.show_dealing("")
        self.message.setText(sentence)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for text, box in (("Rounds", self._rounds), ("Time for a picture", self._limit)):
            label = QLabel(text)
            label.setBuddy(box)
            bar.addWidget(label)
            bar.addWidget(box)
        bar.addWidget(self.play)
        bar.addWidget(self._stop)
        bar.addWidget(self.message, 1)
        bar.addWidget(self._forget, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(MutedLabel(_ABOUT, wraps=True))
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)


def choice_of(name: str, tip: str, values: Sequence[int], chosen: object, words: str) -> QComboBox:
    """Return a list of `values` that shows `chosen`, or the first; `words` says each."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    for value in values:
        box.addItem(words.format(value), value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    return box
