"""“Real or made?”: the state of one game, and what it counts to. No torch, no Qt.

A round that ran out of time breaks the streak and is counted as missed; accuracies are of the
rounds that were judged, and the discriminator's of the very same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

import numpy as np

from genstudio.evaluation.proportion import Interval, wilson

ROUNDS = (10, 20, 50)
LIMITS = (0, 2, 5, 10)
"""Seconds for a picture; 0 is no limit."""
SAMPLERS = ("prior", "mixture")


@dataclass(frozen=True)
class Round:
    """A picture, uint8 `(C, H, W)`, whether it is real, and what the run's critic says of it.

    `critic` is true where it says “real”, None where the run has no critic. `run` is the run's
    key: it made the picture, or held it out.
    """

    picture: np.ndarray
    is_real: bool
    run: str
    critic: bool | None = None


@dataclass(frozen=True)
class Dealt:
    """What is played: rounds in order; by run the hash of its weights and a note on its critic.

    `problems` are sentences about runs that cannot take part; `samplers` say by run where its made
    pictures were drawn from.
    """

    rounds: tuple[Round, ...]
    models: dict[str, str] = field(default_factory=dict)
    critics: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    seed: int = 0
    samplers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts of judged pictures; `critic_right` of `critic_judged` for the discriminator."""

    real: int = 0
    right_real: int = 0
    made: int = 0
    right_made: int = 0
    missed: int = 0
    critic_judged: int = 0
    critic_right: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Count both together."""
        names = [each.name for each in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def judged(self) -> int:
        """How many pictures were judged in time."""
        return self.real + self.made

    @property
    def right(self) -> int:
        """How many of those were told rightly."""
        return self.right_real + self.right_made

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the player's accuracy."""
        return wilson(self.right, self.judged)

    @property
    def critic_interval(self) -> Interval:
        """The 95 % interval of the discriminator's accuracy."""
        return wilson(self.critic_right, self.critic_judged)


@dataclass(frozen=True)
class Guess:
    """What was said of a round: true for “real”, None when time ran out."""

    round: Round
    said_real: bool | None

    @property
    def is_right(self) -> bool:
        """Whether that is so."""
        return self.said_real is not None and self.said_real == self.round.is_real

    def tally(self) -> Tally:
        """Count this one round."""
        if self.said_real is None:
            return Tally(missed=1)
        real, right, critic = self.round.is_real, self.is_right, self.round.critic
        return Tally(
            real=int(real),
            right_real=int(real and right),
            made=int(not real),
            right_made=int(not real and right),
            critic_judged=int(critic is not None),
            critic_right=int(critic is not None and critic == real),
        )


class Game:
    """Rounds that are answered one after the other."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        """Begin with the first of `rounds`; raises `ValueError` if there is none."""
        if not rounds:
            raise ValueError("There is nothing to guess: no picture was dealt.")
        self.rounds = tuple(rounds)
        self.guesses: list[Guess] = []
        self.streak = 0
        self.best_streak = 0
        self._is_ended = False

    @property
    def current(self) -> Round | None:
        """The round that waits for an answer; None after the last."""
        place = len(self.guesses)
        return None if self._is_ended or place == len(self.rounds) else self.rounds[place]

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to answer."""
        return self.current is None

    def answer(self, said_real: bool | None) -> Guess:
        """Answer the present round, None when time ran out; returns what became of it."""
        shown = self.current
        assert shown is not None, "the game is over"
        guess = Guess(shown, said_real)
        self.guesses.append(guess)
        self.streak = self.streak + 1 if guess.is_right else 0
        self.best_streak = max(self.best_streak, self.streak)
        return guess

    def end(self) -> None:
        """Leave the rest unanswered."""
        self._is_ended = True

    def tally(self, run: str | None = None) -> Tally:
        """Count all rounds that were answered, or those of one run."""
        return total(each.tally() for each in self.guesses if run in (None, each.round.run))


def total(tallies: Iterable[Tally]) -> Tally:
    """Count all of them together."""
    return sum(tallies, start=Tally())


def verdict(tally: Tally) -> str:
    """Say in a sentence what a player's count means."""
    if not tally.judged:
        return "No picture was judged in time."
    bounds = tally.interval
    if bounds.low > 0.5:
        return "You can tell: guessing would be right half the time."
    if bounds.high < 0.5:
        return "You took made pictures for real ones, and real ones for made."
    return "That may be guessing: half lies within the interval. More rounds would narrow it."
