"""The presets' menu: choose, learn why, keep one's own, delete it and bring it back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from genstudio.objectives.classics import PRESETS
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.choices import ChoicesPanel
from genstudio.ui.train.data_box import DataBox
from genstudio.ui.train.draft import Draft


@pytest.fixture
def panel(app: QApplication, qtbot: QtBot, tmp_path, monkeypatch):
    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path))
    box = DataBox([])
    panel = ChoicesPanel(Draft(cores=2), box, Acts(box))
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    panel.show()
    yield panel
    box.close_threads()


def pick(panel: ChoicesPanel, *texts: str) -> None:
    menu: QMenu | None = panel.presets.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    for text in texts:
        action = next(a for a in menu.actions() if a.text() == text)
        menu = action.menu() or menu  # type: ignore[assignment]
    action.trigger()


def keep(panel: ChoicesPanel, name: str) -> None:
    pick(panel, "Keep these choices as a preset…")
    dialog = panel.presets.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue(name)
    dialog.accept()


def test_a_preset_fills_the_form_and_says_what_one_learns(panel: ChoicesPanel) -> None:
    preset = PRESETS["vae-2013"]
    pick(panel, preset.label)
    draft = panel.draft
    assert draft.recipe() == preset.recipe(draft.circumstances)
    assert panel._lesson.isVisible() and preset.sentence in panel._lesson.text()
    assert {"likelihood", "latent"} <= draft.touched
    panel.form._choose_objective("pca")
    assert not panel._lesson.isVisible()


def test_own_presets_are_kept_chosen_deleted_and_brought_back(
    panel: ChoicesPanel, qtbot: QtBot
) -> None:
    panel.draft.set("beta", 3.5)
    with qtbot.waitSignal(panel.presets.said) as said:
        keep(panel, "Mine & yours")
    assert "Mine & yours" in said.args[0] and said.args[1] == "good"
    panel.draft.reset()
    pick(panel, "Mine && yours")
    assert panel.draft.value("beta") == 3.5
    pick(panel, "Delete", "Mine && yours")
    menu = panel.presets.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    assert not any(a.text() == "Mine && yours" for a in menu.actions())
    pick(panel, "Bring “Mine & yours” back")
    pick(panel, "Mine && yours")


def test_a_name_of_the_program_is_refused_with_a_sentence(
    panel: ChoicesPanel, qtbot: QtBot
) -> None:
    for name in ("r3", "Recommended VAE", "dcgan 2015"):
        with qtbot.waitSignal(panel.presets.said) as said:
            keep(panel, name)
        assert said.args[1] == "bad" and "program" in said.args[0]
