"""The coach's card: one finding at most, reasons on request, changes into the form."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from genstudio.core.events import Checkup, Finished
from genstudio.core.recipe import Recipe
from genstudio.objectives import presets
from genstudio.runs.coaching import Coaching
from genstudio.training import coach
from genstudio.ui.train.coach_card import CoachCard
from genstudio.ui.train.tab import TrainTab

from .script import ScriptedJob, started, steps

RECIPE = presets.recommend("vae", cores=2).change(lr=0.5, steps=1000)
FIGURES = {"pictures": 40.0, "held_out_pictures": 4.0, "rollbacks": 2.0, "lr_scale": 0.25}


@pytest.fixture
def card(qtbot: QtBot) -> CoachCard:
    """A card that follows a run that was rolled back twice, on few pictures."""
    card = CoachCard()
    qtbot.addWidget(card)
    card.begin(RECIPE)
    card.take(started())
    card.take(steps(1, 300))
    card.take(Checkup(300, FIGURES))
    return card


def key(card: CoachCard) -> str:
    return card.finding.key if card.finding else ""


def test_nothing_shows_before_there_is_something_to_say(qtbot: QtBot) -> None:
    card = CoachCard()
    qtbot.addWidget(card)
    card.begin(RECIPE)
    card.take(started())
    assert card.isHidden() and card.finding is None


def test_the_main_finding_shows_with_its_sentence_and_what_to_try(card: CoachCard) -> None:
    assert not card.isHidden() and key(card) == "diverged"
    assert "infinite twice" in card._sentence.text()
    assert card._sentence.accessibleDescription().startswith("Problem: The figures")
    assert card._try.text() == "Try this: Learning rate 0.5 → 0.002"
    assert card._more.text() == "1 more"


def test_reasons_unfold_and_make_room(card: CoachCard, qtbot: QtBot) -> None:
    assert card._reasons.isHidden()
    with qtbot.waitSignal(card.unfolded):
        card._why.click()
    assert not card._reasons.isHidden()
    assert "Went back twice" in card._details.text()
    card._why.click()
    assert card._reasons.isHidden()


def test_the_others_are_shown_one_after_the_other(card: CoachCard) -> None:
    card._more.click()
    assert key(card) == "few_pictures" and "40 pictures" in card._sentence.text()
    card.take(Checkup(310, FIGURES))  # what is read is not taken away
    assert key(card) == "few_pictures"
    card._more.click()
    assert key(card) == "diverged"


def test_put_away_for_this_run_alone(card: CoachCard) -> None:
    card._later.click()
    assert key(card) == "few_pictures" and card._more.isHidden()
    card.take(Checkup(310, FIGURES))
    assert key(card) == "few_pictures"
    card._later.click()
    assert card.finding is None or card.finding.key == "well"
    card.begin(RECIPE)
    card.take(started())
    card.take(Checkup(300, FIGURES))
    assert key(card) == "diverged"


def test_trying_gives_a_copy_of_the_recipe_and_says_so(card: CoachCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.tried) as caught:
        card._try.click()
    [recipe] = caught.args
    assert RECIPE.differences(recipe) == {"lr": (0.5, 0.002)}
    assert "Learning rate 0.5 → 0.002" in card._done.text() and not card._done.isHidden()


def test_a_new_main_finding_replaces_the_old_one(card: CoachCard) -> None:
    card._try.click()
    card.begin(RECIPE.change(lr=0.001))
    assert card.isHidden()
    card.take(started())
    for step in range(100, 700, 100):
        card.take(Checkup(step, {"pictures": 4500.0, "rollbacks": 0.0}))
    assert key(card) == "well" and card._done.isHidden()
    assert card._later.isHidden() and card._try.isHidden()


def test_the_past_of_a_resumed_run_counts() -> None:
    coaching = Coaching()
    coaching.begin(RECIPE)
    coaching.take(started(step=300))
    assert not coaching.findings
    assert coaching.recall({}, ()) is False
    past = {name: [1.0] for name in ("step", "loss", "reconstruction", "kl")}
    coaching.recall(past, [Checkup(200, FIGURES)])  # type: ignore[arg-type]
    assert coaching.findings[0].key == "diverged"


def test_in_the_tab_a_change_goes_into_the_form_and_not_into_the_run(
    tab: TrainTab, job: ScriptedJob, qtbot: QtBot
) -> None:
    asked: list[Recipe] = []
    tab._studio.train_requested.connect(asked.append)
    tab.choices.take(RECIPE)
    tab.start()
    job.say(started(), Checkup(1, FIGURES | {"pictures": 4500.0}))
    card = tab.watch.coach
    qtbot.waitUntil(lambda: key(card) == "diverged")
    card._why.click()
    assert not tab.watch.fold.is_open
    card._try.click()
    assert [recipe.lr for recipe in asked] == [0.002]
    assert tab.draft.value("lr") == 0.002 and tab.draft.value("steps") == 1000
    [entry] = tab._studio.library.entries()
    assert entry.recipe is not None and entry.recipe.lr == 0.5
    job.say(Finished(1, "done", "Done."))
    job.end()
    qtbot.waitUntil(lambda: not tab._studio.is_training)
    assert key(card) == "diverged"  # a run that has ended keeps its finding
    assert all(isinstance(action, QAction) for action in tab.actions_())


def test_every_finding_reads_well_on_the_card(card: CoachCard) -> None:
    for severity in ("good", "info", "warning", "bad"):
        finding = coach.Finding(
            key=severity, severity=severity, sentence="A sentence.", words="a < b & c",
            evidence=("x < y",),
        )  # type: ignore[arg-type] # fmt: skip
        card._coaching.findings = (finding,)
        card._renew()
        assert card.property("kind") == severity and not card._sign.pixmap().isNull()
        assert "a &lt; b &amp; c" in card._details.text()
