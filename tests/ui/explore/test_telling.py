"""KL per dimension as bars that lead to sliders, and the decoder's mean beside a draw."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from genstudio.core import axes
from genstudio.ui.explore.ranking import rank
from genstudio.ui.explore.telling import Telling, all_words, one_words

from .conftest import Lab


class Effects:
    """KL of four dimensions, two of them dead."""

    values = np.array([0.002, 3.0, 0.5, 0.0])
    name, unit = "KL", "nats"


def opened(lab: Lab) -> Telling:
    lab.explore("vae")
    lab.tab.ideas.fold("kl").set_open(True)
    lab.settle()
    return lab.tab.ideas.telling


def test_a_click_on_a_bar_goes_to_its_slider(lab: Lab) -> None:
    panel = opened(lab)
    effects = lab.tab.session.model.front.effects().values
    order = panel._ranking.order
    assert order == tuple(np.argsort(-effects, kind="stable"))
    place = panel.bars.bar_rect(order[-1]).center().toPoint()
    QTest.mouseClick(panel.bars, Qt.MouseButton.LeftButton, pos=place)
    assert lab.tab.panel.list.current == order[-1]
    assert "Each slider is one number" in lab.tab.side.text


def test_the_keyboard_walks_along_the_bars(lab: Lab) -> None:
    panel = opened(lab)
    lab.tab.activateWindow()
    panel.bars.setFocus()
    QTest.keyClick(panel.bars, Qt.Key.Key_Right)
    second = panel._ranking.order[1]
    assert panel.bars.accessibleDescription().startswith(f"z {second + 1}: ")
    assert panel.words.text().endswith("Click to go to its slider.")
    assert "p(x | z)" in lab.tab.side.text  # what am I seeing? follows
    QTest.keyClick(panel.bars, Qt.Key.Key_Return)
    assert lab.tab.panel.list.current == second


def test_a_slider_that_is_not_shown_is_brought_up(lab: Lab) -> None:
    panel = opened(lab)
    sliders = lab.tab.panel
    sliders.use_axes(axes.raw(6))
    sliders.axis_bar.search.setText("2")
    assert sliders.list.order == (1,)
    panel.slider_asked.emit(4)
    assert sliders.list.current == 4 and 4 in sliders.list.order


def test_what_does_nothing_is_grey_and_said(lab: Lab) -> None:
    panel = opened(lab)
    ranking = rank(Effects(), "vae")
    panel._take_ranking(ranking)
    assert all_words(ranking) == (
        "The code tells 3.5 nats (5 bits) of a picture; 2 dimensions tell 90 % of it. 2 of 4 do "
        "nothing."
    )
    assert panel.words.text() == all_words(ranking)
    assert one_words(ranking, 3).startswith("z₄: KL 0.00 nats: the decoder ignores it.")
    assert one_words(ranking, 1).startswith("z₂: 3.00 nats, 86 % of all.")
    image = panel.bars.grab().toImage()
    alive, dead = (panel.bars.bar_rect(dimension) for dimension in (1, 3))
    colours = [image.pixelColor(int(r.center().x()), int(r.bottom()) - 2) for r in (alive, dead)]
    assert colours[0].saturation() > 100 > colours[1].saturation()


@pytest.mark.parametrize("values", [np.zeros(4), np.full(4, np.nan)])
def test_nothing_measured_is_a_sentence(lab: Lab, values: np.ndarray) -> None:
    panel = opened(lab)
    effects = Effects()
    effects.values = values
    panel._take_ranking(rank(effects, "vae"))
    assert "Nothing is measured yet" in panel.words.text() and not panel.bars.isVisible()


def test_a_draw_stands_beside_the_mean_and_follows_the_sliders(lab: Lab) -> None:
    panel = opened(lab)
    assert "Gaussian" in panel.note.text()
    mean, draw = panel.mean.picture(), panel.draw.picture()
    assert mean == lab.tab.canvas.view.picture() and draw != mean
    panel.again_act.trigger()
    lab.settle()
    assert panel.mean.picture() == mean and panel.draw.picture() != draw
    lab.tab.panel.point.move_to(np.full(6, 2.0, np.float32), "there")
    lab.settle()
    assert panel.mean.picture() == lab.tab.canvas.view.picture() != mean


def test_it_goes_with_the_run(lab: Lab) -> None:
    panel = opened(lab)
    lab.explore("gan")
    assert not lab.tab.ideas.fold("kl").isVisible()
    lab.explore("vae")
    assert panel.bars.isVisible() and panel.draw.isVisible()
    lab.library.delete(lab.library.entry(lab.key("vae")))
    lab.studio.runs_changed.emit()
    lab.settle()
    assert not lab.tab.ideas.fold("kl").isVisible() and panel._ranking is None
