"""Before and after voting: how many ballots, and how the chosen runs stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from genstudio.evaluation.bradley_terry import Strength
from genstudio.runs.votes import COUNTS, ranked
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.dealing_start import DealingStart, choice_of
from genstudio.ui.compare.guess_table import bounds
from genstudio.ui.compare.plain_table import PlainTable

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


class VoteStart(DealingStart):
    """Asks for the number of votes."""

    def __init__(self, count: object) -> None:
        """Begin with this number of votes, where it is among those offered."""
        super().__init__(
            go=("&Begin voting", "Shows pairs of the ticked runs' pictures"),
            stop_tip="Stops making pictures",
            forget=(
                "For&get these votes",
                "Forgets all voting between the ticked runs; Ctrl+Z brings it back",
            ),
        )
        self._count = choice_of("Votes", "How many pairs you are shown", COUNTS, count, "{}")
        self.table = PlainTable("Ranking by votes", _COLUMNS, wordy=(1, 0))
        self.lay(_ABOUT, [("Votes", self._count)], self.table)

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
        self.show_known(bool(wins.any()), _NO_VOTES, problem)


def _cells(
    run: Chosen, strength: Strength | None, games: tuple[float, float] | None
) -> tuple[str, ...]:
    won = f"{games[0]:g} of {games[1]:g}" if games is not None and games[1] else "–"
    if strength is None:
        return "–", run.name, "–", "–", won
    chance = f"{100 * strength.chance:.0f} %"
    return str(strength.rank), run.name, chance, bounds(strength.interval), won
