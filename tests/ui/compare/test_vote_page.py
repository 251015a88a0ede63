"""Blind votes in the tab: stopping, choices that change meanwhile, what cannot be kept."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from genstudio.runs import votes
from genstudio.runs.entry import Entry
from genstudio.ui.compare.tab import CompareTab
from genstudio.ui.compare.vote_page import VotePage

PATIENCE_MS = 30_000


@pytest.fixture
def page(trained: dict[str, Entry], tab: CompareTab) -> VotePage:
    """The page, seen, with three runs chosen."""
    tab.choice.replace([trained[name].key for name in ("pca", "vae", "gan")])
    [place] = [place for place, page in enumerate(tab.pages) if isinstance(page, VotePage)]
    tab.show_page(place)
    page = tab.pages[place]
    assert isinstance(page, VotePage)
    return page


def begin(page: VotePage, qtbot: QtBot) -> None:
    page.vote(seed=1)
    qtbot.waitUntil(lambda: page.is_under_way, timeout=PATIENCE_MS)


def test_voting_goes_on_when_other_runs_are_ticked(
    page: VotePage, trained: dict[str, Entry], tab: CompareTab, qtbot: QtBot
) -> None:
    begin(page, qtbot)
    tab.choice.replace([trained["pca"].key])
    assert page.round.isVisible()
    page.round.says["left"].trigger()
    page.round.views[1].clicked.emit(0)
    page.round.says["neither"].trigger()
    assert [side for _, side in page.round.given] == ["left", "right", "neither"]
    page.round.stop()
    qtbot.waitUntil(lambda: len(votes.read_all()) == 1)
    [session] = votes.read_all()
    assert [vote.said for vote in session.votes] == ["left", "right", "neither"]
    assert "Tick two or more runs" in page.empty_sentence() and not page.start.isVisible()


def test_three_runs_of_which_two_were_compared_are_not_ranked(page: VotePage, qtbot: QtBot) -> None:
    begin(page, qtbot)
    page.round.says["left"].trigger()
    page.round.stop()
    assert page.start.table.rowCount() == 3
    assert {page.start.table.text_of(row, 0) for row in range(3)} == {"–"}
    qtbot.waitUntil(lambda: len(votes.read_all()) == 1)
    page.start.show_message("")
    page.refresh()
    assert "never compared with the others" in page.start.message.text()


def test_nothing_voted_leaves_nothing_behind(page: VotePage, qtbot: QtBot) -> None:
    begin(page, qtbot)
    page.round.stop()
    assert votes.read_all() == [] and page.start.isVisible()


def test_dealing_can_be_stopped_and_votes_that_cannot_be_kept_are_told(
    page: VotePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("The disk is full.")

    page.vote()
    page.start.stopped.emit()
    qtbot.waitUntil(lambda: "Stopped" in page.start.message.text(), timeout=PATIENCE_MS)
    assert not page.is_under_way and page.start.go.isVisible()
    begin(page, qtbot)
    page.round.says["right"].trigger()
    monkeypatch.setattr(votes, "keep", refuse)
    page.round.stop()
    told = "The votes were not kept: The disk is full."
    qtbot.waitUntil(lambda: told in page.start.message.text())
