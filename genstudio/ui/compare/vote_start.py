"""Before and after voting: how many ballots, and how the chosen runs stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.evaluation.bradley_terry import Strength
from genstudio.runs.votes import COUNTS, ranked
from genstudio.ui import icons
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.guess_start import choice_of
from genstudio.ui.compare.guess_table import bounds
from genstudio.ui.compare.plain_table import PlainTable
from genstudio.ui.widgets.muted import MutedLabel

_ABOUT = (
    "Two models' pictures side by side, without their names: say which looks more real. From your "
    "votes each model gets a strength (Bradley–Terry): its chance to be preferred to a model of "
    "mean strength among these. Runs that share a place cannot be told apart yet."
)
_NO_VOTES = "No votes on these runs yet. Press “Begin voting”."
_COLUMNS = (
    ("Place", "1 is preferred most; a place is shared where the votes cannot tell"),
    ("Run", "Whose pictures were voted on, with its present weights"),
    ("Preferred to the mean", "Chance to be preferred to a model of mean strength among these"),
    ("95 % interval", "Where that chance lies, 95 times in 100"),
    ("Votes won", "“Cannot tell” counts as half a vote for each"),
)


class VoteStart(QWidget):
    """Asks for the number of votes; `asked` and `forgotten` tell what was pressed."""

    asked = Signal()
    stopped = Signal()
    forgotten = Signal()

    def __init__(self, count: object) -> None:
        """Begin with this number of votes, where it is among those offered."""
        super().__init__()
        self._count = choice_of("Votes", "How many pairs you are shown", COUNTS, count, "{}")
        self.vote = QPushButton("&Begin voting")
        self.vote.setIcon(icons.icon("play"))
        self.vote.setToolTip("Shows pairs of the ticked runs' pictures")
        self.vote.clicked.connect(self.asked)
        self._stop = QPushButton("Stop")
        self._stop.setToolTip("Stops making pictures")
        self._stop.clicked.connect(self.stopped)
        self._forget = QPushButton("For&get these votes")
        self._forget.setToolTip("Forgets all voting between the ticked runs; Ctrl+Z brings it back")
        self._forget.clicked.connect(self.forgotten)
        self.message = MutedLabel(wraps=True)
        self.table = PlainTable("Ranking by votes", _COLUMNS, wordy=(1, 0))
        bar = QHBoxLayout()
        bar.setSpacing(8)
        label = QLabel("Votes")
        label.setBuddy(self._count)
        for widget in (label, self._count, self.vote, self._stop):
            bar.addWidget(widget)
        bar.addWidget(self.message, 1)
        bar.addWidget(self._forget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(MutedLabel(_ABOUT, wraps=True))
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        self.show_dealing("")

    @property
    def count(self) -> int:
        """How many pairs to vote on."""
        return int(self._count.currentData())

    def show_standing(
        self, chosen: Sequence[Chosen], voted: Sequence[Chosen], wins: np.ndarray
    ) -> None:
        """Show the ranking of `voted` by `wins` `(K, K)`, then the others of `chosen`."""
        found, problem = ranked(wins) if wins.any() else ([], "")
        known = dict(zip([run.key for run in voted], found, strict=False))
        games = dict(zip([run.key for run in voted], zip(wins.sum(1), (wins + wins.T).sum(1),
                         strict=True), strict=True))  # fmt: skip
        order = sorted(chosen, key=lambda run: -known[run.key].theta if run.key in known else 1e9)
        self.table.show_rows(
            [(_cells(run, known.get(run.key), games.get(run.key)), run.colour) for run in order]
        )
        self._forget.setEnabled(bool(wins.any()))
        if self.message.text() in ("", _NO_VOTES):
            self.message.setText(problem if wins.any() else _NO_VOTES)

    def show_dealing(self, sentence: str) -> None:
        """Say how far the pictures are; empty when none are being made."""
        self.vote.setVisible(not sentence)
        self._stop.setVisible(bool(sentence))
        self.message.setText(sentence)

    def show_message(self, sentence: str) -> None:
        """Say how it went, or why there is nothing to vote on."""
        self.show_dealing("")
        self.message.setText(sentence)


def _cells(
    run: Chosen, strength: Strength | None, games: tuple[float, float] | None
) -> tuple[str, ...]:
    won = f"{games[0]:g} of {games[1]:g}" if games is not None and games[1] else "–"
    if strength is None:
        return "–", run.name, "–", "–", won
    chance = f"{100 * strength.chance:.0f} %"
    return str(strength.rank), run.name, chance, bounds(strength.interval), won
