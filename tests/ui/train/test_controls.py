"""Controls: nothing outside the limits can be entered, users' edits are told, ours are not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from genstudio.core.recipe import Recipe, fields
from genstudio.ui.train import controls
from genstudio.ui.train.controls import ChoiceControl, NumberControl, SwitchControl, WholeControl

PLAIN = [info for info in fields().values() if info.kind in (int, float)]


def wheel(widget: QWidget) -> None:
    center = QPointF(widget.rect().center())
    event = QWheelEvent(
        center, widget.mapToGlobal(center), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("info", PLAIN, ids=lambda info: info.name)
def test_both_ends_of_a_number_are_valid_recipes(info, qtbot: QtBot) -> None:
    control = controls.make(info)
    qtbot.addWidget(control)
    assert isinstance(control, WholeControl | NumberControl)
    for end in (control.minimum(), control.maximum()):
        control.setValue(end)
        Recipe(**{info.name: control.value()})


@pytest.mark.parametrize("info", list(fields().values()), ids=lambda info: info.name)
def test_each_control_names_itself_and_shows_the_default(info, qtbot: QtBot) -> None:
    control = controls.make(info)
    qtbot.addWidget(control)
    if info.kind is str and not info.choices:
        return  # its choices come from elsewhere
    control.show_value(info.default)
    assert control.value() == info.default
    assert control.accessibleName().startswith(info.label) and control.toolTip() == info.tip


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("0.5", QValidator.State.Acceptable),
        ("0,5", QValidator.State.Acceptable),
        ("2e-1", QValidator.State.Acceptable),
        ("2e-", QValidator.State.Intermediate),
        ("", QValidator.State.Intermediate),
        ("0.01", QValidator.State.Intermediate),
        ("7", QValidator.State.Invalid),
        ("-1", QValidator.State.Invalid),
        ("x", QValidator.State.Invalid),
        ("nan", QValidator.State.Invalid),
        ("inf", QValidator.State.Invalid),
    ],
)
def test_typing_a_number(text: str, state: QValidator.State, qtbot: QtBot) -> None:
    control = NumberControl(0.1, 1.0)
    qtbot.addWidget(control)
    assert control.validate(text, len(text))[0] == state


def test_small_numbers_read_well_and_come_back_exactly(qtbot: QtBot) -> None:
    control = NumberControl(1e-8, 10)
    qtbot.addWidget(control)
    told: list[object] = []
    control.edited.connect(told.append)
    control.selectAll()
    qtbot.keyClicks(control, "0.0002")
    qtbot.keyClick(control, Qt.Key.Key_Return)
    assert told == [0.0002] and control.text() == "0.0002"


def test_showing_a_value_is_not_an_edit(qtbot: QtBot) -> None:
    made = [WholeControl(0, 10), NumberControl(0, 10), SwitchControl(), ChoiceControl(("a", "b"))]
    for control, value in zip(made, (3, 3.0, True, "b"), strict=True):
        qtbot.addWidget(control)
        with qtbot.assertNotEmitted(control.edited):
            control.show_value(value)
        assert control.value() == value


def test_the_wheel_scrolls_the_form_unless_the_control_has_the_focus(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    number, other = WholeControl(0, 10), QSpinBox()
    for child in (number, other):
        child.setParent(window)
    with qtbot.waitActive(window):
        window.show()
    other.setFocus()
    wheel(number)
    assert number.value() == 0
    number.setFocus()
    wheel(number)
    assert number.value() == 1


def test_switch_tells_its_edits(qtbot: QtBot) -> None:
    switch = SwitchControl()
    qtbot.addWidget(switch)
    with qtbot.waitSignal(switch.edited) as blocker:
        switch.click()
    assert blocker.args == [True]


def test_a_forbidden_choice_is_greyed_out_with_its_reason(qtbot: QtBot) -> None:
    control = ChoiceControl(("auto", "cuda"))
    qtbot.addWidget(control)
    for reason, is_on in (("There is none.", False), ("", True)):
        control.forbid("cuda", reason)
        flags = control.model().flags(control.model().index(1, 0))
        assert bool(flags & Qt.ItemFlag.ItemIsEnabled) is is_on
        assert (control.itemData(1, Qt.ItemDataRole.ToolTipRole) or "") == reason
