"""“Real or made?” in the tab: time that runs out, stopping, choices that change meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from genstudio.runs import guesses
from genstudio.runs.entry import Entry
from genstudio.runs.guessing import Game, Round
from genstudio.ui.compare.countdown import Countdown
from genstudio.ui.compare.guess_page import GuessPage
from genstudio.ui.compare.guess_review import GuessReview
from genstudio.ui.compare.tab import CompareTab

PATIENCE_MS = 30_000


@pytest.fixture
def page(trained: dict[str, Entry], tab: CompareTab) -> GuessPage:
    """The page, seen, with one GAN chosen."""
    tab.choice.replace([trained["gan"].key])
    place = _place(tab)
    tab.show_page(place)
    page = tab.pages[place]
    assert isinstance(page, GuessPage)
    return page


def _place(tab: CompareTab) -> int:
    return [isinstance(page, GuessPage) for page in tab.pages].index(True)


def begin(page: GuessPage, qtbot: QtBot) -> None:
    page.play(seed=1)
    qtbot.waitUntil(lambda: page.is_under_way, timeout=PATIENCE_MS)


def test_nothing_is_built_before_the_page_is_seen(tab: CompareTab) -> None:
    page = tab.pages[_place(tab)]
    assert not hasattr(page, "start")
    page.save_state()


def test_a_game_goes_on_when_other_runs_are_ticked(
    page: GuessPage, trained: dict[str, Entry], tab: CompareTab, qtbot: QtBot
) -> None:
    begin(page, qtbot)
    tab.choice.replace([])
    assert page.round.isVisible() and page.is_under_way
    page.round.says_real.trigger()
    page.round.stop()
    assert page.result.isVisible()
    qtbot.waitUntil(lambda: len(guesses.read_all(trained["gan"].folder)) == 1)
    [game] = guesses.read_all(trained["gan"].folder)
    assert game.tally.judged == game.tally.critic_judged == 1
    page.result.back.emit()
    assert not page.start.isVisible()  # nothing is ticked any more


def test_out_of_time_breaks_the_streak_and_is_in_no_share(page: GuessPage, qtbot: QtBot) -> None:
    begin(page, qtbot)
    shown = page.game.current
    (page.round.says_real if shown.is_real else page.round.says_made).trigger()
    page.round.says_real.trigger()  # too late to change one's mind
    page.round.view.clicked.emit(0)
    assert page.game.streak == 1
    page.round.countdown.ran_out.emit()
    assert "Out of time" in page.round.feedback.text() and page.game.streak == 0
    assert (page.game.tally().judged, page.game.tally().missed) == (1, 1)
    page.round.stop()
    assert page.result.summary.text().startswith("You told 1 of 1 (100 %)")


def test_dealing_can_be_stopped_and_its_failure_is_told(
    page: GuessPage, trained: dict[str, Entry], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.play()
    page.start.stopped.emit()
    qtbot.waitUntil(lambda: "Stopped" in page.start.message.text(), timeout=PATIENCE_MS)
    assert page.game is None and page.start.go.isVisible()
    trained["gan"].folder.change_summary(data_fingerprint="other")
    page.play()
    qtbot.waitUntil(lambda: "have changed" in page.start.message.text(), timeout=PATIENCE_MS)
    assert page.start.go.isVisible() and not page.is_under_way


def test_a_full_disk_is_told_and_the_game_is_still_shown(
    page: GuessPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("The disk is full.")

    begin(page, qtbot)
    page.round.says_made.trigger()
    monkeypatch.setattr(guesses, "keep", refuse)
    page.round.stop()
    told = "The game was not kept: The disk is full."
    qtbot.waitUntil(lambda: told in page.result.message.text())
    assert page.result.review.count() == 1


def test_all_games_are_forgotten_and_brought_back(
    page: GuessPage, trained: dict[str, Entry], tab: CompareTab, qtbot: QtBot
) -> None:
    folder = trained["gan"].folder
    begin(page, qtbot)
    page.round.says_made.trigger()
    page.round.stop()
    page.result.back.emit()
    qtbot.waitUntil(lambda: "1 game" in page.start.table.text_of(0, 0))
    before = guesses.read_all(folder)
    assert "1 game" in page.start.table.text_of(0, 0)
    page.start.forgotten.emit()
    assert guesses.read_all(folder) == [] and "not played" in page.start.table.text_of(0, 0)
    tab.undo.trigger()
    assert guesses.read_all(folder) == before and "1 game" in page.start.table.text_of(0, 0)
    tab.redo.trigger()
    assert guesses.read_all(folder) == []


def test_a_hidden_countdown_stands_still(qtbot: QtBot) -> None:
    bar = Countdown()
    qtbot.addWidget(bar)
    bar.begin(2)
    qtbot.waitUntil(lambda: bar.value() < 2000)
    bar.hide()
    left = bar.value()
    qtbot.wait(150)
    assert bar.value() == left > 0
    bar.show()
    with qtbot.waitSignal(bar.ran_out, timeout=PATIENCE_MS):
        pass
    assert bar.value() == 0
    bar.begin(0)
    assert not bar.isVisible()


def test_a_long_review_fills_in_its_order(qtbot: QtBot) -> None:
    rounds = [Round(np.zeros((3, 4, 4), np.uint8), place % 3 == 0, "a") for place in range(50)]
    game = Game(rounds)
    for _ in rounds:
        game.answer(True)
    review = GuessReview()
    qtbot.addWidget(review)
    for _ in range(2):  # again before the first is filled in
        review.show_guesses(game.guesses, {"a": "A"})
    qtbot.waitUntil(lambda: review.count() == 50)
    tips = [review.item(row).toolTip() for row in range(50)]
    assert [f"Picture {place}," in tip for place, tip in enumerate(tips, start=1)] == [True] * 50
    assert ["Right" in tip for tip in tips] == [each.is_real for each in rounds]
