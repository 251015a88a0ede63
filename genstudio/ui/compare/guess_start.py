"""Before a game: its rules, the records of the chosen runs, and Play."""

from __future__ import annotations

from collections.abc import Sequence

from genstudio.runs.guessing import LIMITS, ROUNDS, SAMPLERS
from genstudio.ui.compare.dealing_start import DealingStart, choice_of
from genstudio.ui.compare.guess_table import GuessTable, Line

_ABOUT = (
    "You be the discriminator: half of the pictures are real ones that the run never saw, half it "
    "made itself. Tick several runs and their pictures come mixed, blind; you are told afterwards "
    "whose were whose. The records below count games on the same weights, drawn in the same way."
)
_SAMPLER_TIP = (
    "The prior is what training pulled towards; the mixture are Gaussians fitted to the latents of "
    "the training pictures, where a run has them. Runs without it draw from the prior."
)
_NO_RECORD = "No game was played against these runs yet. Press Play."


class GuessStart(DealingStart):
    """Asks for the rules of a game."""

    def __init__(self, rounds: object, limit: object, sampler: object) -> None:
        """Begin with these rules, where they are among those offered."""
        super().__init__(
            go=("&Play", "Begins a game against the ticked runs"),
            stop_tip="Stops reading and making pictures",
            forget=(
                "For&get these games", "Empties the ticked runs' records; Ctrl+Z brings them back"
            ),
        )  # fmt: skip
        self._rounds = choice_of("Rounds", "How many pictures you judge", ROUNDS, rounds, "{}")
        self._limit = choice_of("Time for a picture", "A picture not judged in time is not counted",
                            LIMITS, limit, "{} s")  # fmt: skip
        self._limit.setItemText(LIMITS.index(0), "No limit")
        self._sampler = choice_of("Made pictures drawn from", _SAMPLER_TIP, SAMPLERS, sampler, "{}")
        self.table = GuessTable("Records of the chosen runs")
        choices = (
            ("Rounds", self._rounds), ("Time for a picture", self._limit),
            ("Drawn from", self._sampler),
        )  # fmt: skip
        self.lay(_ABOUT, choices, self.table)

    @property
    def rounds(self) -> int:
        """How many pictures to judge."""
        return int(self._rounds.currentData())

    @property
    def limit(self) -> int:
        """Seconds for a picture; 0 is no limit."""
        return int(self._limit.currentData())

    @property
    def sampler(self) -> str:
        """Where the made pictures' latents are drawn from, by runs that can."""
        return str(self._sampler.currentData())

    def show_records(self, lines: Sequence[Line]) -> None:
        """Show what is known of the chosen runs."""
        self.table.show_lines(lines)
        has_any = any(line.tally.judged or line.tally.missed for line in lines)
        self.show_known(has_any, _NO_RECORD)
