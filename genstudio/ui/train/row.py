"""One line of the form: label, control, unit, and the way back to what is recommended."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from genstudio.core.recipe import FieldInfo, Value
from genstudio.ui import icons, wording
from genstudio.ui.train import controls
from genstudio.ui.widgets.muted import MutedLabel


class FieldRow(QObject):
    """Edits one recipe field in two cells of a grid."""

    edited = Signal(str, object)
    reset_asked = Signal(str)

    def __init__(self, info: FieldInfo, parent: QWidget) -> None:
        """Make the widgets for `info`; `place` puts them into a grid."""
        super().__init__(parent)
        self.info = info
        self.control = controls.make(info)
        self.control.edited.connect(self._tell)
        self.label = _Name(info.label, self.control)
        self.label.setToolTip(info.tip)
        self.label.setBuddy(self.control)
        self.label.setWordWrap(True)
        self.unit = MutedLabel(info.unit)
        self.back = QToolButton()
        self.back.setIcon(icons.icon("reset"))
        self.back.setAutoRaise(True)
        self.back.clicked.connect(self._ask_reset)
        self._buttons: list[QWidget] = []
        self._field = QWidget(parent)
        line = self._line = QHBoxLayout(self._field)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.control, 1)
        if info.unit:
            line.addWidget(self.unit)
        line.addWidget(self.back)

    def add_button(self, button: QWidget) -> None:
        """Put a button of one's own behind the control."""
        self._line.insertWidget(1, button)
        self._buttons.append(button)

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the widgets into a row of `grid`."""
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self._field, row, 1)

    def follow(self, widget: QWidget) -> None:
        """Be what the Tab key reaches after `widget`."""
        for before, after in pairwise([widget, self.control, *self._buttons, self.back]):
            QWidget.setTabOrder(before, after)

    @property
    def is_shown(self) -> bool:
        """Whether the row shows (perhaps in a part that is folded away)."""
        return not self._field.isHidden()

    def set_visible(self, visible: bool, *, is_touched: bool) -> None:
        """Show or hide the whole row."""
        self.label.setVisible(visible)
        self._field.setVisible(visible)
        self.back.setVisible(visible and is_touched)

    def show_value(self, value: Value, *, recommended: Value, is_touched: bool) -> None:
        """Show `value`; a touched one is marked, with the way back."""
        self.control.show_value(value)
        font = self.label.font()
        font.setBold(is_touched)
        self.label.setFont(font)
        tip = f"Back to the recommended value: {_say(recommended)}"
        self.back.setToolTip(tip)
        self.back.setAccessibleName(f"{self.info.label}: {tip.lower()}")

    @Slot(object)
    def _tell(self, value: Value) -> None:
        self.edited.emit(self.info.name, value)

    @Slot()
    def _ask_reset(self) -> None:
        self.control.setFocus()
        self.reset_asked.emit(self.info.name)


class _Name(QLabel):
    """The words before a control; a click on them goes to it, and ticks it where it is a tick."""

    def __init__(self, text: str, control: controls.Control) -> None:
        super().__init__(text)
        self._control = control

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do as the label of a tick box does."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.rect().contains(event.position().toPoint()):
            self._control.setFocus(Qt.FocusReason.MouseFocusReason)
            if isinstance(self._control, controls.SwitchControl):
                self._control.click()


def _say(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    return wording.count(value) if isinstance(value, int) else value
