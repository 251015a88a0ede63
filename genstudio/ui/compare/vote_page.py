"""Blind votes between models: rules and ranking, and the ballots."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Slot

from genstudio.core.events import Event
from genstudio.runs import guesses, votes
from genstudio.runs.folder import RunFolder
from genstudio.runs.votes import Ballots, Session, Vote
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.compare.dealt_page import DealtPage
from genstudio.ui.compare.vote_round import VoteRound, outcome
from genstudio.ui.compare.vote_start import VoteStart
from genstudio.ui.settings import Settings

_SETTING = "compare/voting"
_TOO_FEW = "Tick two or more runs in the table above to vote between them."


class VotePage(DealtPage):
    """Which of two models' pictures look more real; built when it is first seen."""

    title = "Blind votes"
    icon = "swap"
    tip = "Which of two models' pictures look more real, without knowing whose they are"
    stopped_words = "Stopped: nothing was voted on."
    start: VoteStart

    def __init__(self, acts: RunActs, settings: Settings) -> None:
        """Take votes back with `acts`; the last rules come from `settings`."""
        super().__init__(acts, settings)
        self._dealt = Ballots(())

    @property
    def is_under_way(self) -> bool:
        """Whether a ballot waits for a vote."""
        return self._steps is not None and self._steps.currentWidget() is self.round

    def empty_sentence(self) -> str:
        """Say what to do; voting goes on, whatever is ticked meanwhile."""
        return "" if self._players or len(self.chosen) > 1 else _TOO_FEW

    def refresh(self) -> None:
        """Show how the chosen runs stand."""
        if self._steps is None:
            self._build()
        sessions = votes.read_all()
        hashes = votes.models([run.key for run in self.chosen], sessions)
        voted = [run for run in self.chosen if run.key in hashes]
        wins = votes.wins([hashes[run.key] for run in voted], sessions)
        self.start.show_standing(self.chosen, voted, wins)

    def vote(self, seed: int | None = None) -> None:
        """Deal ballots between the chosen runs; the seed is random unless given."""
        if self._job is not None or len(self.chosen) < 2:
            return
        seed = secrets.randbelow(2**31) if seed is None else seed
        folders, count = [run.entry.folder for run in self.chosen], self.start.count
        self.deal(lambda: _deal(folders, count, seed))

    def begin(self, dealt: Ballots) -> None:
        """Show the ballots."""
        self._dealt = dealt
        self.show_step(self.round)
        self.round.begin(dealt.ballots)

    def wrote(self, problem: str) -> None:
        """Say if votes were not kept."""
        if problem:
            self.start.show_message(f"The votes were not kept: {problem}")

    def save_state(self) -> None:
        """Remember the number of votes."""
        if self._steps is not None:
            self._settings.set(_SETTING, {"count": self.start.count})

    # -- private ----------------------------------------------------------------------------

    def _build(self) -> None:
        state = self._settings.get(_SETTING, {})
        self.start = VoteStart(state.get("count") if isinstance(state, dict) else None)
        self.round = VoteRound()
        self.lay(self.start, self.round)
        self.start.asked.connect(self.vote_now)
        self.start.forgotten.connect(self._forget)
        self.round.ended.connect(self._finish)

    def _keep(self) -> None:
        """Have the votes written down in the background; `wrote` follows."""
        if not self.round.given:
            return
        models = self._dealt.models
        given = tuple(
            Vote(models[ballot.runs[0]], models[ballot.runs[1]], side)
            for ballot, side in self.round.given
        )
        session = Session(guesses.new_name(), models, given)
        self._writer.write(lambda: votes.keep(session))

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def vote_now(self) -> None:
        """Begin, with a random seed."""
        self.vote()

    @Slot()
    def _finish(self) -> None:
        self._keep()
        told = [outcome(self.round.given, self._players), *self._dealt.problems]
        self.show_step(self.start)
        self._players = {}
        self.start.show_message(" ".join(filter(None, told)))
        self.show_runs(self.chosen)
        self.start.go.setFocus()

    @Slot()
    def _forget(self) -> None:
        self._writer.flush()  # or what is being written would come after
        sessions = votes.read_all()
        hashes = set(votes.models([run.key for run in self.chosen], sessions).values())
        done = self._acts.forget(
            lambda: votes.bring_back(sessions, hashes),
            lambda: votes.forget_between(sessions, hashes),
            text="forget votes",
        )
        if done:
            self.start.show_message("Forgotten; Ctrl+Z brings the votes back.")


def _deal(folders: Sequence[RunFolder], count: int, seed: int) -> Iterator[Event]:
    from genstudio.runs import pairing  # brings torch

    return pairing.deal(folders, ballots=count, seed=seed)
