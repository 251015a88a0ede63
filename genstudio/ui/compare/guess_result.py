"""After a game: what the count means, run by run, and the pictures again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.runs.guessing import Game, verdict
from genstudio.ui.compare.guess_review import GuessReview
from genstudio.ui.compare.guess_table import GuessTable, Line, bounds, share

_MOST_ROWS = 6


class GuessResult(QWidget):
    """The table, the review, and the ways on."""

    again = Signal()
    back = Signal()
    forgotten = Signal()

    def __init__(self) -> None:
        """Wait for a game."""
        super().__init__()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.hide()
        self.table = GuessTable("How the game went")
        self.review = GuessReview()
        self.play_again = self._button("&Play again", "Other pictures, the same rules", self.again)
        self._forget = self._button(
            "For&get this game", "Takes it out of the runs' records; Ctrl+Z brings it back",
            self.forgotten,
        )  # fmt: skip
        others = self._button("Record&s", "All games so far, and other rules", self.back)
        bar = QHBoxLayout()
        bar.addWidget(self.summary, 1)
        for button in (self.play_again, self._forget, others):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(bar)
        layout.addWidget(self.message)
        layout.addWidget(self.table)
        layout.addWidget(self.review, 1)

    def show_game(
        self, game: Game, lines: Sequence[Line], names: dict[str, str], problems: Sequence[str]
    ) -> None:
        """Show what became of `game`; `problems` are sentences."""
        tally = game.tally()
        told = f"You told {share(tally.right, tally.judged)}" if tally.judged else ""
        within = f", 95 % interval {bounds(tally.interval)}." if tally.judged else ""
        streak = f" Best streak {game.best_streak}." if tally.judged else ""
        self.summary.setText(f"{told}{within}{streak} {verdict(tally)}".strip())
        self.show_problems(problems)
        self.show_lines(lines)
        self.review.show_guesses(game.guesses, names)
        self._forget.setEnabled(bool(game.guesses))
        self.play_again.setFocus()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show the game's counts, and records that hold more."""
        self.table.show_lines(lines)
        rows = min(len(lines), _MOST_ROWS)
        step = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height() + step * rows + 4
        )

    def show_problems(self, problems: Sequence[str]) -> None:
        """Say what went wrong, if anything did."""
        self.message.setText(" ".join(problems))
        self.message.setVisible(bool(problems))

    def say_forgotten(self) -> None:
        """Say that the game counts no more."""
        self._forget.setEnabled(False)
        self.show_problems(["This game is forgotten; Ctrl+Z brings it back into the record."])

    def _button(self, text: str, tip: str, pressed: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.clicked.connect(pressed)  # a signal passes it on
        return button
