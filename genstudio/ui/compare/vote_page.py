"""Blind votes between models: rules and ranking, and the ballots."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from genstudio.core.events import Event, Worked, Working
from genstudio.runs import guesses, votes
from genstudio.runs.folder import RunFolder
from genstudio.runs.votes import Ballots, Session, Vote
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.vote_round import VoteRound, outcome
from genstudio.ui.compare.vote_start import VoteStart
from genstudio.ui.settings import Settings
from genstudio.ui.threads import Failure, JobThread

_SETTING = "compare/voting"
_TOO_FEW = "Tick two or more runs in the table above to vote between them."


class VotePage(Page):
    """Which of two models' pictures look more real; built when it is first seen."""

    title = "Blind votes"
    icon = "swap"
    tip = "Which of two models' pictures look more real, without knowing whose they are"

    def __init__(self, acts: RunActs, settings: Settings) -> None:
        """Take votes back with `acts`; the last rules come from `settings`."""
        super().__init__()
        self._acts = acts
        self._settings = settings
        self._job: JobThread | None = None
        self._players: dict[str, Chosen] = {}  # of the votes under way
        self._dealt = Ballots(())
        self._steps: QStackedWidget | None = None
        acts.stack.indexChanged.connect(self.renew)

    @property
    def is_voting(self) -> bool:
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

    def recolour(self) -> None:
        """Take the theme's colours."""
        if self._steps is not None:
            self.renew()

    def vote(self, seed: int | None = None) -> None:
        """Deal ballots between the chosen runs; the seed is random unless given."""
        if self._job is not None or len(self.chosen) < 2:
            return
        seed = secrets.randbelow(2**31) if seed is None else seed
        self._players = {run.key: run for run in self.chosen}
        folders, count = [run.entry.folder for run in self.chosen], self.start.count
        self.start.show_dealing("Opening the runs…")
        self._job = JobThread(lambda: _deal(folders, count, seed), self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end_job)
        self._job.start()

    def save_state(self) -> None:
        """Remember the number of votes."""
        if self._steps is not None:
            self._settings.set(_SETTING, {"count": self.start.count})

    def close_page(self) -> None:
        """End what deals in the background."""
        if self._job is not None:
            self._job.stop()
            self._job.wait()

    # -- private ----------------------------------------------------------------------------

    def _build(self) -> None:
        state = self._settings.get(_SETTING, {})
        self.start = VoteStart(state.get("count") if isinstance(state, dict) else None)
        self.round = VoteRound()
        self._steps = QStackedWidget()
        for step in (self.start, self.round):
            self._steps.addWidget(step)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(self._steps)
        self.start.asked.connect(self.vote_now)
        self.start.stopped.connect(self._stop_dealing)
        self.start.forgotten.connect(self._forget)
        self.round.ended.connect(self._finish)

    def _keep(self) -> str:
        """Write the votes down; returns a sentence if that failed."""
        if not self.round.given:
            return ""
        models = self._dealt.models
        given = tuple(
            Vote(models[ballot.runs[0]], models[ballot.runs[1]], side)
            for ballot, side in self.round.given
        )
        try:
            votes.keep(Session(guesses.new_name(), models, given))
        except OSError as error:
            return f"The votes were not kept: {error}"
        return ""

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def vote_now(self) -> None:
        """Begin, with a random seed."""
        self.vote()

    @Slot()
    def _stop_dealing(self) -> None:
        if self._job is not None:
            self._job.stop()

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        assert self._job is not None
        last = events[-1]
        if self._job.is_stopping:
            return
        if isinstance(last, Worked):
            self._dealt = last.result
            self.start.show_dealing("")
            assert self._steps is not None
            self._steps.setCurrentWidget(self.round)
            self.round.begin(self._dealt.ballots)
        elif isinstance(last, Working):
            self.start.show_dealing(f"{last.what}: {last.done} of {last.total}…")

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self.start.show_message(failure.message)

    @Slot()
    def _end_job(self) -> None:
        assert self._job is not None
        if self._job.is_stopping:
            self.start.show_message("Stopped: nothing was voted on.")
        self._job.deleteLater()
        self._job = None
        if not self.is_voting:
            self._players = {}

    @Slot()
    def _finish(self) -> None:
        told = [outcome(self.round.given, self._players), self._keep(), *self._dealt.problems]
        assert self._steps is not None
        self._steps.setCurrentWidget(self.start)
        self._players = {}
        self.start.show_message(" ".join(filter(None, told)))
        self.show_runs(self.chosen)
        self.start.vote.setFocus()

    @Slot()
    def _forget(self) -> None:
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
