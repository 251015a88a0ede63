"""Previews: following the newest, scrubbing back, redrawn pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.runs import png
from genstudio.ui.train.previews import PreviewsPanel

from .script import preview


@pytest.fixture
def panel(app: QApplication, qtbot: QtBot) -> PreviewsPanel:
    panel = PreviewsPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 500)
    panel.show()
    return panel


def shade(panel: PreviewsPanel) -> int:
    QApplication.processEvents()
    return panel.view.picture().pixel(0, 0) & 0xFF


def test_follows_the_newest(panel: PreviewsPanel) -> None:
    panel.begin()
    for step in (0, 10, 20):
        panel.extend(preview(step))
    assert (panel.step, shade(panel), panel.is_live) == (20, 20, True)
    assert panel.head.step.text() == "Step 20"


def test_an_earlier_one_stays_while_new_ones_come(panel: PreviewsPanel) -> None:
    panel.begin()
    for step in (0, 10, 20):
        panel.extend(preview(step))
    panel.bar.slider.setValue(1)
    panel.extend(preview(30))
    assert (panel.step, shade(panel), panel.is_live) == (10, 10, False)
    panel.bar.newest.click()
    assert (panel.step, shade(panel), panel.is_live) == (30, 30, True)


def test_redrawn_pictures_stand_below_their_originals(panel: PreviewsPanel) -> None:
    panel.begin()
    assert not panel.head.redrawn.isEnabled()
    panel.extend(preview(10))
    assert panel.head.redrawn.isEnabled()
    panel.head.redrawn.click()
    QApplication.processEvents()
    assert panel.view.count == 4  # two pairs, none of the room left blank


def test_a_gan_has_nothing_to_redraw(panel: PreviewsPanel) -> None:
    panel.begin()
    panel.extend(preview(10, both=False))
    assert not panel.head.redrawn.isEnabled()


def test_sheets_of_the_run_so_far_can_be_looked_at(panel: PreviewsPanel, tmp_path: Path) -> None:
    pictures = np.full((4, 1, 28, 28), 77, np.uint8)
    path = tmp_path / "000000005.png"
    png.save_sheet(path, pictures)
    panel.begin([path], (1, 28, 28))
    assert (panel.step, shade(panel)) == (5, 77)
    panel.extend(preview(9))
    panel.bar.slider.setValue(0)
    assert shade(panel) == 77
    panel.head.redrawn.click()
    QApplication.processEvents()
    assert "only the made pictures" in panel.view.accessibleDescription()
