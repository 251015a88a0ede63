"""The exact value of one latent dimension, as a number to type."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

from genstudio.ui.explore.ranking import spoken

_FURTHEST = 99.0


class ValueBox(QDoubleSpinBox):
    """A spin box that may go beyond the slider's ends; Enter takes, Escape leaves as it was."""

    entered = Signal(float)
    left = Signal()  # done with the keyboard: back to the slider

    def __init__(self, dimension: int, parent: QWidget | None = None) -> None:
        """Stand at 0."""
        super().__init__(parent)
        self.setRange(-_FURTHEST, _FURTHEST)
        self.setDecimals(2)
        self.setSingleStep(0.1)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(f"Value of {spoken(dimension)}")
        self.setToolTip("Type any value, in σ; it may lie beyond the slider's ends.")
        self.valueChanged.connect(self.entered)

    def show_value(self, value: float) -> None:
        """Show a value without telling anyone; a number being typed is left alone."""
        if not self.hasFocus() or round(value, 2) != self.value():
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)

    def type(self, text: str) -> None:
        """Take the keyboard, with `text` as the beginning of the number."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if text:
            self.lineEdit().setText(text)
        else:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the number, Escape forgets it; both give the keyboard back."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.lineEdit().setText(self.textFromValue(self.value()))
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.interpretText()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while the keyboard is here; else the list scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
