"""One slider: mouse, keyboard, wheel, what a screen reader hears."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.ui.explore.slider import LatentSlider
from genstudio.ui.explore.wheel import WheelIntent

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slider(app: QApplication, qtbot: QtBot) -> LatentSlider:
    slider = LatentSlider(11, WheelIntent())
    qtbot.addWidget(slider)
    slider.resize(220, 36)
    slider.show()
    app.processEvents()
    return slider


def at(slider: LatentSlider, value: float) -> QPoint:
    """Where the groove shows `value` (reach 3, 220 px wide)."""
    return QPoint(round(10 + (value / slider.look.reach + 1) / 2 * 200), 15)


def point_at(slider: LatentSlider, place: QPoint) -> None:
    """Move the pointer there, as a person would."""
    position = QPointF(place)
    app = QApplication.instance()
    assert app is not None
    app.sendEvent(slider, QEnterEvent(position, position, slider.mapToGlobal(position)))
    app.sendEvent(
        slider,
        QMouseEvent(
            QEvent.Type.MouseMove, position, slider.mapToGlobal(position),
            Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip


def turn(slider: LatentSlider, place: QPoint, notches: int) -> bool:
    """Turn the wheel there; says whether the slider took it."""
    position = QPointF(place)
    event = QWheelEvent(
        position, slider.mapToGlobal(position), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    slider.wheelEvent(event)
    return event.isAccepted()


def test_a_press_beside_the_knob_brings_it_there(slider: LatentSlider) -> None:
    told: list[float] = []
    slider.changed.connect(told.append)
    QTest.mousePress(slider, LEFT, pos=at(slider, 1.5))
    assert told == [pytest.approx(1.5, abs=0.02)]
    QTest.mouseRelease(slider, LEFT, pos=at(slider, 1.5))


def test_taking_the_knob_off_its_middle_does_not_move_it(slider: LatentSlider) -> None:
    told: list[float] = []
    slider.changed.connect(told.append)
    QTest.mousePress(slider, LEFT, pos=at(slider, 0) + QPoint(4, 0))
    assert told == []
    QTest.mouseMove(slider, at(slider, 1) + QPoint(4, 0))
    assert told[-1] == pytest.approx(1.0, abs=0.02)
    QTest.mouseRelease(slider, LEFT, pos=at(slider, 1))


def test_a_drag_tells_begin_changes_and_end_and_stops_at_the_ends(slider: LatentSlider) -> None:
    told: list[object] = []
    slider.began.connect(lambda: told.append("began"))
    slider.changed.connect(lambda value: told.append(round(value, 1)))
    slider.ended.connect(lambda: told.append("ended"))
    QTest.mousePress(slider, LEFT, pos=at(slider, 0))
    QTest.mouseMove(slider, at(slider, 2))
    QTest.mouseMove(slider, QPoint(900, 15))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(900, 15))
    assert told == ["began", 2.0, 3.0, "ended"]
    QTest.mouseMove(slider, at(slider, -1))
    assert told[-1] == "ended"


@pytest.mark.parametrize(
    ("key", "value"),
    [(Qt.Key.Key_Right, 0.1), (Qt.Key.Key_Left, -0.1), (Qt.Key.Key_PageUp, 0.5),
     (Qt.Key.Key_PageDown, -0.5), (Qt.Key.Key_Home, -3.0), (Qt.Key.Key_End, 3.0)],
)  # fmt: skip
def test_keys_move_it(slider: LatentSlider, key: Qt.Key, value: float) -> None:
    QTest.keyClick(slider, key)
    assert slider.latent == pytest.approx(value)


def test_shift_makes_keys_fine(slider: LatentSlider) -> None:
    QTest.keyClick(slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert slider.latent == pytest.approx(0.01)


def test_keys_stop_at_the_end_but_come_back_from_beyond(slider: LatentSlider) -> None:
    slider.show_value(2.95)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.latent == 3.0
    slider.show_value(4.2)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.latent == 4.2
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.latent == pytest.approx(4.1)


def test_other_keys_ask_for_rows_entries_locks_and_zero(slider: LatentSlider) -> None:
    told: list[object] = []
    slider.row_asked.connect(told.append)
    slider.entry_asked.connect(told.append)
    slider.lock_asked.connect(lambda: told.append("lock"))
    slider.reset_asked.connect(lambda: told.append("reset"))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Delete):
        QTest.keyClick(slider, key)
    QTest.keyClicks(slider, "-l")
    assert told == [-1, 1, "", "reset", "-", "lock"]


def test_the_wheel_is_for_the_list_unless_it_was_aimed(slider: LatentSlider) -> None:
    point_at(slider, at(slider, 2))
    assert not turn(slider, at(slider, 2), 1)
    assert slider.latent == 0
    point_at(slider, at(slider, 0))
    assert slider.look.hot
    assert turn(slider, at(slider, 0), 2)
    assert slider.latent == pytest.approx(0.2)


def test_the_rest_of_a_turn_follows_the_knob_away_from_the_pointer(slider: LatentSlider) -> None:
    place = at(slider, 0)
    point_at(slider, place)
    for _ in range(8):
        assert turn(slider, place, 1)
    assert slider.latent == pytest.approx(0.8)


def test_the_wheel_turns_the_slider_with_the_keyboard(slider: LatentSlider) -> None:
    assert slider.hasFocus()  # by itself, when its window opened: nobody chose it
    assert not turn(slider, at(slider, 2), -1)
    slider.clearFocus()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    assert turn(slider, at(slider, 2), -1)
    assert slider.latent == pytest.approx(-0.1)


def test_a_slider_that_scrolls_under_a_resting_pointer_gets_no_turn(
    slider: LatentSlider, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = at(slider, 0)
    slider._wheel.scrolled(slider.mapToGlobal(place))
    point_at(slider, place)
    monkeypatch.setattr("time.monotonic", lambda: 1e9)  # however long one waits
    assert not slider.look.hot
    assert not turn(slider, place, 1)
    point_at(slider, place + QPoint(5, 0))
    assert turn(slider, place + QPoint(5, 0), 1)


def test_showing_a_value_tells_nobody(slider: LatentSlider, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(slider.changed):
        slider.show_value(1.25)
        slider.set_reach(1.0)
    assert slider.latent == 1.25


def test_screen_readers_know_name_value_and_reason(slider: LatentSlider) -> None:
    slider.show_value(-1.5)
    slider.set_reason("KL 0.00 nats: the decoder ignores it")
    heard = QAccessible.queryAccessibleInterface(slider)
    assert heard.role() == QAccessible.Role.Slider
    assert heard.text(QAccessible.Text.Name) == "z 12"
    assert "decoder ignores" in heard.text(QAccessible.Text.Description)
    assert slider.value() == -1500


def test_a_screen_reader_can_set_it(slider: LatentSlider, qtbot: QtBot) -> None:
    with qtbot.waitSignal(slider.changed) as told:
        slider.setValue(700)
    assert told.args == [0.7]


def test_it_paints_its_states_differently(slider: LatentSlider) -> None:
    plain = slider.grab().toImage()
    slider.set_band((1.0, 0.5))
    banded = slider.grab().toImage()
    slider.set_band(None)
    assert slider.grab().toImage() == plain != banded
    slider.set_reason("KL 0.00 nats: the decoder ignores it")
    assert slider.grab().toImage() != plain
