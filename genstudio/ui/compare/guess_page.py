"""You be the discriminator: real or made, one picture after the other."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Slot

from genstudio.core.events import Event
from genstudio.runs import guesses
from genstudio.runs.folder import RunFolder
from genstudio.runs.guesses import Played
from genstudio.runs.guessing import Dealt, Game, Tally
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.dealt_page import DealtPage
from genstudio.ui.compare.guess_result import GuessResult
from genstudio.ui.compare.guess_round import GuessRound
from genstudio.ui.compare.guess_start import GuessStart
from genstudio.ui.compare.guess_table import Line
from genstudio.ui.settings import Settings

_SETTING = "compare/guessing"


class GuessPage(DealtPage):
    """Rules and records, then the game, then its result; built when it is first seen."""

    title = "Real or made?"
    icon = "eye"
    tip = "You be the discriminator: tell real pictures from made ones"
    stopped_words = "Stopped: no game was begun."
    start: GuessStart

    def __init__(self, acts: RunActs, settings: Settings) -> None:
        """Take games back with `acts`; the last rules come from `settings`."""
        super().__init__(acts, settings)
        self._dealt = Dealt(())
        self._game: Game | None = None
        self._kept: list[tuple[RunFolder, Played]] = []

    @property
    def is_under_way(self) -> bool:
        """Whether a picture waits to be judged."""
        return self._game is not None and not self._game.is_over

    @property
    def game(self) -> Game | None:
        """The game under way, or the last one."""
        return self._game

    def empty_sentence(self) -> str:
        """Say what to do; a game goes on, whatever is ticked meanwhile."""
        if self._players:
            return ""
        return "" if self.chosen else "Tick one or more runs in the table above to play against."

    def refresh(self) -> None:
        """Show the records of the chosen runs."""
        if self._steps is None:
            self._build()
        self.start.show_records([self._recorded(run) for run in self.chosen])
        self.start.go.setEnabled(bool(self.chosen))

    def recolour(self) -> None:
        """Take the theme's colours."""
        if self._steps is not None:
            self.result.review.recolour()
            if self._game is not None and self._game.is_over:
                self.result.show_lines(self._lines(self._game))
        super().recolour()

    def play(self, seed: int | None = None) -> None:
        """Deal a game between the chosen runs; the seed is random unless given."""
        if self._job is not None or not self.chosen:
            return
        seed = secrets.randbelow(2**31) if seed is None else seed
        folders = [run.entry.folder for run in self.chosen]
        rounds, sampler = self.start.rounds, self.start.sampler
        self.show_step(self.start)
        self.deal(lambda: _deal(folders, rounds, seed, sampler))

    def begin(self, dealt: Dealt) -> None:
        """Begin the game."""
        self._dealt = dealt
        self._game = Game(dealt.rounds)
        self.show_step(self.round)
        self.round.play(self._game, self.start.limit)

    def wrote(self, problem: str) -> None:
        """Show the records with the game in them."""
        if self._game is not None and self._game.is_over:
            self.result.show_lines(self._lines(self._game))
            if problem:
                self.result.show_problems([problem, *self._dealt.problems])

    def save_state(self) -> None:
        """Remember the rules."""
        if self._steps is not None:
            start = self.start
            rules = {"rounds": start.rounds, "limit": start.limit, "sampler": start.sampler}
            self._settings.set(_SETTING, rules)

    # -- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        state = self._settings.get(_SETTING, {})
        state = state if isinstance(state, dict) else {}
        rules = [state.get(name) for name in ("rounds", "limit", "sampler")]
        self.start = GuessStart(*rules)
        self.round, self.result = GuessRound(), GuessResult()
        self.lay(self.start, self.round, self.result)
        self.start.asked.connect(self._play)
        self.start.forgotten.connect(self._forget_all)
        self.round.ended.connect(self._finish)
        self.result.again.connect(self._play)
        self.result.back.connect(self._go_back)
        self.result.forgotten.connect(self._forget_game)

    # -- records ----------------------------------------------------------------------------

    def _recorded(self, run: Chosen) -> Line:
        known = guesses.record(guesses.read_all(run.entry.folder))
        older = f", {known.older} under other conditions not counted" if known.older else ""
        drawn = " drawn from its mixture" if known.sampler == "mixture" else ""
        games = f" · {known.games} {'game' if known.games == 1 else 'games'}{drawn}{older}"
        name = f"{run.name}{games if known.games else ' · not played yet'}"
        return Line(name, known.tally, colour=run.colour)

    def _lines(self, game: Game) -> list[Line]:
        """A line for each run, one for all of them, and the runs' records where they hold more."""
        runs = [run for key, run in self._players.items() if key in self._dealt.models]
        lines = [
            Line(run.name, game.tally(run.key), self._dealt.critics[run.key], run.colour)
            for run in runs
        ]
        if len(runs) > 1:
            lines.append(Line("All of them", game.tally()))
        records = [self._recorded(run) for run in runs]
        return lines + [line for run, line in zip(runs, records, strict=True) if _holds_more(
            line.tally, game.tally(run.key))]  # fmt: skip

    def _keep(self, game: Game) -> None:
        """Have the game written down with each run, in the background; `wrote` follows."""
        self._kept = kept = []
        for key, model in self._dealt.models.items():
            tally = game.tally(key)
            if tally.judged or tally.missed:
                sampler = self._dealt.samplers.get(key, "prior")
                seed, limit = self._dealt.seed, self.start.limit
                played = guesses.new(model, seed, limit, tally, sampler)
                kept.append((self._players[key].entry.folder, played))
        if kept:
            self._writer.write(lambda: _keep_all(kept))

    def _forget(self, games: Sequence[tuple[RunFolder, Played]], text: str) -> bool:
        def keep() -> None:
            for folder, game in games:
                guesses.keep(folder, game)

        def forget() -> None:
            for folder, game in games:
                guesses.forget(folder, [game])

        self._writer.flush()  # or what is being written would come after
        return self._acts.forget(keep, forget, text=text)

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _play(self) -> None:
        if not self.chosen:
            self._go_back()
        self.play()

    @Slot()
    def _go_back(self) -> None:
        self._players, self._game = {}, None
        self.show_step(self.start)
        self.show_runs(self.chosen)

    @Slot()
    def _finish(self) -> None:
        assert self._game is not None
        self._keep(self._game)
        names = {key: run.name for key, run in self._players.items()}
        lines, problems = self._lines(self._game), self._dealt.problems
        self.result.show_game(self._game, lines, names, problems)
        self.show_step(self.result)
        self.renew()

    @Slot()
    def _forget_game(self) -> None:
        if self._forget(self._kept, "forget a game"):
            self.result.say_forgotten()

    @Slot()
    def _forget_all(self) -> None:
        folders = [run.entry.folder for run in self.chosen]
        games = [(folder, game) for folder in folders for game in guesses.read_all(folder)]
        if self._forget(games, "forget games"):
            self.start.show_message("Forgotten; Ctrl+Z brings the games back.")


def _keep_all(games: Sequence[tuple[RunFolder, Played]]) -> None:
    """Write each game down; raises `OSError` with the sentences about those that failed."""
    problems = []
    for folder, game in games:
        try:
            guesses.keep(folder, game)
        except OSError as error:
            problems.append(f"The game was not kept: {error}")
    if problems:
        raise OSError(" ".join(problems))


def _holds_more(record: Tally, game: Tally) -> bool:
    return record.judged + record.missed > game.judged + game.missed


def _deal(folders: Sequence[RunFolder], rounds: int, seed: int, sampler: str) -> Iterator[Event]:
    from genstudio.runs import dealing  # brings torch

    return dealing.deal(folders, rounds=rounds, seed=seed, sampler=sampler)
