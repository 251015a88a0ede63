"""The right side at 1280 × 800: curves get their share, whatever is trained, and nothing is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.core.events import Checkup
from genstudio.objectives import presets
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.watch import WatchPanel

from .script import GAN_COLUMNS, VAE_COLUMNS, preview, started, steps

WIDTH, HEIGHT = 908, 690  # what menu, tabs and status line leave of 1280 × 800
SHARE = 0.45
FACTOR_COLUMNS = (*VAE_COLUMNS, "tc", "loss_codes")
FIGURES = {"pictures": 40.0, "held_out_pictures": 4.0, "rollbacks": 2.0, "lr_scale": 0.25}


@pytest.mark.parametrize(
    ("objective", "columns"),
    [("vae", VAE_COLUMNS), ("hinge", (*GAN_COLUMNS, "sign_real")), ("factorvae", FACTOR_COLUMNS)],
)
def test_the_curves_have_nearly_half_of_the_height(
    app: QApplication, qtbot: QtBot, objective: str, columns: tuple[str, ...]
) -> None:
    panel = WatchPanel(Acts(app), smoothing=33, is_log=False)
    qtbot.addWidget(panel)
    panel.resize(WIDTH, HEIGHT)
    panel.show()
    family = "gan" if objective == "hinge" else "vae"
    panel.begin(objective, family, recipe=presets.recommend(objective, cores=2))
    panel.take(replace(started(family), columns=columns))
    for event in (preview(0), steps(1, 40, columns), Checkup(40, FIGURES)):
        panel.take(event)
    qtbot.waitUntil(lambda: panel.curves.views[-1].plot.height() > 0)
    QApplication.processEvents()
    assert not panel.coach.isHidden() and not panel.fold.isHidden()
    assert panel.minimumSizeHint().height() <= HEIGHT and panel.height() == HEIGHT
    heights = [view.plot.height() for view in panel.curves.views]
    assert sum(heights) >= SHARE * HEIGHT, heights
    assert min(heights) >= 50
    assert panel.previews.view.height() >= SHARE * HEIGHT
