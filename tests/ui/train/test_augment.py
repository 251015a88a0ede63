"""What augmentation does is seen before it is chosen; mirroring waits for a yes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from genstudio.objectives import presets
from genstudio.objectives.augment_sheet import ROWS
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.augment_dialog import AugmentDialog
from genstudio.ui.train.choices import ChoicesPanel
from genstudio.ui.train.data_box import DataBox
from genstudio.ui.train.draft import Draft


@pytest.fixture
def panel(app: QApplication, qtbot: QtBot):
    box = DataBox([])
    panel = ChoicesPanel(Draft(cores=2), box, Acts(box))
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    panel.show()
    panel.draft.choose_objective("hinge")
    panel.form.refresh()
    yield panel
    box.close_threads()


def choose(panel: ChoicesPanel, spec: str, qtbot: QtBot) -> None:
    panel.data_box.choose(spec)
    qtbot.waitUntil(lambda: panel.data_box.look is not None, timeout=60_000)


def open_sheet(panel: ChoicesPanel, qtbot: QtBot) -> AugmentDialog:
    qtbot.mouseClick(panel.form.augment_button, Qt.MouseButton.LeftButton)
    return panel.augment_dialog


def test_the_sheet_shows_the_users_pictures_and_the_strength_goes_into_the_recipe(
    panel: ChoicesPanel, qtbot: QtBot
) -> None:
    choose(panel, "builtin:digits", qtbot)
    sheet = open_sheet(panel, qtbot)
    qtbot.waitUntil(lambda: sheet.view.count > 0, timeout=60_000)
    assert sheet.view.count == 8 * (1 + ROWS)
    before = sheet.view._pictures
    assert np.array_equal(before[:8], panel.data_box.look.pictures[:8])
    sheet.slider.setValue(0)
    qtbot.waitUntil(lambda: sheet.view._pictures is not before, timeout=60_000)
    assert np.array_equal(sheet.view._pictures[8:16], before[:8])  # strength 0 changes nothing
    sheet.slider.setValue(40)
    qtbot.mouseClick(sheet.use, Qt.MouseButton.LeftButton)
    recipe = panel.recipe()
    assert (recipe.augment, recipe.augment_strength, recipe.augment_colour) == ("fixed", 0.4, False)


def test_without_pictures_it_says_what_to_do(panel: ChoicesPanel, qtbot: QtBot) -> None:
    sheet = open_sheet(panel, qtbot)
    assert "Choose pictures first" in sheet.view.accessibleDescription()
    sheet.reject()
    choose(panel, "points:ring", qtbot)
    sheet = open_sheet(panel, qtbot)
    assert sheet.view.count == 0
    sheet.reject()


@pytest.mark.parametrize("answer", [True, False])
def test_pictures_are_mirrored_only_after_a_yes(
    panel: ChoicesPanel, qtbot: QtBot, answer: bool
) -> None:
    panel.form.open_advanced(True)
    control = panel.form.control("mirror")
    assert isinstance(control, QCheckBox)
    control.click()
    question = panel.form.mirror_question
    assert "digits" in question.informativeText()
    assert not control.isChecked() and panel.draft.value("mirror") is False
    (question.yes if answer else question.no).click()
    assert panel.draft.value("mirror") is answer and control.isChecked() is answer
    if answer:
        control.click()  # off again without a question
        assert panel.draft.value("mirror") is False


def test_points_are_looked_at_as_one_scatter_and_offer_their_nets(
    panel: ChoicesPanel, qtbot: QtBot
) -> None:
    choose(panel, "points:grid", qtbot)
    assert panel.data_box.look.sentence == "100,000 points of a plane  ·  25 modes"
    for objective, nets in {"rpgan": ["waves", "mlp"], "vae": ["mlp"]}.items():
        panel.draft.take(presets.recommend(objective, data="points:grid"))
        panel.form.refresh()
        net = panel.form.control("net")
        assert [net.itemData(place) for place in range(net.count())] == nets
        assert panel.recipe().net == nets[0]
