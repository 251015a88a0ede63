"""The form: which fields show, what an edit does, the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from genstudio.core.recipe import fields
from genstudio.objectives import catalog, presets
from genstudio.ui.train.controls import ChoiceControl, NumberControl, SwitchControl, WholeControl
from genstudio.ui.train.draft import Draft
from genstudio.ui.train.form import RecipeForm
from genstudio.ui.train.row import FieldRow


@pytest.fixture
def form(app: QApplication, qtbot: QtBot) -> RecipeForm:
    form = RecipeForm(Draft(cores=2))
    qtbot.addWidget(form)
    qtbot.addWidget(form.objective_box)
    form.show()
    return form


def button(form: RecipeForm, text: str) -> QPushButton:
    found = form.findChildren(QPushButton) + form.objective_box.findChildren(QPushButton)
    return next(b for b in found if b.text() == text)


@pytest.mark.parametrize("key", list(catalog.OBJECTIVES))
def test_shows_exactly_the_fields_that_matter(form: RecipeForm, key: str) -> None:
    form.take(presets.recommend(key, cores=2))
    objective = catalog.objective(key)
    for name, info in fields().items():
        if name not in ("data", "objective"):
            assert form.is_field_shown(name) == objective.takes(info), name


@pytest.mark.parametrize("key", ["vae", "hinge", "minimax"])
def test_offers_the_nets_of_the_objective(form: RecipeForm, key: str) -> None:
    form.take(presets.recommend(key, cores=2))
    control = form.control("net")
    assert isinstance(control, ChoiceControl)
    offered = [control.itemData(index) for index in range(control.count())]
    assert tuple(offered) == catalog.objective(key).nets


def test_an_edit_marks_the_field_and_the_arrow_brings_it_back(
    form: RecipeForm, qtbot: QtBot
) -> None:
    latent = form.control("latent")
    assert isinstance(latent, WholeControl)
    recommended = latent.value()
    latent.selectAll()
    qtbot.keyClicks(latent, "9")
    with qtbot.waitSignal(form.edited):
        qtbot.keyClick(latent, Qt.Key.Key_Return)
    back = next(
        b for b in form.findChildren(QToolButton) if b.accessibleName().startswith("Latent dim")
    )
    assert back.isVisible() and str(recommended) in back.toolTip()
    back.click()
    assert latent.value() == recommended and not back.isVisible()


def test_a_click_on_the_words_ticks_the_box_and_goes_to_a_number(
    form: RecipeForm, qtbot: QtBot
) -> None:
    names = {row.info.name: row.label for row in form.findChildren(FieldRow)}
    ticked = form.control("conditional")
    assert isinstance(ticked, SwitchControl) and not ticked.value()
    with qtbot.waitSignal(form.edited):
        qtbot.mouseClick(names["conditional"], Qt.MouseButton.LeftButton)
    assert ticked.value() and form._draft.recipe().conditional
    qtbot.mouseClick(names["conditional"], Qt.MouseButton.RightButton)
    assert ticked.value()
    before = form.control("latent").value()
    qtbot.mouseClick(names["latent"], Qt.MouseButton.LeftButton)
    assert form.control("latent").value() == before


def test_a_gan_is_the_one_this_computer_trains_best(form: RecipeForm) -> None:
    button(form, "GAN").click()
    assert form._draft.objective.key == presets.default_gan(cores=2)
    button(form, "GAN").click()  # again: the game chosen meanwhile would stay
    button(form, "PCA").click()
    assert form._draft.objective.key == "pca"
    assert not form.is_field_shown("steps")


def test_choosing_a_game_keeps_touched_fields(form: RecipeForm) -> None:
    button(form, "GAN").click()
    steps = form.control("steps")
    assert isinstance(steps, WholeControl)
    steps.setValue(77)
    games = form.objective_box.findChild(ChoiceControl)
    assert games is not None
    games.setCurrentIndex(games.findData("minimax"))
    games.activated.emit(games.currentIndex())
    assert form._draft.recipe() == presets.recommend("minimax", cores=2).change(steps=77)


def test_back_to_all_recommended_values(form: RecipeForm) -> None:
    beta = form.control("beta")
    assert isinstance(beta, NumberControl)
    beta.setValue(4.0)
    everything = button(form, "Back to all recommended values")
    assert everything.isVisible()
    everything.click()
    assert beta.value() == 1.0 and not everything.isVisible()


def test_an_advanced_change_is_counted_on_the_fold(form: RecipeForm) -> None:
    batch = form.control("batch")
    assert isinstance(batch, WholeControl)
    batch.setValue(99)
    titles = [b.text() for b in form.findChildren(QToolButton)]
    assert "Advanced (1 changed)" in titles


def test_bundles_that_leave_pictures_over_are_told_as_they_are_typed(
    form: RecipeForm, qtbot: QtBot
) -> None:
    form.take(presets.recommend("hinge", cores=2))
    form.open_advanced(True)
    pack = form.control("pack")
    assert isinstance(pack, WholeControl) and pack.value() == 1 and pack.maximum() == 8
    pack.selectAll()
    qtbot.keyClicks(pack, "3")
    with qtbot.waitSignal(form.edited):
        qtbot.keyClick(pack, Qt.Key.Key_Return)
    assert "bundles of 3" in form._draft.problem()
    form.apply({"batch": 33})
    assert not form._draft.problem() and form._draft.recipe().pack == 3


def test_says_how_often_each_picture_is_shown(form: RecipeForm) -> None:
    form.take(presets.recommend("vae", cores=2).change(steps=100, batch=50, held_out=0.0))
    form.count_pictures(1000)
    assert form._amount.text() == "Shows 5,000 pictures in all, each about 5 times."


def test_few_steps_do_not_show_every_picture(form: RecipeForm) -> None:
    form.take(presets.recommend("vae", cores=2).change(steps=1, batch=50, held_out=0.0))
    form.count_pictures(1000)
    assert form._amount.text() == "Shows 50 pictures in all, so not every one is seen."


@pytest.mark.parametrize(("text", "first"), [("VAE", "vae"), ("AE", "ae")])
def test_a_family_begins_with_its_plainest_member_and_lists_the_others(
    form: RecipeForm, qtbot: QtBot, text: str, first: str
) -> None:
    form.take(presets.recommend("pca"))
    qtbot.mouseClick(button(form, text), Qt.MouseButton.LeftButton)
    games = form.objective_box.findChild(ChoiceControl)
    assert games is not None and not games.isHidden() and games.currentData() == first
    listed = [games.itemData(index) for index in range(games.count())]
    entries = [catalog.objective(key) for key in listed]
    assert {entry.family for entry in entries} == {catalog.objective(first).family}
    games.setCurrentIndex(listed.index(listed[-1]))
    games.activated.emit(games.currentIndex())
    said = [label.text() for label in form.objective_box.findChildren(QLabel)]
    assert any(entries[-1].sentence in text for text in said)


def test_only_what_shows_is_made_at_once_and_the_rest_by_itself(
    app: QApplication, qtbot: QtBot
) -> None:
    form = RecipeForm(Draft(cores=2))
    qtbot.addWidget(form)
    qtbot.addWidget(form.objective_box)
    at_once = len(form.findChildren(FieldRow))
    shown = [info for info in form._draft.shown() if not info.advanced]
    assert at_once == len([info for info in shown if info.name not in ("data", "objective")])
    qtbot.waitUntil(lambda: len(form.findChildren(FieldRow)) == len(fields()) - 2)
    assert form.is_field_shown("batch") and not form.is_field_shown("r1")


def test_the_tab_key_goes_down_the_form_however_its_rows_were_made(form: RecipeForm) -> None:
    for name in ["seed", "batch", "device"]:  # out of order, before the others
        form.control(name)
    places = {}
    for name in fields():
        if name not in ("data", "objective"):
            control = form.control(name)
            part = control.parentWidget().parentWidget()
            assert part is not None and isinstance(part.layout(), QGridLayout)
            index = part.layout().indexOf(control.parentWidget())
            row = part.layout().getItemPosition(index)[0]
            places[control] = (part is not form._plain, row)
    walked = []
    widget = form.nextInFocusChain()
    while widget is not form:
        if widget in places:
            walked.append(places[widget])
        widget = widget.nextInFocusChain()
    assert len(walked) == len(places) and walked == sorted(walked)
