"""The dataset doctor's window: progress, findings, fixes in the form, closing in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from genstudio.core.events import Importing
from genstudio.data.doctor import check
from genstudio.ui.train.doctor_dialog import DoctorDialog
from genstudio.ui.train.tab import TrainTab
from genstudio.ui.widgets.picture import PictureView


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty noisy pictures, one of them blank."""
    (tmp_path / "mine").mkdir()
    for number in range(30):
        noise = np.random.default_rng(number).integers(0, 256, (4, 4, 3), dtype=np.uint8)
        image = Image.fromarray(noise).resize((40, 40), Image.Resampling.BICUBIC)
        if number == 7:
            image = Image.new("RGB", (40, 40), (50, 60, 70))
        image.save(tmp_path / "mine" / f"{number}.png")
    return tmp_path / "mine"


def opened(tab: TrainTab, folder: Path, qtbot: QtBot) -> DoctorDialog:
    tab.data_box.choose(str(folder))
    qtbot.waitUntil(tab.data_box.check_button.isEnabled, timeout=30_000)
    tab.data_box.check_button.click()
    dialog = tab.choices.doctor.dialog
    assert dialog is not None
    return dialog


def box(dialog: DoctorDialog, label: str) -> QCheckBox:
    [found] = [each for each in dialog.findChildren(QCheckBox) if each.text() == label]
    return found


def test_findings_come_with_pictures_and_a_fix_changes_the_recipe(
    tab: TrainTab, folder: Path, qtbot: QtBot
) -> None:
    dialog = opened(tab, folder, qtbot)
    qtbot.waitUntil(lambda: bool(dialog.boxes), timeout=30_000)
    kinds = [each.finding.kind for each in dialog.boxes]
    assert kinds[0] == "too few" and "blank" in kinds
    [view] = [v for v in dialog.findChildren(PictureView) if v.accessibleName().startswith("blank")]
    assert view.count == 1 and "7.png" in view.toolTip()
    fix = box(dialog, "Leave out blank pictures")
    assert not fix.isChecked()
    fix.click()
    assert tab.choices.recipe().drop_blank and "drop_blank" in tab.draft.touched
    fix.click()
    assert not tab.choices.recipe().drop_blank and "drop_blank" not in tab.draft.touched
    dialog.reject()
    assert tab.choices.doctor.dialog is None


def test_a_choice_made_already_is_ticked(tab: TrainTab, folder: Path, qtbot: QtBot) -> None:
    tab.choices.form.apply({"drop_blank": True})
    dialog = opened(tab, folder, qtbot)
    qtbot.waitUntil(lambda: bool(dialog.boxes), timeout=30_000)
    assert box(dialog, "Leave out blank pictures").isChecked()
    dialog.reject()


@pytest.mark.parametrize("how", ["cancel", "close", "close the tab"])
def test_it_can_be_left_in_the_middle(
    tab: TrainTab, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    closed: list[bool] = []

    def slowly(recipe: object) -> Iterator[Importing]:
        try:
            for done in range(100_000):
                yield Importing(done, 100_000, "Looking at mine")
                np.linalg.norm(np.ones(2000))
        finally:
            closed.append(True)

    monkeypatch.setattr(check, "check", slowly)
    dialog = opened(tab, folder, qtbot)
    qtbot.waitUntil(lambda: dialog.sentence.startswith("Looking at mine: "))
    if how == "cancel":
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "Cancel").click()
        assert dialog.sentence == "Cancelled. Nothing has been changed."
        dialog.reject()
    elif how == "close":
        dialog.reject()
    else:
        tab.close()
    qtbot.waitUntil(lambda: bool(closed))


def test_what_cannot_be_checked_is_a_sentence(
    tab: TrainTab, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(recipe: object) -> Iterator[object]:
        raise OSError("The disk is gone. Connect it.")
        yield

    monkeypatch.setattr(check, "check", refuse)
    dialog = opened(tab, folder, qtbot)
    qtbot.waitUntil(lambda: dialog.sentence == "The disk is gone. Connect it.")
    dialog.reject()
