"""A person plays ten rounds of “real or made?”, forgets the game again, and votes blindly."""

from __future__ import annotations

from pathlib import Path

import pytest
from person import Person, tick_runs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QTableWidget

from genstudio.core.recipe import Recipe
from genstudio.runs import guesses, jobs, votes
from genstudio.runs.library import Library
from genstudio.ui.compare.guess_page import GuessPage
from genstudio.ui.compare.vote_page import VotePage

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def runs(home: Path) -> Library:
    """A PCA and a GAN on the digits."""
    import torch

    torch.set_num_threads(1)
    library = Library()
    small = {"net": "mlp", "width": 4, "batch": 16, "steps": 6, "threads": 1}
    for name, recipe in {
        "linear": Recipe(objective="pca", net="linear", latent=8, threads=1),
        "gan": Recipe(objective="nsgan", latent=7, **small),
    }.items():
        list(jobs.train(library.create(recipe, name=name)))
    return library


def rows(table: QTableWidget) -> list[list[str]]:
    columns = range(table.columnCount())
    return [[table.item(row, c).text() for c in columns] for row in range(table.rowCount())]


def kept(library: Library) -> dict[str, list[guesses.Played]]:
    return {e.name: guesses.read_all(e.folder) for e in library.entries() if not e.bundled}


def test_ten_rounds_are_played_blind_reviewed_kept_and_forgotten(
    runs: Library, person: Person
) -> None:
    person.window.activateWindow()  # as a window manager does
    person.wait(person.window.isActiveWindow)
    person.go_to("Compare")
    person.go_to("Real or made?")
    assert person.reads("Tick one or more runs in the table above to play against.")
    tick_runs(person, "linear", "gan")
    assert person.reads("No game was played against these runs yet.")
    person.click("Play")
    page = person.find(GuessPage)
    for number in range(1, 11):
        person.wait(lambda number=number: person.reads(f"Picture {number} of 10"))
        shown = page.game.current
        assert not any("linear" in text or "“gan”" in text for text in _said(page))
        # Right but for the last two: by letter, arrow and button in turn.
        said = shown.is_real if number <= 8 else not shown.is_real
        if number % 3 == 0:
            person.click("Real" if said else "Made")
        elif number % 3 == 1:
            person.key(Qt.Key.Key_R if said else Qt.Key.Key_M)
        else:
            person.key(Qt.Key.Key_Left if said else Qt.Key.Key_Right)
        verdict = "Right." if number <= 8 else "Wrong."
        assert person.reads(verdict)
        assert person.reads("It is real" if shown.is_real else "It is made")
        person.key(Qt.Key.Key_Space)
    person.wait(lambda: person.reads("You told 8 of 10 (80 %), 95 % interval 49 to 94 %."))
    assert person.reads("Best streak 8.")
    table = rows(person.find(QTableWidget, "How the game went"))
    by_name = {row[0]: row for row in table}
    assert set(by_name) == {"linear", "gan", "All of them"}
    assert by_name["linear"][3] == "This model has no discriminator."
    assert " of 5 (" in by_name["gan"][3]
    assert by_name["All of them"][1] == "8 of 10 (80 %)"
    review = person.find(QListWidget, "Judged pictures")
    marks = [review.item(row).toolTip() for row in range(review.count())]
    assert ["Right: you said" in mark for mark in marks] == [True] * 8 + [False] * 2
    person.wait(lambda: all(len(games) == 1 for games in kept(runs).values()))
    person.click("Forget this game")
    assert all(games == [] for games in kept(runs).values())
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: all(len(games) == 1 for games in kept(runs).values()))
    person.click("Play again")
    person.wait(lambda: person.reads("Picture 1 of 10"))
    person.key(Qt.Key.Key_R)
    person.click("Stop the game")
    person.wait(lambda: person.reads(" of 1 ("))
    person.click("Records")
    table = rows(person.find(QTableWidget, "Records of the chosen runs"))
    assert sum(int(row[1].split(" of ")[1].split()[0]) for row in table) == 11


def test_votes_between_two_models_are_blind_and_make_a_ranking(
    runs: Library, person: Person
) -> None:
    person.window.activateWindow()  # as a window manager does
    person.wait(person.window.isActiveWindow)
    person.go_to("Compare")
    person.go_to("Blind votes")
    assert person.reads("Tick two or more runs in the table above to vote between them.")
    tick_runs(person, "linear", "gan")
    assert person.reads("No votes on these runs yet. Press “Begin voting”.")
    person.click("Begin voting")
    page = person.find(VotePage)
    names = {entry.key: entry.name for entry in runs.entries()}
    for number in range(1, 11):
        person.wait(lambda number=number: person.reads(f"Vote {number} of 10"))
        is_left = names[page.round.current.runs[0]] == "linear"
        if number == 10:
            person.key(Qt.Key.Key_Space)
        elif number % 2:
            person.key(Qt.Key.Key_Left if is_left else Qt.Key.Key_Right)
        else:
            person.click(f"{'Left' if is_left else 'Right'} looks more real")
    person.wait(lambda: person.reads("10 votes:"))
    assert person.reads("“linear” 9") and person.reads("“gan” 0") and person.reads("cannot tell 1.")
    ranking = person.find(QTableWidget, "Ranking by votes")
    person.wait(lambda: [row[:2] for row in rows(ranking)] == [["1", "linear"], ["2", "gan"]])
    table = rows(ranking)
    assert [row[4] for row in table] == ["9.5 of 10", "0.5 of 10"]
    person.click("Forget these votes")
    assert votes.read_all() == []
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: len(votes.read_all()) == 1)
    table = rows(person.find(QTableWidget, "Ranking by votes"))
    assert table[0][:2] == ["1", "linear"]


def _said(page: GuessPage) -> list[str]:
    return [label.text() for label in (page.round.progress, page.round.feedback)]
