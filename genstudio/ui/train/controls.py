"""One control = one small class: what a recipe field is edited with."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QSpinBox,
    QWidget,
)

from genstudio.core.recipe import FieldInfo, Recipe, RecipeError, Value

_WORDS = {
    "auto": "Automatic",
    "grey": "Grey",
    "colour": "Colour",
    "cpu": "CPU",
    "cuda": "NVIDIA GPU (CUDA)",
    "mps": "Apple GPU (MPS)",
    "logistic": "Logistic (256 levels)",
    "imq": "IMQ",
    "rbf": "RBF",
}
_FLAGS_ROLE = Qt.ItemDataRole.UserRole - 1  # where Qt's own model of a combo keeps item flags
_DECIMALS = 8
_WIDEST_WHOLE = 2**31 - 1


class ChoiceControl(QComboBox):
    """One of a few words."""

    edited = Signal(object)

    def __init__(self, choices: tuple[str, ...] = ()) -> None:
        """Offer `choices`."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.offer([(choice, _WORDS.get(choice, choice.capitalize()), "") for choice in choices])
        self.activated.connect(self._tell)

    def offer(self, items: list[tuple[str, str, str]]) -> None:
        """Offer items of value, label and tip."""
        self.clear()
        for value, label, tip in items:
            self.addItem(label, value)
            self.setItemData(self.count() - 1, tip or None, Qt.ItemDataRole.ToolTipRole)

    def forbid(self, value: str, reason: str) -> None:
        """Grey `value` out, with the reason as its tip; "" allows it again."""
        index = self.findData(value)
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags = Qt.ItemFlag.NoItemFlags if reason else enabled
        self.setItemData(index, int(flags.value), _FLAGS_ROLE)
        self.setItemData(index, reason or None, Qt.ItemDataRole.ToolTipRole)

    def value(self) -> Value:
        """Return what is chosen."""
        return str(self.currentData())

    def show_value(self, value: Value) -> None:
        """Show `value` without telling."""
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form, not the choice, unless the control has the focus."""
        _wheel(self, super().wheelEvent, event)

    @Slot()
    def _tell(self) -> None:
        self.edited.emit(self.value())


class WholeControl(QSpinBox):
    """A whole number within limits."""

    edited = Signal(object)

    def __init__(self, low: int, high: int, *, stride: int = 0) -> None:
        """Allow `low` to `high`; arrows move by `stride` (0: a tenth of the value's size)."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLocale(QLocale(QLocale.Language.English))
        self.setGroupSeparatorShown(True)
        self.setRange(low, high)
        self.setKeyboardTracking(False)
        if stride:
            self.setSingleStep(stride)
        else:
            self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.valueChanged.connect(self._tell)

    def show_value(self, value: Value) -> None:
        """Show `value` without telling."""
        blocked = self.blockSignals(True)
        self.setValue(int(value))
        self.blockSignals(blocked)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form, not the number, unless the control has the focus."""
        _wheel(self, super().wheelEvent, event)

    @Slot(int)
    def _tell(self, value: int) -> None:
        self.edited.emit(value)


class NumberControl(QDoubleSpinBox):
    """A number within limits, small ones too: 0.0002 and 2e-05 both read well."""

    edited = Signal(object)

    def __init__(self, low: float, high: float) -> None:
        """Allow `low` to `high`."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLocale(QLocale.c())
        self.setDecimals(_DECIMALS)
        self.setRange(low, high)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)
        self.valueChanged.connect(self._tell)

    def show_value(self, value: Value) -> None:
        """Show `value` without telling."""
        blocked = self.blockSignals(True)
        self.setValue(float(value))
        self.blockSignals(blocked)

    def textFromValue(self, value: float) -> str:
        """Write the number as short as it can be."""
        return f"{value:.6g}"

    def valueFromText(self, text: str) -> float:
        """Read the number; a comma is as good as a point."""
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let through what is, or may become, a number within the limits."""
        return _judge(text, self.minimum(), self.maximum()), text, position

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form, not the number, unless the control has the focus."""
        _wheel(self, super().wheelEvent, event)

    @Slot(float)
    def _tell(self, value: float) -> None:
        self.edited.emit(float(f"{value:.12g}"))


class SwitchControl(QCheckBox):
    """Yes or no."""

    edited = Signal(object)

    def __init__(self) -> None:
        """Start with no."""
        super().__init__()
        self.clicked.connect(self._tell)

    def value(self) -> Value:
        """Return whether it is on."""
        return self.isChecked()

    def show_value(self, value: Value) -> None:
        """Show `value` without telling."""
        self.setChecked(bool(value))

    @Slot(bool)
    def _tell(self, is_on: bool) -> None:
        self.edited.emit(is_on)


Control = ChoiceControl | WholeControl | NumberControl | SwitchControl


def make(info: FieldInfo) -> Control:
    """Return the control that fits a field; values out of its limits cannot be entered."""
    control: Control
    if info.kind is bool:
        control = SwitchControl()
    elif info.kind is int:
        high = int(min(info.high or _WIDEST_WHOLE, _WIDEST_WHOLE))
        control = WholeControl(int(info.low or 0), high, stride=4 if info.name == "size" else 0)
    elif info.kind is float:
        control = NumberControl(_lowest(info), 1e6 if info.high is None else info.high)
    else:
        control = ChoiceControl(info.choices)
    control.setAccessibleName(f"{info.label}, {info.unit}" if info.unit else info.label)
    control.setAccessibleDescription(info.tip)
    control.setToolTip(f"{info.tip}")
    return control


def _lowest(info: FieldInfo) -> float:
    """Return the least value allowed; a limit the recipe refuses is itself left out."""
    low = info.low or 0.0
    try:
        Recipe(**{info.name: low})
    except RecipeError:
        return low + 10.0**-_DECIMALS
    return low


def _judge(text: str, low: float, high: float) -> QValidator.State:
    cleaned = text.strip().replace(",", ".").lower()
    try:
        value = float(cleaned)
    except ValueError:
        begun = all(c in "0123456789.e+-" for c in cleaned)
        return QValidator.State.Intermediate if begun else QValidator.State.Invalid
    if not math.isfinite(value) or value > high or (value < 0 <= low):
        return QValidator.State.Invalid
    return QValidator.State.Acceptable if value >= low else QValidator.State.Intermediate


def _wheel(control: QWidget, turn: object, event: QWheelEvent) -> None:
    if control.hasFocus():
        turn(event)  # type: ignore[operator]
    else:
        event.ignore()
