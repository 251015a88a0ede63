"""The class on show in the previews of a run that is taught classes."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.core.events import Imported, Preview
from genstudio.core.latents import preview_count
from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.watch import WatchPanel

NAMES = ("cat", "dog", "owl")


def watch(qtbot: QtBot, *, conditional: bool) -> WatchPanel:
    panel = WatchPanel(Acts(None), smoothing=30, is_log=False)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    panel.begin("vae", "vae", recipe=Recipe(objective="vae", conditional=conditional))
    pictures = np.zeros((6, 1, 28, 28), np.uint8)
    images = ImageSet("pets", pictures, np.arange(6) % 3, NAMES, "x")
    panel.take(Imported(images))
    return panel


def shown(panel: WatchPanel, qtbot: QtBot) -> np.ndarray:
    qtbot.wait(20)
    pictures = panel.previews.view._pictures
    assert pictures is not None
    return pictures


def test_one_class_is_chosen_by_name(app: QApplication, qtbot: QtBot) -> None:
    panel = watch(qtbot, conditional=True)
    count = preview_count(3)
    made = np.broadcast_to(np.arange(count, dtype=np.uint8)[:, None, None, None], (count, 1, 8, 8))
    panel.take(Preview(10, np.ascontiguousarray(made)))
    kinds = panel.previews.kinds
    assert kinds.isVisible() and [kinds.itemText(i) for i in range(kinds.count())][1:] == [*NAMES]
    assert len(shown(panel, qtbot)) == count and kinds.columns == 3
    kinds.setCurrentText("dog")
    assert shown(panel, qtbot)[:, 0, 0, 0].tolist() == list(range(1, count, 3))
    kinds.setCurrentIndex(0)
    assert len(shown(panel, qtbot)) == count


def test_a_run_that_is_not_taught_offers_none(app: QApplication, qtbot: QtBot) -> None:
    panel = watch(qtbot, conditional=False)
    assert not panel.previews.kinds.isVisible() and panel.previews.kinds.kind is None


def test_every_class_has_pictures_in_a_preview() -> None:
    assert (preview_count(0), preview_count(2), preview_count(10)) == (36, 36, 60)
    assert preview_count(100) == 240
